"""What readers' pages are drawn from, and the number of the change that last touched it."""

from django.db import models


class Dependency(models.Model):
    """A row that pages show, or what they choose from. `number` counts all changes in the order of their transactions.

    Triggers of the database keep the rows, so nothing that writes has to think of them; see `articles.store.dependencies`.
    """

    class Kind(models.TextChoices):
        ALL = "all"  # the last number of all; `subject` is 0, as it is wherever there is one of a kind
        SINCE = "since"  # changes with each `migrate`, and means that nothing from before it holds
        SITE = "site"  # the masthead
        TOPICS = "topics"  # their names, order and tree
        PROVIDERS = "providers"  # their names and descriptions
        ARTICLE = "article"  # by primary key: what its own page and every card of it shows
        TOPIC = "topic"  # by primary key: the articles that carry it
        PROVIDER = "provider"  # by primary key: its articles
        DAY = (
            "day"  # by a day of UTC, written as the number 20261127: the articles that appeared, or became news, on it
        )

    pk = models.CompositePrimaryKey("kind", "subject")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    subject = models.BigIntegerField()
    number = models.BigIntegerField()

    class Meta:
        ordering = ["kind", "subject"]
        indexes = [
            # Without the last number, which moves with every change.
            models.Index("number", name="dependency_number", condition=~models.Q(kind__in=("all", "since"))),
        ]
        default_permissions = ()  # nobody writes them but the database
        verbose_name_plural = "dependencies"

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.number}"
