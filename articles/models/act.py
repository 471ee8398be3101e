"""Acts: what one person did at once, to one article or to a thousand, so that it can be shown and undone as one."""

from django.conf import settings
from django.db import models

from articles.models.querysets import ActQuerySet
from articles.texts.legible import tidy


class Act(models.Model):
    """Its revisions say what it changed. Undoing an act is an act too: it `undoes` the other, and can itself be undone."""

    words = models.TextField(help_text="What was done.")
    about = models.TextField(blank=True, default="", help_text="The headline of the first article that it changed.")
    number = models.PositiveIntegerField(default=0, help_text="How many articles it changed.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)
    by_name = models.TextField("who", blank=True, default="")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, related_name="taken_back_by")

    # What it changed that no revision tells, for whoever takes it back; see `articles.history.beside`.
    beside = models.JSONField(null=True)
    by_import = models.OneToOneField("Import", models.SET_NULL, null=True, related_name="done")

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["-at"], name="act_at"),
            models.Index(fields=["by", "-id"], name="act_by"),
        ]

    def __str__(self) -> str:
        if self.number == 1:
            return f"{self.words}: {tidy(self.about)}"
        return f"{self.words}: {self.number} articles"
