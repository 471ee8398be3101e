"""Articles by when they appeared: the moments and days between which they did, and how many each day, month and year has."""

from datetime import date, datetime
from typing import Any, Self

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import ExtractYear, TruncDay, TruncMonth

from articles.models.querysets.desk import DeskQuerySet
from articles.texts.days import Days, day_of_moment


class DatedQuerySet(DeskQuerySet):
    """The part of `ArticleQuerySet` that asks when."""

    def since(self, instant: datetime) -> Self:
        return self.filter(published_at__gte=instant)

    def until(self, instant: datetime) -> Self:
        return self.filter(published_at__lt=instant)

    def during(self, days: Days) -> Self:
        """Those of these days, as the site's clocks call them."""
        spans = days.spans
        if not spans:
            return self.none()
        found = Q()
        for span in spans:
            found |= _between(*span)
        # Where there are several, the bounds of all of them let the database use the order of its index.
        return self.filter(_between(spans[0].start, spans[-1].end), found)

    def months(self) -> list[tuple[date, int, datetime]]:
        """Return each month with articles in the current time zone, newest first: its first day, how many, the last change."""
        rows = self.order_by().annotate(month=TruncMonth("published_at")).values_list("month")
        counted = rows.annotate(Count("pk"), Max("published_at"), Max("updated_at")).order_by("-month")
        return [(month.date(), number, max(last, updated or last)) for month, number, last, updated in counted]

    def rhythm(self) -> dict[str, Any]:
        """Return how many there are, and when the first and the last of them appeared."""
        return self.aggregate(number=Count("pk"), first=Min("published_at"), last=Max("published_at"))

    def per_year(self) -> list[tuple[int, int]]:
        """Return how many each year of the current time zone has, newest year first."""
        rows = self.order_by().annotate(year=ExtractYear("published_at")).values_list("year").annotate(Count("pk"))
        found: list[tuple[int, int]] = list(rows.order_by("-year"))
        return found

    def per_day(self) -> dict[date, int]:
        """Return how many each day of the current time zone has; days without any are left out."""
        rows = self.order_by().annotate(day=TruncDay("published_at")).values_list("day").annotate(Count("pk"))
        return {day.date(): number for day, number in rows}

    def before(self, published_at: datetime, path: str, *, inclusive: bool = True) -> Self:
        """Those at that place in `newest()` order and in front of it, nearest first."""
        paths = {"path__lte" if inclusive else "path__lt": path}
        later = Q(published_at__gt=published_at) | Q(published_at=published_at, **paths)
        return self.filter(later, published_at__gte=published_at).order_by("published_at", "-path")

    def places(self) -> "QuerySet[Any, tuple[datetime, str]]":
        found: Any = self.values_list("published_at", "path")
        return found  # type: ignore[no-any-return]

    def after(self, published_at: datetime, path: str) -> Self:
        """Those behind that place in `newest()` order."""
        behind = Q(published_at__lt=published_at) | Q(published_at=published_at, path__gt=path)
        return self.filter(behind, published_at__lte=published_at)

    def first_day(self) -> date | None:
        """Return the day of the first in the present order."""
        moment: datetime | None = self.values_list("published_at", flat=True).first()
        return day_of_moment(moment) if moment else None


def _between(start: datetime | None, end: datetime | None) -> Q:
    bounds = {"published_at__gte": start, "published_at__lt": end}
    return Q(**{lookup: bound for lookup, bound in bounds.items() if bound})
