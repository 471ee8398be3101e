"""Articles as cards, lines and stories show them: loaded by primary key, in a few queries that are compiled once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from articles.models import Article, Image, RelatedLink
from articles.models.querysets.public import as_entries_say
from articles.reading.once import rows_by_pk
from articles.store import Prepared, hang

_ROWS = Prepared(lambda pks: Article.objects.with_pks(pks).for_cards())
_PICTURES = Prepared(lambda pks: Image.objects.of_articles(pks).with_copies())
_REPORTS = Prepared(lambda pks, most, at: _shown(at).for_reports(pks, most))
_REPORTS_THEN = Prepared(lambda pks, most, at, end, said: _shown(at).there_by(end, said).for_reports(pks, most))


def lines_of(pks: Sequence[int]) -> list[Article]:
    """Return the articles in this order, with their providers and without their pictures."""
    return rows_by_pk("line", pks, lambda missing: _ROWS(pks=missing))


def cards_of(pks: Sequence[int]) -> list[Article]:
    """Return the articles in this order, with all that a card shows."""
    return rows_by_pk("card", pks, _with_pictures)


def _with_pictures(pks: Sequence[int]) -> list[Article]:
    found = lines_of(pks)
    add_pictures(found)
    return found


def add_pictures(articles: Collection[Article]) -> None:
    """Give each its pictures, with our copies of them."""
    hang(articles, "images", _PICTURES(pks=[article.pk for article in articles]))


def add_reports(articles: Collection[Article], most: int, at: datetime, until: datetime | None = None) -> None:
    """Make stories of cards: each gets the first `most` of the related links that are public at an instant, `shown_coverage`, and
    their number, `coverage_count`. With `until`, only what had appeared by then.
    """
    asked: Any = {"pks": [article.pk for article in articles], "most": most, "at": at}
    rows = _REPORTS_THEN(**asked, end=until, said=as_entries_say(until)) if until else _REPORTS(**asked)
    reports: dict[int, list[RelatedLink]] = {}
    for row in rows:
        reports.setdefault(row.article_id, []).append(row)
    for article in articles:
        article.shown_coverage = reports.get(article.pk, [])
        article.coverage_count = vars(article.shown_coverage[0])["of_all"] if article.shown_coverage else 0


def _shown(at: datetime) -> Any:
    return RelatedLink.objects.shown(at).together()
