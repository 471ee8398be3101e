"""Pairs of articles that are perhaps the same, for an editor to merge or dismiss. Finds and decides nothing."""

from django.db import models

from articles.models.querysets import DuplicateQuerySet


class Duplicate(models.Model):
    """Two articles, the older row first. A dismissed pair is kept, so that it is not shown again."""

    class Why(models.TextChoices):
        PAGE = "page", "Same page"
        HEADLINE = "headline", "Nearly the same headline and excerpt"

    first = models.ForeignKey("Article", models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey("Article", models.CASCADE, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    likeness = models.FloatField(help_text="How much of what headlines and excerpts say is the same, from 0 to 1.")
    found_at = models.DateTimeField("found")
    dismissed_at = models.DateTimeField("dismissed", null=True)
    dismissed_by = models.TextField("by", blank=True, default="")

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name = "possible duplicate"
        default_permissions = ()  # whoever may change articles may see these pairs; merging has a permission of its own
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair")]
        indexes = [
            models.Index(
                models.F("found_at").desc(),
                models.F("id").desc(),
                name="duplicate_open",
                condition=models.Q(dismissed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"

    @property
    def percent(self) -> str:
        return f"{self.likeness:.0%}"
