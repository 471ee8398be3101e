"""Articles: the fields of a seed document in a form that can be queried, its status, and what derives from both.

Columns have the names of the attributes of `articles.seed.Article`; None means absent there and here. `save()` has no
logic: `articles.bridge` writes what derives.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Concat, Greatest
from django.utils import timezone
from taggit.managers import TaggableManager

from articles.models.fields import SlugPathField
from articles.models.querysets import ArticleQuerySet, UtcMonth, changed_for_readers
from articles.texts.legible import tidy

if TYPE_CHECKING:
    from articles.models.related import RelatedLink


class Status(models.TextChoices):
    """What the public sees of an article; see `ArticleQuerySet.published`."""

    DRAFT = "draft", "Draft"
    REVIEW = "review", "In review"
    PUBLISHED = "published", "Published"
    FOLDED = "folded", "Folded"
    WITHDRAWN = "withdrawn", "Withdrawn"

    @property
    def is_shown(self) -> bool:
        """Whether readers may see an article of that status, be it only as coverage of another."""
        return self in (Status.FOLDED, Status.PUBLISHED)


@dataclass(frozen=True)
class Showing:
    """What decides whether readers see an article, and from when: its status, and when it goes live."""

    status: str
    go_live_at: datetime | None

    def begins(self, at: datetime) -> datetime | None:
        """Return from when readers see it, be it as coverage of another; `at` where they do already, None where they never do."""
        return max(self.go_live_at or at, at) if Status(self.status).is_shown else None


def is_open_to_readers(status: str, go_live_at: datetime | None, at: datetime | None = None) -> bool:
    """Return whether an article with these values has a page for readers at an instant, which is now by default."""
    return status == Status.PUBLISHED and (go_live_at is None or go_live_at <= (at or timezone.now()))


def status_of_flags(published: bool | None, removed: bool | None, heat: int | None, *, assumed: bool = False) -> Status:
    """Return the status that a seed's flags mean (SEMANTICS, Status). With `assumed`, a seed that says nothing is published."""
    if removed:
        return Status.WITHDRAWN
    if published:
        return Status.PUBLISHED
    if heat == -1:
        return Status.FOLDED
    if assumed and published is None and removed is None:
        return Status.PUBLISHED
    return Status.DRAFT


SCHEDULED = "Scheduled"  # how a published article is called until it goes live


class Article(models.Model):  # type: ignore[django-manager-missing]  # taggit is untyped
    """One article. `provider_rest` holds its file's provider block except the name; see `articles.bridge.documents`."""

    slug = SlugPathField(max_length=255, unique=True)
    path = models.GeneratedField(
        expression=Concat(models.F("slug"), models.Value(".md")),
        output_field=SlugPathField(max_length=260),
        db_persist=True,
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)

    category = models.TextField(null=True, blank=True, default="news")
    title = models.TextField("headline")
    excerpt = models.TextField(null=True, blank=True)
    published_at = models.DateTimeField("published", default=timezone.now)
    updated_at = models.DateTimeField("updated", null=True, blank=True)
    source_url = models.TextField("source URL", null=True, blank=True)
    original_url = models.TextField("original URL", null=True, blank=True)
    web_url = models.TextField("web URL", null=True, blank=True)
    amp_url = models.TextField("AMP URL", null=True, blank=True)
    cdn_amp_url = models.TextField("AMP URL on a CDN", null=True, blank=True)
    type = models.TextField(null=True, blank=True, default="article")
    locale = models.TextField(null=True, blank=True)
    quality = models.IntegerField(null=True, blank=True)
    heat = models.IntegerField(null=True, blank=True)
    removed = models.BooleanField(null=True, blank=True, editable=False)
    published = models.BooleanField(null=True, blank=True, editable=False)
    go_live_at = models.DateTimeField("go live at", null=True, blank=True)
    featured_content = models.TextField(null=True, blank=True)
    highlight = models.TextField(null=True, blank=True)
    provider = models.ForeignKey(
        "Provider", models.PROTECT, related_name="articles", limit_choices_to={"merged_into": None}
    )
    provider_name = models.TextField("provider's name in the file", null=True, blank=True)
    provider_rest = models.JSONField(null=True, blank=True, editable=False)
    topics = TaggableManager(through="articles.ArticleTopic", blank=True)
    tags = models.JSONField(null=True, blank=True, editable=False)
    secured = models.TextField(null=True, blank=True, editable=False)
    extra = models.JSONField(null=True, blank=True, editable=False)
    body = models.TextField(blank=True, default="\n")
    empty_lists = models.JSONField(null=True, editable=False)  # keys of the lists that are present and empty

    # Ours alone: no seed has these.
    pinned_until = models.DateTimeField(
        null=True, blank=True, help_text="Until then it stands on top of the front page; the last pinned one leads."
    )
    pinned_at = models.DateTimeField(null=True, editable=False)
    # Links for people without an account that were made until then show nothing any more.
    previews_ended_at = models.DateTimeField(null=True, editable=False)

    # When it is news: the later of its date and its going live. What tells of news is in this order.
    news_at = models.GeneratedField(
        expression=Greatest("published_at", Coalesce("go_live_at", "published_at")),
        output_field=models.DateTimeField(),
        db_persist=True,
    )

    # When what readers see of it last changed here; None where it never did, see `modified_at`.
    changed_at = models.DateTimeField(null=True, editable=False)

    # Derived from the above, or from the file; written by the bridge.
    web_key = models.BigIntegerField(null=True, editable=False)
    original_key = models.BigIntegerField(null=True, editable=False)
    page_key = models.BigIntegerField(
        null=True, editable=False
    )  # of the page that its URL leads to; see `articles.texts.pages`
    compared = models.BooleanField(
        default=False, editable=False
    )  # whether duplicates of its present words were looked for
    rank = models.FloatField(default=0, editable=False)
    # How many members of its story perhaps do not belong to it; None where nobody has looked. See `stories.survey`.
    noise = models.PositiveSmallIntegerField(null=True, editable=False)
    source_key = models.BigIntegerField(null=True, editable=False)
    # The name of its file without the ending, where that is another spelling of the slug.
    file_slug = models.TextField(null=True, editable=False)
    source_stamp = models.BigIntegerField(null=True, editable=False)  # the file's size and times when it was imported
    imported = models.ForeignKey("Revision", models.SET_NULL, null=True, editable=False, related_name="+")
    imported_digest = models.BinaryField(null=True, editable=False, max_length=16)
    imported_words = models.JSONField(
        null=True, editable=False
    )  # last imported values that are no longer the current ones
    imported_web_key = models.BigIntegerField(null=True, editable=False)
    imported_original_key = models.BigIntegerField(null=True, editable=False)
    as_imported = models.BooleanField(default=False, editable=False)  # whether its document is its last imported text
    assumed_published = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )  # who wrote the draft; nobody where a file brought it

    objects = ArticleQuerySet.as_manager()

    shown_coverage: "list[RelatedLink]"  # set by `with_shown_coverage` and for stories
    others_counted: int  # set by `with_others_counted`
    coverage_count: int  # set by `with_coverage_count` and for stories
    coverage_live_at: datetime | None  # set by `with_coverage_live` and for sitemaps

    class Meta:
        ordering = ["-published_at", "path"]
        permissions = [
            ("publish_article", "Can publish articles"),
            ("withdraw_article", "Can withdraw articles"),
            ("merge_article", "Can merge articles"),
            ("review_article", "Can send articles to review"),
            ("arrange_stories", "Can split, merge and lead stories"),
            ("change_any_article", "Can change articles of others"),
            ("import_seeds", "Can import seeds"),
            ("view_secured", "Can see that an article is sealed"),
        ]
        indexes = [
            models.Index("status", models.F("published_at").desc(), "path", name="article_newest"),
            models.Index(models.F("published_at").desc(), "path", name="article_any_newest"),
            models.Index("provider", "status", models.F("published_at").desc(), "path", name="article_provider"),
            # With all that the front page of a past day compares, so that the weeks before it are read off the index.
            models.Index(
                "status", models.F("news_at").desc(), "path", "rank", "published_at", "go_live_at", name="article_told"
            ),
            models.Index("provider", "status", models.F("news_at").desc(), "path", name="article_provider_news"),
            models.Index("status", models.F("rank").desc(), "path", name="article_rank"),
            models.Index("status", "pinned_until", name="article_pins", condition=models.Q(pinned_until__isnull=False)),
            models.Index("go_live_at", name="article_go_live", condition=models.Q(go_live_at__isnull=False)),
            models.Index("updated_at", name="article_updated", condition=models.Q(updated_at__isnull=False)),
            models.Index("web_key", name="article_web"),
            models.Index("original_key", name="article_original"),
            models.Index("source_key", name="article_source"),
            models.Index("page_key", name="article_page"),
            models.Index("published_at", name="article_uncompared", condition=models.Q(compared=False)),
            models.Index("id", name="article_unsurveyed", condition=models.Q(noise__isnull=True)),
            models.Index("noise", name="article_noisy", condition=models.Q(noise__gt=0)),
            models.Index("status", "heat", name="article_heat"),
            models.Index("heat", "id", name="article_any_heat"),
            models.Index("quality", "id", name="article_any_quality"),
            # The newest change of a month's articles, for the sitemaps.
            models.Index("status", UtcMonth("published_at"), changed_for_readers(), name="article_changes"),
            models.Index(
                "imported_web_key", name="article_imp_web", condition=models.Q(imported_web_key__isnull=False)
            ),
            models.Index(
                "imported_original_key",
                name="article_imp_orig",
                condition=models.Q(imported_original_key__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return tidy(self.title) or tidy(self.slug) or "untitled"

    def is_public(self, at: datetime | None = None) -> bool:
        """Return whether readers see its page at an instant, by the same rule as `ArticleQuerySet.published`."""
        return is_open_to_readers(self.status, self.go_live_at, at)

    @property
    def shown_status(self) -> str:
        """Its status in words; a published one that is not live yet is scheduled."""
        is_scheduled = self.status == Status.PUBLISHED and not self.is_public()
        return SCHEDULED if is_scheduled else self.get_status_display()

    @property
    def file_name(self) -> str:
        """The name under which it is exported: that of its file."""
        return f"{self.file_slug or self.slug}.md"

    @property
    def modified_at(self) -> datetime:
        """When what readers see of it last changed. Before anything does that is when it became news, or the original's own
        last change. It is never in the future. Load `coverage_live_at`: coverage that goes live by the clock is a change."""
        known = (self.news_at, self.changed_at or self.updated_at, self.coverage_live_at)
        return max((moment for moment in known if moment and moment <= timezone.now()), default=self.made_at)

    @property
    def url(self) -> str:
        """The address of the original."""
        return self.web_url or self.original_url or ""
