"""Composes the front page of now or of a past day: the lead, stories by rank, the latest, topics with their newest articles.

A page takes a constant number of queries, however many stories, reports and topics there are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from articles.bridge import rank_again, rank_of
from articles.models import Article, Topic
from articles.models.querysets import ArticleQuerySet
from articles.reading.cards import add_reports, cards_of
from articles.reading.drawn import on_the_hour
from articles.reading.numbers import number_told
from articles.store import Prepared, in_parts
from articles.texts.days import shifted

# With the lead in four cells, nine stories fill rows of two, three and four without a gap. So do seven topics and the list
# of all topics.
STORIES, LATEST, SECTIONS, PER_SECTION, REPORTS, TOPICS = 9, 12, 7, 4, 12, 30
# The stories of a past day compete with those of the weeks before it.
WINDOW = timedelta(days=30)


@dataclass(frozen=True)
class Section:
    topic: Topic
    articles: list[Article]


@dataclass(frozen=True)
class Front:
    """`lead` and `stories` have `shown_coverage`, some of their related links, and `coverage_count`, how many there are."""

    stories: list[Article]
    latest: list[Article]
    sections: list[Section] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    # Of a past day: what appeared or became news before that had no place on it; None where everything might have had one.
    since: datetime | None = None

    @property
    def lead(self) -> Article | None:
        return self.stories[0] if self.stories else None

    @property
    def rest(self) -> list[Article]:
        return self.stories[1:]


def _now(at: datetime, chosen: list[int]) -> ArticleQuerySet:
    return Article.objects.published(at).already_told(at).without(chosen)


def _then(end: datetime) -> ArticleQuerySet:
    return Article.objects.published(end).until(end)


_PINNED = Prepared(lambda at: Article.objects.published(at).pinned(at).pks()[:STORIES])
_TOLD = Prepared(lambda at, pinned: _now(at, pinned).hottest().candidates()[:STORIES])
_AHEAD = Prepared(
    lambda at, pinned: Article.objects.published(at).ahead(at).without(pinned).by_heat().candidates()[:STORIES]
)
_LATEST = Prepared(lambda at, chosen: _now(at, chosen).newest().pks()[:LATEST])
_TOPICS = Prepared(lambda at: Topic.objects.public(at).with_counts(at).for_links().order_by("-article_count", "name"))
_OF_TOPICS = Prepared(lambda at, chosen, topics: _now(at, chosen).newest_of_each(topics, PER_SECTION))
_TOLD_THEN = Prepared(lambda end, since: _then(end).told_within(since, end).hottest().pks()[:STORIES])
_NEWEST_THEN = Prepared(lambda end: _then(end).newest().pks()[:STORIES])
_LATEST_THEN = Prepared(lambda end, chosen: _then(end).without(chosen).newest().pks()[:LATEST])


def front_at(at: datetime) -> Front:
    """Return the front page of this moment: what editors pinned, then the rest by rank."""
    pinned = _PINNED(at=at)
    chosen = [*pinned, *_hottest(pinned, at, leads=not pinned)][:STORIES]
    late, topics = _LATEST(at=at, chosen=chosen), _TOPICS(at=at)
    sections = _sections(topics, number_told(at), chosen, at)
    found = _cards([*chosen, *late, *chain.from_iterable(sections.values())])
    stories, latest = ([found[pk] for pk in pks if pk in found] for pks in (chosen, late))
    add_reports(stories, REPORTS, at)
    named = {topic.pk: topic for topic in topics}
    of_topics = [Section(named[pk], [found[each] for each in pks if each in found]) for pk, pks in sections.items()]
    return Front(stories, latest, [each for each in of_topics if each.articles], topics[:TOPICS])


def _hottest(pinned: list[int], at: datetime, *, leads: bool) -> list[int]:
    """Return stories by rank. One that is dated in the future counts as new in every hour, and leads only where no other is."""
    told, ahead = _TOLD(at=at, pinned=pinned), _AHEAD(at=at, pinned=pinned)
    hour = on_the_hour(at) if ahead else at
    rank = {each: each.rank for each in told} | {each: rank_of(each.heat, hour) for each in ahead}
    stories = sorted(rank, key=lambda each: (-rank[each], each.path))[:STORIES]
    if leads and told:
        stories = [told[0], *(each for each in stories if each != told[0])]
    return [each.pk for each in stories]


def front_of(day_end: datetime, now: datetime | None = None) -> Front:
    """Return the stories and the latest of the front page at the end of a day, from what was public at that moment; of a day that
    is not over, from what is public `now`."""
    end = min(day_end, now) if now else day_end
    since = shifted(day_end, -WINDOW)
    chosen = _TOLD_THEN(end=end, since=since) or _NEWEST_THEN(end=end)
    late = _LATEST_THEN(end=end, chosen=chosen)
    found = _cards([*chosen, *late])
    stories, latest = ([found[pk] for pk in pks if pk in found] for pks in (chosen, late))
    add_reports(stories, REPORTS, end, day_end)
    is_full = len(latest) == LATEST
    oldest = min((article.published_at for article in found.values()), default=since)
    return Front(stories, latest, since=min(since, oldest) if is_full else None)


def _cards(pks: Iterable[int]) -> dict[int, Article]:
    """Return cards by primary key. All at once: a picture too many costs less than a query more."""
    return {article.pk: article for article in cards_of(list(dict.fromkeys(pks)))}


def _sections(topics: Sequence[Topic], number: int, chosen: list[int], at: datetime) -> dict[int, list[int]]:
    """Return the topics that have a section, each with its newest articles. That which nearly every article carries would only
    repeat the latest."""
    shown = [topic.pk for topic in topics if 0 < topic.article_count <= 0.8 * number][:SECTIONS]
    newest: dict[int, dict[int, None]] = {topic: {} for topic in shown}
    for topic, pk in _OF_TOPICS(at=at, chosen=chosen, topics=shown) if shown else ():
        if len(newest[topic]) < PER_SECTION:
            newest[topic][pk] = None
    return {topic: list(pks) for topic, pks in newest.items()}


def rank_all() -> Iterator[int]:
    """Rank every article again; yields how many there were after each part."""
    yield from in_parts(Article.objects.all(), rank_again)
