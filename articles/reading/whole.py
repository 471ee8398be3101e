"""Articles with all that their own pages and feeds show of them, loaded in a few queries that are compiled once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from articles.models import Article, ArticleTopic, RelatedLink, Topic
from articles.models.querysets import ArticleQuerySet
from articles.reading.cards import add_pictures, lines_of
from articles.reading.coverage import Coverage, coverage_of_rows
from articles.reading.once import rows_by_pk
from articles.store import Prepared, hang

MORE = 4

_CALLED = Prepared(lambda slug, at: _public(at).called(slug).for_page(at))
_ROWS = Prepared(lambda pks, at: Article.objects.with_pks(pks).for_page(at))
_TOPICS = Prepared(ArticleTopic.objects.for_pages)
_COVERAGE = Prepared(lambda pk, at: RelatedLink.objects.shown(at).together().rows_of_coverage([pk]))
_EARLIER = Prepared(lambda when, path, at: _public(at).after(when, path).newest().for_neighbours()[:1])
_LATER = Prepared(lambda when, path, at: _public(at).before(when, path, inclusive=False).for_neighbours()[:1])
_ON_TOPIC = Prepared(lambda topic, but, at: _public(at).on_topic([topic]).without([but]).newest().pks()[:MORE])


def _public(at: datetime) -> ArticleQuerySet:
    return Article.objects.published(at)


def whole_of(pks: Sequence[int], at: datetime) -> list[Article]:
    """Return the articles in this order, with their topics and pictures."""
    return rows_by_pk("whole", pks, lambda missing: _with_rows(_ROWS(pks=missing, at=at)))


def whole_called(slug: str, at: datetime) -> Article | None:
    """Return the public article of that slug, in the same way."""
    return next(iter(_with_rows(_CALLED(slug=slug, at=at))), None)


def _with_rows(articles: Collection[Article]) -> list[Article]:
    hang(articles, "topic_links", _TOPICS(articles=[article.pk for article in articles]))
    add_pictures(articles)
    return list(articles)


def coverage_of(article: Article, at: datetime) -> list[Coverage]:
    """Return what readers see of its related coverage, in order."""
    return coverage_of_rows(_COVERAGE(pk=article.pk, at=at))


class Neighbours(NamedTuple):
    """The articles before and after another in time, of those that are public."""

    earlier: Article | None
    later: Article | None


def neighbours_of(article: Article, at: datetime) -> Neighbours:
    when, path = article.published_at, article.path
    earlier, later = _EARLIER(when=when, path=path, at=at), _LATER(when=when, path=path, at=at)
    return Neighbours(next(iter(earlier), None), next(iter(later), None))


def more_on(topic: Topic, article: Article, at: datetime) -> list[Article]:
    """Return the newest articles that carry a topic, but for one."""
    return lines_of(_ON_TOPIC(topic=topic.pk, but=article.pk, at=at))
