"""The queries of what is counted and kept. What the clock alone decides is taken off when they are asked."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, In, LessThanOrEqual

from articles.models.querysets.expressions import Unindexed, UtcDay, UtcMonth, WeeksSince, changed_for_readers
from articles.models.querysets.public import EVERY_STATUS, PUBLISHED

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

    def of(self, kind: str, subjects: "Collection[int] | OuterRef") -> "TallyQuerySet":
        """Those of some providers or topics, or of the one of an outer query."""
        # Naming every status lets the database use the key, in which the status comes before the subject.
        those = self.filter(kind=kind, status__in=EVERY_STATUS)
        return (
            those.filter(subject=subjects)
            if isinstance(subjects, OuterRef)
            else those.filter(subject__in=list(subjects))
        )

    def of_all(self) -> "TallyQuerySet":
        """Those of no provider or topic in particular."""
        return self.filter(kind="all", subject=0)

    def of_providers(self) -> "TallyQuerySet":
        return self.filter(kind="provider")

    def of_published(self) -> "TallyQuerySet":
        return self.filter(status=PUBLISHED)

    def between(self, first: date | None, until: date | None) -> "TallyQuerySet":
        """Those of periods that begin on the first day or later, and before `until`."""
        bounds = {"since__gte": first, "since__lt": until}
        return self.filter(**{lookup: bound for lookup, bound in bounds.items() if bound})

    def per_period(self, days: Sequence[date] | None = None) -> list[tuple[date, int]]:
        """Return how many there are by the first day of the period; with `days`, only of periods that begin on these."""
        found = self if days is None else self.filter(since__in=days)
        rows = found.filter(number__gt=0).order_by()
        return list(rows.values_list("since", "number"))

    def last_changes(self, articles: "QuerySet[Any]", at: datetime, without: Sequence[date]) -> dict[date, datetime]:
        """Return, by the first day of each month, when one of these published articles last changed by a moment.

        Articles of the days `without` are passed over. Each month is looked up for itself, in an index.
        """
        of_month = articles.filter(Exact(UtcMonth("published_at"), Unindexed(OuterRef("since"))))
        of_month = of_month.filter(LessThanOrEqual(changed_for_readers(), at))
        if without:
            of_month = of_month.exclude(In(UtcDay("published_at"), without))
        newest = of_month.order_by(changed_for_readers().desc()).values_list(changed_for_readers())
        rows = self.monthly().filter(number__gt=0).order_by().annotate(last=Subquery(newest[:1]))
        return {month: last for month, last in rows.values_list("since", "last") if last}

    def per_subject_and_week(self, monday: date) -> list[tuple[int, int, int]]:
        """Return how many of any status each subject has, by the number of whole weeks since that Monday."""
        rows = self.filter(number__gt=0).order_by().annotate(week=WeeksSince("since", Value(monday)))
        return list(rows.values_list("subject", "week").annotate(Sum("number")))

    def by_subject(self) -> dict[int, int]:
        """Return how many articles each has, of any status."""
        return dict(self.order_by().values_list("subject").annotate(Sum("number")))

    def by_status(self) -> dict[str, int]:
        """Return how many articles there are per status."""
        rows = self.order_by().values_list("status").annotate(Sum("number"))
        return dict(rows)

    def total(self) -> int:
        found: int | None = self.aggregate(total=Sum("number"))["total"]
        return found or 0


def waiting(at: datetime) -> "QuerySet[Any]":
    """Return the articles that are published and go live later: what the clock alone takes off the published ones."""
    articles: QuerySet[Any] = apps.get_model("articles", "Article").objects.all()
    return articles.filter(Exact(Unindexed("status"), PUBLISHED), go_live_at__gt=at).order_by()


def public_number(kind: str, late: "QuerySet[Any]", at: datetime) -> Combinable:
    """Return an expression for how many public articles a topic or a provider has. `late` are those of it among the waiting,
    one row per subject with their `number`; mostly none wait, and then nobody asks for it."""
    rows = _published(kind).values("number")[:1]
    taken_off = Case(When(Exists(waiting(at)), then=Coalesce(Subquery(late.values("number")), 0)), default=0)
    return Coalesce(Subquery(rows), 0) - taken_off


def has_public(kind: str, live: "QuerySet[Any]", at: datetime) -> Q:
    """Match topics or providers with public articles. `live` are those of it that went live; it is only asked where some wait."""
    return Q(Exists(_published(kind).filter(number__gt=0))) & (~Q(Exists(waiting(at))) | Q(Exists(live)))


def number_of_any(kind: str) -> Coalesce:
    """Return an expression for how many articles of any status a topic or a provider has."""
    rows: TallyQuerySet = apps.get_model("articles", "Tally").objects.of(kind, OuterRef("pk")).in_all().order_by()
    return Coalesce(Subquery(rows.values("kind").annotate(number=Sum("number")).values("number")), 0)


def _published(kind: str) -> TallyQuerySet:
    """Return the row of a subject that has the number of its published articles."""
    rows: TallyQuerySet = apps.get_model("articles", "Tally").objects.in_all().of_published()
    return rows.filter(kind=kind, subject=OuterRef("pk")).order_by()
