"""Pairs of articles that are not one story, although they may name each other."""

from django.db import models

from articles.models.querysets import PartedQuerySet


class Parted(models.Model):
    """Two articles, the older row first.

    Without a `newcomer` an editor has said so, by splitting a story, by taking an article out of one, or by answering where one
    belongs. Otherwise it is one of the two, which names members of stories that were parted: what resembles it less is kept
    from it until an editor answers. Such rows are reckoned anew whenever the stories change; see `editing.newcomers`.

    A pair is a row, not a story and its parts: so a pair is forgotten, moved to the article that another was merged into, or
    brought back by itself, and one look-up tells whether an entry is of its article's story. In a story each names each, so
    the pairs of all its splits are at most half of the entries that are stored of it.
    """

    first = models.ForeignKey("Article", models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey("Article", models.CASCADE, related_name="+")
    newcomer = models.ForeignKey("Article", models.CASCADE, null=True, related_name="+", db_index=False)

    objects = PartedQuerySet.as_manager()

    class Meta:
        ordering = ["first", "second"]
        default_permissions = ()  # whoever may arrange stories writes these pairs, and nobody else
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="parted_pair")]
        indexes = [
            models.Index(fields=["newcomer"], name="parted_newcomer", condition=models.Q(newcomer__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
