"""The queries of what is counted and kept. What the clock alone decides is taken off when they are asked."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from articles.models.querysets.public import PUBLISHED

if TYPE_CHECKING:
    from articles.models import Tally  # noqa: F401

_ANY_DAY = date.min


class TallyQuerySet(models.QuerySet["Tally"]):
    def whole(self) -> "TallyQuerySet":
        """Those of all days."""
        return self.filter(day=_ANY_DAY)

    def daily(self) -> "TallyQuerySet":
        return self.exclude(day=_ANY_DAY).filter(number__gt=0)

    def of_all(self) -> "TallyQuerySet":
        return self.filter(kind="all", subject=0)

    def of(self, kind: str, subjects: Collection[int]) -> "TallyQuerySet":
        return self.filter(kind=kind, subject__in=list(subjects))

    def published(self) -> "TallyQuerySet":
        return self.filter(status=PUBLISHED)

    def by_status(self) -> dict[str, int]:
        """Return how many articles of all there are per status."""
        return dict(self.of_all().whole().values_list("status", "number"))

    def total(self) -> int:
        """Return how many there are in these rows."""
        found: int | None = self.aggregate(total=Sum("number"))["total"]
        return found or 0


def number_of_published(kind: str) -> Coalesce:
    """Return an expression for how many published articles a topic or a provider has, with those that wait for their hour."""
    rows = apps.get_model("articles", "Tally").objects.whole().published().filter(kind=kind, subject=OuterRef("pk"))
    return Coalesce(Subquery(rows.values("number")[:1]), 0)


def waiting(at: datetime) -> Q:
    """Match articles that are published and go live later. They are few, and news no earlier, which has an index."""
    return Q(status=PUBLISHED, news_at__gt=at, go_live_at__gt=at)
