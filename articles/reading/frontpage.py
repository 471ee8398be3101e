"""Composes the front page of now or of a past day: the lead, stories by rank, the latest, topics with their newest articles.

A page takes a constant number of queries, however many stories, reports and topics there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from articles.bridge import rank_again, rank_of
from articles.models import Article, Topic
from articles.models.querysets import ArticleQuerySet
from articles.reading.cards import add_reports, cards_of
from articles.reading.drawn import on_the_hour
from articles.reading.numbers import number_told, numbers_by
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
    sections: list[Section]
    topics: list[Topic] = field(default_factory=list)

    @property
    def lead(self) -> Article | None:
        return self.stories[0] if self.stories else None

    @property
    def rest(self) -> list[Article]:
        return self.stories[1:]


def _now(at: datetime, chosen: list[int]) -> ArticleQuerySet:
    return Article.objects.published(at).already_told(at).without(chosen)


def _then(at: datetime, chosen: list[int]) -> ArticleQuerySet:
    return Article.objects.published(at).until(at).without(chosen)


_PINNED = Prepared(lambda at: Article.objects.published(at).pinned(at).pks()[:STORIES])
_TOLD = Prepared(lambda at, pinned: _now(at, pinned).hottest().candidates()[:STORIES])
_AHEAD = Prepared(
    lambda at, pinned: Article.objects.published(at).ahead(at).without(pinned).by_heat().candidates()[:STORIES]
)
_TOLD_THEN = Prepared(
    lambda end, since: Article.objects.published(end).until(end).told_since(since).hottest().pks()[:STORIES]
)
_TOPICS_NOW = Prepared(
    lambda at: Topic.objects.public(at).with_counts(at).for_links().order_by("-article_count", "name")
)
_TOPICS_OF = Prepared(lambda pks: Topic.objects.standing().filter(pk__in=pks).for_links().order_by("name"))
_LATEST, _LATEST_THEN = (
    Prepared(lambda at, chosen, of=of: of(at, chosen).newest().pks()[:LATEST]) for of in (_now, _then)
)
_OF_TOPICS, _OF_TOPICS_THEN = (
    Prepared(lambda at, chosen, topics, of=of: of(at, chosen).newest_of_each(topics, PER_SECTION))
    for of in (_now, _then)
)


def front_at(at: datetime) -> Front:
    """Return the front page of this moment: what editors pinned, then the rest by rank."""
    pinned = _PINNED(at=at)
    chosen = [*pinned, *_hottest(pinned, at, leads=not pinned)][:STORIES]
    return _composed(chosen, _TOPICS_NOW(at=at), number_told(at), at)


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
    """Return the front page at the end of a day, with reports and topics, from what was public at that moment; of a day that is
    not over, from what is public `now`."""
    end = min(day_end, now) if now else day_end
    public = Article.objects.published(end).until(end)
    since = shifted(day_end, -WINDOW)
    chosen = _TOLD_THEN(end=end, since=since) or list(public.newest().pks()[:STORIES])
    numbers = numbers_by(end)
    return _composed(chosen, _carried(numbers.per_topic), numbers.total, end, until=day_end)


def _carried(numbers: dict[int, int]) -> list[Topic]:
    """Return the topics with these numbers of articles, the most carried first."""
    topics = _TOPICS_OF(pks=list(numbers))
    for topic in topics:
        topic.article_count = numbers[topic.pk]
    return sorted(topics, key=lambda topic: -topic.article_count)


def _composed(
    chosen: list[int], topics: list[Topic], number: int, at: datetime, until: datetime | None = None
) -> Front:
    """Compose a front page. `topics` have `article_count`, how many of the `number` public articles each has."""
    latest, of_topics = (_LATEST_THEN, _OF_TOPICS_THEN) if until else (_LATEST, _OF_TOPICS)
    lines = latest(at=at, chosen=chosen)
    # The topic that nearly every article carries would only repeat the latest.
    shown = [topic for topic in topics if 0 < topic.article_count <= 0.8 * number][:SECTIONS]
    newest: dict[int, dict[int, None]] = {topic.pk: {} for topic in shown}
    for topic, pk in of_topics(at=at, chosen=chosen, topics=list(newest)) if shown else ():
        if len(newest[topic]) < PER_SECTION:
            newest[topic][pk] = None
    # All at once: a picture too many costs less than a query more.
    found = {article.pk: article for article in cards_of(list(dict.fromkeys(chain(chosen, lines, *newest.values()))))}
    stories, late = ([found[pk] for pk in pks if pk in found] for pks in (chosen, lines))
    add_reports(stories, REPORTS, at, until)
    sections = [Section(topic, [found[pk] for pk in newest[topic.pk] if pk in found]) for topic in shown]
    return Front(stories, late, [each for each in sections if each.articles], topics[:TOPICS])


def rank_all() -> Iterator[int]:
    """Rank every article again; yields how many there were after each part."""
    yield from in_parts(Article.objects.all(), rank_again)
