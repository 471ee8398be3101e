"""How common words are in the archive, kept: by this, nearness tells which words say what an article is about."""

from django.db import models

from articles.texts.nearness import Frequencies

THE_ONE = 1  # the primary key of the only row


class Vocabulary(models.Model):
    """In how many of a sample of articles each word is, without those that few have. See `articles.editing.vocabulary`."""

    archive = models.PositiveIntegerField(help_text="How many articles there were when the sample was drawn.")
    sampled = models.PositiveIntegerField()
    words = models.JSONField()

    class Meta:
        default_permissions = ()  # nobody writes it by hand

    def __str__(self) -> str:
        return f"{len(self.words)} words of {self.sampled} articles"

    @property
    def frequencies(self) -> Frequencies:
        return Frequencies(self.sampled, self.words)
