"""The queries of what is counted and kept. What the clock alone decides is taken off when they are asked."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from articles.models.querysets.public import PUBLISHED

if TYPE_CHECKING:
    from articles.models import Tally  # noqa: F401


class TallyQuerySet(models.QuerySet["Tally"]):
    def in_all(self) -> "TallyQuerySet":
        """Those of all of time."""
        return self.filter(unit="time")

    def monthly(self) -> "TallyQuerySet":
        return self.filter(unit="month")

    def daily(self) -> "TallyQuerySet":
        return self.filter(unit="day")

    def of_all(self) -> "TallyQuerySet":
        """Those of no provider or topic in particular."""
        return self.filter(kind="all", subject=0)

    def of_providers(self) -> "TallyQuerySet":
        return self.filter(kind="provider")

    def of_topics(self) -> "TallyQuerySet":
        return self.filter(kind="topic")

    def of_published(self) -> "TallyQuerySet":
        return self.filter(status=PUBLISHED)

    def between(self, first: date | None, until: date | None) -> "TallyQuerySet":
        """Those of periods that begin on the first day or later, and before `until`."""
        bounds = {"since__gte": first, "since__lt": until}
        return self.filter(**{lookup: bound for lookup, bound in bounds.items() if bound})

    def by_status(self) -> dict[str, int]:
        """Return how many articles there are per status."""
        rows = self.order_by().values_list("status").annotate(Sum("number"))
        return dict(rows)

    def by_subject(self) -> dict[int, int]:
        rows = self.order_by().values_list("subject").annotate(Sum("number"))
        return dict(rows)

    def total(self) -> int:
        found: int | None = self.aggregate(total=Sum("number"))["total"]
        return found or 0


def number_of_published(kind: str) -> Coalesce:
    """Return an expression for how many published articles a topic or a provider has, with those that wait for their hour."""
    rows = apps.get_model("articles", "Tally").objects.in_all().of_published().filter(kind=kind, subject=OuterRef("pk"))
    return Coalesce(Subquery(rows.values("number")[:1]), 0)


def waiting(at: datetime) -> Q:
    """Match articles that are published and go live later: what the clock alone takes off the published ones."""
    return Q(status=PUBLISHED, go_live_at__gt=at)
