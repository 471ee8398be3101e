"""How many public articles there are, by moment, by month and by day: from what is kept, never by counting them all.

What is kept knows days of UTC and what is published. The hours at the ends of other days are counted, and so is what still
waits to go live; of both there is little.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
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
    odd = {today, *(day for day in odd_days(found) if day < today)}
    for day, number in kept.daily().between(today + _DAY, None).per_period():
        found[day.replace(day=1)] -= number
    take_off(found, odd, _waiting_behind(at))
    public = Article.objects.public_among(at).until(at)
    found.update(month_of(moment) for part in of_days(public, odd) for moment in part.moments())
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


def month_of(moment: datetime) -> date:
    """Return the first day of the site's month that a moment belongs to."""
    return day_of_moment(moment).replace(day=1)


def odd_days(months: Iterable[date]) -> set[date]:
    """Return the days of UTC that belong to one of these months, by their first days, in part only."""
    return {day for month in months for day in utc_days_at_edges(Days.of_month(month.year, month.month))}


def take_off(numbers: Counter[date], odd: Collection[date], waiting: ArticleQuerySet) -> None:
    """Take off the numbers of published articles per month those of the odd days, and those that wait to go live."""
    for day, number in Tally.objects.of_all().of_published().daily().per_period(sorted(odd)):
        numbers[day.replace(day=1)] -= number
    for moment in waiting.moments():
        if utc_day_of(moment) not in odd:
            numbers[month_of(moment)] -= 1


def of_days(articles: ArticleQuerySet, days: Collection[date]) -> Iterator[ArticleQuerySet]:
    """Yield the articles of these days of UTC, which are few and far from each other, in parts that a query can ask for."""
    found = sorted(days)
    for start in range(0, len(found), _PART):
        yield articles.scattered([utc_span(day) for day in found[start : start + _PART]]).order_by()
