"""Composes the front page of now or of a past day: the lead, stories by rank, the latest, topics with their newest articles.

A page takes a constant number of queries, however many stories, reports and topics there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F

from articles.bridge import rank_again, rank_of
from articles.models import Article, Topic
from articles.models.querysets import ArticleQuerySet
from articles.store import in_parts
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


def front_at(at: datetime) -> Front:
    """Return the front page of this moment: what editors pinned, then the rest by rank."""
    public = Article.objects.published(at)
    pinned = list(public.pinned(at).for_stories(REPORTS, at)[:STORIES])
    stories = [*pinned, *_hottest(public.without(pinned), at, STORIES - len(pinned), leads=not pinned)]
    topics = Topic.objects.public(at).with_counts(at).order_by("-article_count", "name")
    return _composed(stories, public.told(at), list(topics))


def _hottest(public: ArticleQuerySet, at: datetime, number: int, *, leads: bool) -> list[Article]:
    """Return stories by rank. One that is dated in the future counts as new at that moment, and leads only where no other is."""
    told = list(public.told(at).hottest().for_stories(REPORTS, at)[:number])
    ahead = list(public.ahead(at).order_by(F("heat").desc(nulls_last=True), "path").for_stories(REPORTS, at)[:number])
    if not ahead:
        return told
    rank = {article.pk: article.rank for article in told} | {each.pk: rank_of(each.heat, at) for each in ahead}
    stories = sorted([*told, *ahead], key=lambda article: (-rank[article.pk], article.path))[:number]
    if leads and told:
        stories = [told[0], *(each for each in stories if each != told[0])][:number]
    return stories


def front_of(end: datetime) -> Front:
    """Return the front page at the end of a day, with reports and topics, from what was public at that moment."""
    public = Article.objects.published(end).until(end)
    recent = public.told_since(shifted(end, -WINDOW))
    stories = list(recent.hottest().for_stories(REPORTS, end, until=end)[:STORIES])
    stories = stories or list(public.newest().for_stories(REPORTS, end, until=end)[:STORIES])
    return _composed(stories, public, list(Topic.objects.standing().carried_by(public)))


def _composed(stories: list[Article], public: ArticleQuerySet, topics: list[Topic]) -> Front:
    """Compose a front page. `topics` have `article_count`, how many of these public articles each has."""
    latest = list(public.without(stories).newest().for_lines()[:LATEST])
    # The topic that nearly every article carries would only repeat the latest.
    most = 0.8 * public.count()
    shown = [topic for topic in topics if 0 < topic.article_count <= most][:SECTIONS]
    return Front(stories, latest, _sections(shown, public.without(stories)), topics[:TOPICS])


def _sections(topics: Sequence[Topic], public: ArticleQuerySet) -> list[Section]:
    found = list(public.newest_of_each(topics, PER_SECTION).newest().for_cards().with_topics()) if topics else []
    carried = {article.pk: {link.tag_id for link in article.topic_links.all()} for article in found}
    sections = [
        Section(topic, [each for each in found if topic.pk in carried[each.pk]][:PER_SECTION]) for topic in topics
    ]
    return [section for section in sections if section.articles]


def rank_all() -> Iterator[int]:
    """Rank every article again; yields how many there were after each part."""
    yield from in_parts(Article.objects.all(), rank_again)
