"""How many articles there are, kept: of all, and of each provider and topic, in all, per month and per day."""

from datetime import date

from django.db import models

from articles.models.querysets import TallyQuerySet

NO_DAY = date.min  # earlier than any date that an article can have


class Tally(models.Model):
    """The articles of one status that a provider or a topic has, or all with subject 0: in all, of a month or of a day in UTC.

    Triggers of the database keep the rows, so nothing that writes articles has to think of them; see `articles.store.tallies`.
    A topic's are those that carry it themselves, each once. `since` is the period's first day, or `NO_DAY` for all of time.
    `quality` is the sum of the qualities of the `rated` ones. Rows may be 0.
    """

    class Kind(models.TextChoices):
        ALL = "all"
        PROVIDER = "provider"
        TOPIC = "topic"

    class Unit(models.TextChoices):
        TIME = "time", "all of time"
        MONTH = "month"
        DAY = "day"

    pk = models.CompositePrimaryKey("kind", "unit", "status", "subject", "since")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    unit = models.CharField(max_length=5, choices=Unit.choices)
    subject = models.BigIntegerField()
    since = models.DateField()
    status = models.CharField(max_length=9)
    number = models.IntegerField()
    quality = models.BigIntegerField()
    rated = models.IntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "unit", "status", "subject", "since"]
        default_permissions = ()  # nobody writes them but the database

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}, {self.unit} {self.since}, {self.status}: {self.number}"
