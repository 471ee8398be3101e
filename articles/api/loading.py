"""Articles with all that the API says of them, loaded in a few queries that are compiled once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from articles.models import Article, ArticleTopic, Image, RelatedLink
from articles.reading.once import rows_by_pk
from articles.store import Prepared, hang

_CALLED = Prepared(lambda slug, at: Article.objects.published(at).called(slug).with_providers())
_ROWS = Prepared(lambda pks: Article.objects.with_pks(pks).with_providers())
_TOPICS = Prepared(ArticleTopic.objects.of_articles)
_IMAGES = Prepared(Image.objects.of_articles)
# Also what the document names although an editor has parted the two.
_COVERAGE = Prepared(lambda pk, at: RelatedLink.objects.shown(at).for_entries([pk]))


class CoveredArticle(NamedTuple):
    """An article, and those entries of its related coverage that readers see: what each follows, and what it says itself."""

    article: Article
    coverage: list[tuple[int | None, Any]]


def article_called(slug: str, at: datetime) -> CoveredArticle | None:
    """Return the public article of that slug."""
    found = _CALLED(slug=slug, at=at)
    _add_rows(found)
    return next((CoveredArticle(article, _COVERAGE(pk=article.pk, at=at)) for article in found), None)


def articles_of(pks: Sequence[int]) -> list[Article]:
    """Return the articles in this order."""
    return rows_by_pk("item", pks, _with_rows)


def _with_rows(pks: Sequence[int]) -> list[Article]:
    found = _ROWS(pks=pks)
    _add_rows(found)
    return found


def _add_rows(articles: Collection[Article]) -> None:
    pks = [article.pk for article in articles]
    hang(articles, "topic_links", _TOPICS(articles=pks))
    hang(articles, "images", _IMAGES(articles=pks))
