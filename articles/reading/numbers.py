"""How many public articles there are, by moment, by month and by topic: from what is kept, never by counting them all.

What is kept knows days of UTC and what is published. The hours at the ends of other days are counted, and so is what still
waits to go live; of both there is little.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count

from articles.models import Article, ArticleTopic, Status, Tally
from articles.models.querysets import ArticleQuerySet, TallyQuerySet
from articles.texts.days import Days, day_of_moment, utc_day_of, utc_days_at_edges, utc_span

_DAY = timedelta(days=1)
_PART = 200  # days that one query asks for


def number_told(at: datetime) -> int:
    """Return how many articles are public and no longer ahead of their date."""
    ahead = Article.objects.with_status([Status.PUBLISHED]).ahead(at)
    return Tally.objects.of_all().in_all().of_published().total() - ahead.count()


def number_by(end: datetime) -> int:
    """Return how many public articles there were at a moment, by what is published now."""
    kept = sum(part.total() for part in _before(Tally.objects.of_all(), end))
    return kept + _of_that_day(end).count() - _waiting_behind(end).count()


def numbers_per_topic(end: datetime) -> dict[int, int]:
    """Return how many of the same carry each topic, by primary key; those without any are left out."""
    found: Counter[int] = Counter()
    for part in _before(Tally.objects.of_topics(), end):
        found.update(part.by_subject())
    found.update(_per_topic(_of_that_day(end)))
    found.subtract(_per_topic(_waiting_behind(end)))
    return {topic: number for topic, number in found.items() if number}


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
    public = Article.objects.published(at).until(at)
    found.update(_month_of(moment) for moment in _moments(public, sorted(odd)))
    for moment in _waiting_behind(at).values_list("published_at", flat=True):
        if utc_day_of(moment) not in odd:
            found[_month_of(moment)] -= 1
    return sorted(((month, number) for month, number in found.items() if number > 0), reverse=True)


def _before(rows: TallyQuerySet, end: datetime) -> tuple[TallyQuerySet, TallyQuerySet]:
    """Return the rows of the whole months and of the whole days, in UTC, between the first article and a moment."""
    day, published = utc_day_of(end), rows.of_published()
    first = day.replace(day=1)
    return published.monthly().between(None, first), published.daily().between(first, day)


def _of_that_day(end: datetime) -> ArticleQuerySet:
    """Return what is published with a date on the day of UTC to which the moment belongs, up to the moment."""
    return Article.objects.with_status([Status.PUBLISHED]).within([utc_span(utc_day_of(end))]).until(end).order_by()


def _waiting_behind(end: datetime) -> ArticleQuerySet:
    """Return what is dated before the moment and goes live after it."""
    return Article.objects.waiting(end).until(end).order_by()


def _per_topic(articles: ArticleQuerySet) -> dict[int, int]:
    links = ArticleTopic.objects.filter(content_object__in=articles.values("pk")).order_by()
    return dict(links.values_list("tag").annotate(Count("content_object", distinct=True)))


def _month_of(moment: datetime) -> date:
    return day_of_moment(moment).replace(day=1)


def _at_the_ends_of(month: date) -> set[date]:
    return utc_days_at_edges(Days.of_month(month.year, month.month))


def _moments(articles: ArticleQuerySet, days: list[date]) -> Iterator[datetime]:
    for start in range(0, len(days), _PART):
        found = articles.within([utc_span(day) for day in days[start : start + _PART]]).order_by()
        yield from found.values_list("published_at", flat=True)
