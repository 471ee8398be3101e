"""The records of providers and topics: how many articles of any status they have, how good these are, and when they came.

They are read from what is kept, in a constant number of queries, however many subjects there are and articles they have.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models.lookups import In

from articles.models import Article, ArticleTopic, Provider, Status, Tally, Topic
from articles.models.querysets import ArticleQuerySet
from articles.models.querysets.expressions import Unindexed
from articles.texts.days import Days, day_of_moment, utc_days_at_edges, utc_span

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class TrackRecord:
    """`shown` of the `number` are published; `mean` is the mean quality of those that have one; `last` the newest date."""

    number: int
    shown: int
    mean: float | None
    last: datetime


def records_of(kind: Tally.Kind, subjects: Collection[int]) -> dict[int, TrackRecord]:
    """Return the records of those that have articles, by primary key."""
    number, shown, quality, rated = (Counter[int]() for _ in range(4))
    for row in Tally.objects.of(kind, subjects).in_all():
        number[row.subject] += row.number
        shown[row.subject] += row.number if row.status == Status.PUBLISHED else 0
        quality[row.subject] += row.quality
        rated[row.subject] += row.rated
    last = _last(kind, [pk for pk in number if number[pk]])
    return {
        pk: TrackRecord(number[pk], shown[pk], quality[pk] / rated[pk] if rated[pk] else None, moment)
        for pk, moment in last.items()
    }


def _last(kind: Tally.Kind, subjects: Collection[int]) -> dict[int, datetime]:
    if kind == Tally.Kind.PROVIDER:
        return Provider.objects.last_dates(subjects)
    days = Topic.objects.last_days(subjects)
    found: dict[int, datetime] = {}
    for subject, moment in _moments(kind, subjects, sorted(days)):
        found[subject] = max(moment, found.get(subject, moment))
    return found


def weeks_of(kind: Tally.Kind, subjects: Collection[int], until: date, number: int) -> dict[int, list[int]]:
    """Return how many articles each subject has in each of so many weeks, oldest first; the last begins on the Monday `until`."""
    first = until - (number - 1) * _WEEK
    weeks: dict[int, list[int]] = {pk: [0] * number for pk in subjects}
    odd = {day for n in range(number + 1) for day in utc_days_at_edges(Days(first + n * _WEEK, None))}
    kept = Tally.objects.of(kind, subjects).daily().between(first, until + _WEEK).exclude(since__in=odd)
    found = kept.per_subject_and_week(first)
    found += [(pk, _week(moment, first), 1) for pk, moment in _moments(kind, subjects, sorted(odd))]
    for pk, place, count in found:
        if 0 <= place < number:
            weeks[pk][place] += count
    return weeks


def _week(moment: datetime, first: date) -> int:
    return (day_of_moment(moment) - first) // _WEEK


def _moments(kind: Tally.Kind, subjects: Collection[int], days: list[date]) -> Iterator[tuple[int, datetime]]:
    """Yield the dates of the subjects' articles of these days of UTC, each with its subject."""
    if not days:
        return
    articles: ArticleQuerySet = Article.objects.scattered([utc_span(day) for day in days])
    if kind == Tally.Kind.PROVIDER:
        yield from (
            articles.filter(In(Unindexed("provider"), subjects)).order_by().values_list("provider", "published_at")
        )
        return
    links = ArticleTopic.objects.filter(
        In(Unindexed("tag"), subjects), content_object__in=articles.order_by().values("pk")
    )
    for topic, _, moment in (
        links.order_by().values_list("tag", "content_object", "content_object__published_at").distinct()
    ):
        yield topic, moment
