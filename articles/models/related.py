"""Related links: edges from an article to another of ours or to elsewhere, never copies. And by what words they find it."""

from typing import Any

from django.db import models

from articles.models.querysets import FormerWordQuerySet, RelatedLinkQuerySet
from articles.texts.legible import tidy


class RelatedLink(models.Model):
    """An entry of an article's related coverage.

    Where `target` is set, the entry follows that article: `own` holds only the values that differ from it (JSON by the
    seed's keys, null for one that the entry lacks), and is usually empty. Otherwise `own` holds all of the entry's values.
    The keys are those of the URLs in `own`, to find the article when it arrives.
    """

    article = models.ForeignKey("Article", models.CASCADE, related_name="related_links", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    target = models.ForeignKey("Article", models.PROTECT, null=True, blank=True, related_name="mentions")
    own = models.JSONField(null=True, blank=True)
    web_key = models.BigIntegerField(null=True, editable=False)
    original_key = models.BigIntegerField(null=True, editable=False)

    objects = RelatedLinkQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "related link"
        indexes = [
            models.Index(fields=["article", "position"], name="related_place"),
            models.Index(fields=["web_key"], name="related_web", condition=models.Q(web_key__isnull=False)),
            models.Index(
                fields=["original_key"], name="related_original", condition=models.Q(original_key__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return tidy(str(self.says("title") or ""))

    def says(self, key: str) -> Any:
        """Return the entry's own value of a seed's key; None where it follows its article or has no value."""
        return (self.own or {}).get(key)


class FormerWord(models.Model):
    """A value that an article had, or that its file said, until an import replaced it. Files that still say it mean the article.

    `key` is the seed's, and only the `value_key` of the value is kept. What a file said last is in the article's own row.
    """

    article = models.ForeignKey("Article", models.CASCADE, related_name="former_words", db_index=False)
    key = models.CharField(max_length=20)
    value_key = models.BigIntegerField()

    objects = FormerWordQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "key", "value_key"], name="former_word")]
        indexes = [
            models.Index(fields=["value_key"], name="former_url", condition=models.Q(key__in=["webUrl", "originalUrl"]))
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value_key}"
