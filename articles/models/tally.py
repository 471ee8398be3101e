"""How many articles there are, kept: of all, and of each provider and topic, in all and per day."""

from datetime import date

from django.db import models

from articles.models.querysets import TallyQuerySet

NO_DAY = date.min  # earlier than any date that an article can have


class Tally(models.Model):
    """The articles of one status of a provider or a topic, or of all with subject 0; of one day of UTC, or with `NO_DAY` of all.

    Triggers of the database keep the rows, so nothing that writes articles has to think of them; see `articles.store.tallies`.
    A topic's are those that carry it themselves, each once. `quality` is the sum of the qualities of the `rated` ones.
    """

    class Kind(models.TextChoices):
        ALL = "all"
        PROVIDER = "provider"
        TOPIC = "topic"

    pk = models.CompositePrimaryKey("kind", "subject", "day", "status")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    subject = models.BigIntegerField()
    day = models.DateField()
    status = models.CharField(max_length=9)
    number = models.IntegerField()
    quality = models.BigIntegerField()
    rated = models.IntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "subject", "day", "status"]
        default_permissions = ()  # nobody writes them but the database

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.day} {self.status}: {self.number}"
