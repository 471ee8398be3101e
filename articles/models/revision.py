"""Every document's former texts, with who changed them, when and why; open conflicts; and slugs that stay reserved."""

from typing import Any

from django.conf import settings
from django.db import models

from articles.models.querysets import ConflictQuerySet, FormerArticleQuerySet, RevisionQuerySet
from articles.texts.legible import tidy


class Passage(models.Model):
    """A stretch of text that revisions share, stored once and never deleted; packed by `articles.store.passages`."""

    digest = models.BinaryField(max_length=16, unique=True)
    text = models.BinaryField()

    def __str__(self) -> str:
        return f"passage {self.pk}"


class Revision(models.Model):
    """The text of a document after a change. `applied` is false for a text that was put aside: a file that lost a conflict.

    `text` is packed by `articles.store.passages`, which fills `whole`. `owned` says which values of related entries were
    the entry's own at that time: {place: [keys]}, with "*" for an entry that matched no article. Every other value
    followed its article.
    """

    class Kind(models.TextChoices):
        IMPORTED = "import", "Imported"
        ADDED = "add", "Added"
        CHANGED = "change", "Changed"
        MERGED = "merge", "Merged with the file"
        RESTORED = "restore", "Restored"
        DELETED = "delete", "Deleted"
        JOINED = "join", "Merged with another article"

    article = models.ForeignKey("Article", models.SET_NULL, null=True, related_name="revisions")
    topic = models.ForeignKey("Topic", models.SET_NULL, null=True, related_name="revisions")
    provider = models.ForeignKey("Provider", models.SET_NULL, null=True, related_name="revisions")
    name = models.TextField(blank=True, default="", help_text="What the document was called.")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    applied = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")
    by_import = models.ForeignKey("Import", models.SET_NULL, null=True, related_name="revisions")
    part_of = models.ForeignKey("Act", models.SET_NULL, null=True, related_name="revisions")
    # An article's status before and after, because the text cannot tell an article in review from a draft.
    was = models.CharField(max_length=10, blank=True, default="")
    became = models.CharField(max_length=10, blank=True, default="")
    text = models.BinaryField()
    digest = models.BinaryField(max_length=16)
    owned = models.JSONField(null=True)

    objects = RevisionQuerySet.as_manager()

    previous: int | None  # set by `of_act`, `of_acts`, `with_previous` and `written_by`
    is_last: bool  # set by `of_act`
    told: list[Any]  # set by the page of a history: what it changed, in short
    whole: bytes | None = None  # the unpacked text, once it has been asked for

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["at"], name="revision_at")]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_kind_display().lower()} {self.at:%Y-%m-%d %H:%M}"


class Conflict(models.Model):
    """A field that an editor and a file changed differently. JSON, null where absent.

    `revision` has the file's text.
    """

    article = models.ForeignKey("Article", models.CASCADE, related_name="conflicts")
    field = models.TextField()
    ours = models.JSONField(null=True)
    theirs = models.JSONField(null=True)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "field"]
        indexes = [models.Index(fields=["article"], name="conflict_open", condition=models.Q(closed_at__isnull=True))]

    def __str__(self) -> str:
        return self.field


class FormerArticle(models.Model):
    """The slug of a deleted or merged article. It stays reserved, and its file is no longer imported.

    With a successor, its address leads there. So does a related entry with its URL, unless that is another article's.
    """

    slug = models.CharField(max_length=255, unique=True)
    title = models.TextField()
    successor = models.ForeignKey("Article", models.SET_NULL, null=True, related_name="former")
    source_key = models.BigIntegerField(null=True, db_index=True)
    web_key = models.BigIntegerField(null=True, db_index=True)
    original_key = models.BigIntegerField(null=True, db_index=True)
    web_url = models.TextField(null=True)
    original_url = models.TextField(null=True)
    kept = models.JSONField(
        null=True
    )  # what its text does not say but bringing it back needs; see `articles.editing.acts`
    was_shown = models.BooleanField(default=True)  # whether coverage could name it when it was removed
    at = models.DateTimeField()
    by_name = models.TextField(blank=True, default="")

    objects = FormerArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return tidy(self.title) or self.slug

    @property
    def where_it_went(self) -> str:
        if self.successor is not None:
            return f"merged into {self.successor.slug} on {self.at:%Y-%m-%d}"
        return f"deleted on {self.at:%Y-%m-%d}" + (f" by {self.by_name}" if self.by_name else "")
