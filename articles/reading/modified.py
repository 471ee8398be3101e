"""When months last changed, for those who ask again only for what is new."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from articles.models.querysets import ArticleQuerySet, Modified, UtcDay, UtcMonth
from articles.texts.days import Days, day_of_moment, utc_days_at_edges, utc_span

_PART = 200  # days that one query asks for


class ModifiedMonth(NamedTuple):
    """A month of the site's clocks by its first day, how many articles it has, and when what readers see of one last changed."""

    first: date
    number: int
    changed_at: datetime


def months_modified(articles: ArticleQuerySet, at: datetime) -> list[ModifiedMonth]:
    """Return each month with some of these articles, newest first, as it was at a moment.

    Months of UTC are read at once. Where those are not the site's, days are, and what belongs to two months by its moment.
    """
    found = list(articles.modified_by(at, UtcMonth))
    odd = {day for month, _ in found for day in utc_days_at_edges(Days.of_month(month.year, month.month))}
    if odd:
        whole = ((day, each) for day, each in articles.modified_by(at, UtcDay) if day not in odd)
        parts = ((day_of_moment(moment), each) for moment, each in _of_days(articles, at, sorted(odd)))
        found = [(day.replace(day=1), each) for day, each in (*whole, *parts)]
    return [
        ModifiedMonth(month, each.number, each.changed_at or each.made_at)
        for month, each in sorted(_together(found).items(), reverse=True)
    ]


def _of_days(articles: ArticleQuerySet, at: datetime, days: list[date]) -> Iterator[tuple[datetime, Modified]]:
    for start in range(0, len(days), _PART):
        part = articles.scattered([utc_span(day) for day in days[start : start + _PART]])
        yield from part.modified_by(at, None)


def _together(parts: Iterable[tuple[date, Modified]]) -> dict[date, Modified]:
    found: dict[date, Modified] = {}
    for month, each in parts:
        found[month] = found[month].and_also(each) if month in found else each
    return found
