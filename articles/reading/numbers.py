"""How many public articles there are, by moment, by month and by day: from what is kept, never by counting them all.

What is kept knows days of UTC and what is published. The hours at the ends of other days are counted, and so is what still
waits to go live; of both there is little.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from articles.models import Article, Status, Tally
from articles.models.querysets import ArticleQuerySet
from articles.store import Prepared
from articles.texts.days import Days, day_of_moment, utc_day_of, utc_days_at_edges, utc_span, utc_start

_DAY = timedelta(days=1)
_PART = 200  # days that one query asks for

_AHEAD = Prepared(lambda at: Article.objects.with_status([Status.PUBLISHED]).ahead(at).order_by().pks())
_IN_ALL = Prepared(lambda: Tally.objects.of_all().in_all().of_published().order_by().values_list("number", flat=True))


def number_told(at: datetime) -> int:
    """Return how many articles are public and no longer ahead of their date."""
    return sum(_IN_ALL()) - len(_AHEAD(at=at))


def numbers_per_month(at: datetime) -> list[tuple[date, int]]:
    """Return each month of the site's clocks in which public articles appeared until then, newest first, and how many.

    Days of UTC that belong to two months here are counted by the moment, and so is today.
    """
    kept, today = Tally.objects.of_all().of_published(), utc_day_of(at)
    found: Counter[date] = Counter(dict(kept.monthly().per_period()))
    odd = {today, *(day for month in list(found) for day in _at_the_ends_of(month) if day < today)}
    ahead = kept.daily().between(today + _DAY, None)
    for day, number in kept.daily().per_period(sorted(odd)) + ahead.per_period():
        found[day.replace(day=1)] -= number
    public = Article.objects.public_among(at).until(at)
    found.update(_month_of(moment) for moment in _moments(public, sorted(odd)))
    for moment in _waiting_behind(at).values_list("published_at", flat=True):
        if utc_day_of(moment) not in odd:
            found[_month_of(moment)] -= 1
    return sorted(((month, number) for month, number in found.items() if number > 0), reverse=True)


def numbers_per_day(days: Days, at: datetime) -> dict[date, int]:
    """Return the days of a month or a year in which public articles appeared until then, and how many. Where the site's days
    are not those of UTC, its articles are counted."""
    public = Article.objects.published(at).during(days, at)
    each = list(_each_day(days))
    if any(utc_days_at_edges(Days.one(day)) for day in each):
        return public.per_day()
    today = utc_day_of(at)
    kept = Tally.objects.of_all().of_published().daily().between(days.first, min(each[-1] + _DAY, today))
    found = Counter(dict(kept.per_period()))
    found[today] += Article.objects.published(at).during(Days.one(today), at).count() if today in each else 0
    late = _waiting_behind(at).during(days, utc_start(today))
    found.subtract(utc_day_of(moment) for moment in late.values_list("published_at", flat=True))
    return {day: number for day, number in found.items() if number > 0}


def _each_day(days: Days) -> Iterator[date]:
    day = days.first or date.min
    while day < (days.until or date.max):
        yield day
        day += _DAY


def _waiting_behind(end: datetime) -> ArticleQuerySet:
    """Return what is dated before the moment and goes live after it."""
    return Article.objects.waiting(end).until(end).order_by()


def _month_of(moment: datetime) -> date:
    return day_of_moment(moment).replace(day=1)


def _at_the_ends_of(month: date) -> set[date]:
    return utc_days_at_edges(Days.of_month(month.year, month.month))


def _moments(articles: ArticleQuerySet, days: list[date]) -> Iterator[datetime]:
    for start in range(0, len(days), _PART):
        found = articles.scattered([utc_span(day) for day in days[start : start + _PART]]).order_by()
        yield from found.values_list("published_at", flat=True)
