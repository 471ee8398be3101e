"""A full-text query in the words of the database: SQLite's FTS5 or PostgreSQL's `tsquery`. Reads what no field says.

A search is rows of words: of each, one of the alternatives must be there; see `Wanted`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL

if TYPE_CHECKING:
    from articles.models.querysets.articles import ArticleQuerySet

# What a word counts by its field, as the index orders them: title, excerpt, provider, topics, body, stems.
_RELEVANCE = {
    "sqlite": "-bm25(articles_search, 12.0, 4.0, 4.0, 4.0, 1.0, 2.0)",
    "postgresql": (
        "(ts_rank('{0.05, 0.15, 0.3, 1.0}', articles_search.vector, %s::tsquery)"
        " + ts_rank('{0.05, 0.15, 0.3, 1.0}', articles_search.vector, %s::tsquery))"
    ),
}
# What appeared today counts double, what is half a year old one and a half times.
_FRESHNESS = {
    "sqlite": "(1.0 + 180.0 / (180.0 + max(julianday(%s) - julianday(articles_article.published_at), 0)))",
    "postgresql": "(1.0 + 180.0 / (180.0 + greatest(extract(epoch from (%s - articles_article.published_at)) / 86400, 0)))",
}
_MATCHES = {
    "sqlite": "articles_search MATCH %s",
    "postgresql": "articles_search.vector @@ %s::tsquery",
}
_KEY = {"sqlite": "articles_search.rowid", "postgresql": "articles_search.article_id"}


class Wanted(NamedTuple):
    """Words beside each other, or of one word also its stem; the last one may be the beginning of one."""

    words: tuple[str, ...]
    stem: str = ""
    unfinished: bool = False


def matching(
    articles: "ArticleQuerySet",
    wanted: Sequence[Wanted],
    unwanted: Sequence[Wanted],
    at: datetime,
    *,
    some: bool = False,
) -> Any:
    """The articles that have all that is wanted and nothing that is not, the best first: by relevance and freshness.

    With `some`, those that have any of it.
    """
    vendor = connection.vendor
    for each in unwanted:
        articles = articles.exclude(pk__in=pks_matching([each]))
    if not wanted:
        return articles.newest()
    expression = _expression(wanted, some=some)
    relevance = f"{_RELEVANCE[vendor]} * {_FRESHNESS[vendor]}"
    moment = at.isoformat(" ") if vendor == "sqlite" else at
    return articles.extra(
        select={"relevance": relevance},
        select_params=[moment] if vendor == "sqlite" else [expression, _as_typed(wanted), moment],
        tables=["articles_search"],
        where=[f"{_KEY[vendor]} = articles_article.id", _MATCHES[vendor]],
        params=[expression],
        order_by=["-relevance", "-published_at", "path"],
    )


def pks_matching(wanted: Sequence[Wanted], *, some: bool = False) -> RawSQL:
    """The primary keys of the articles that have all that is wanted, or some of it, as a subquery."""
    vendor = connection.vendor
    return RawSQL(
        f"SELECT {_KEY[vendor]} FROM articles_search WHERE {_MATCHES[vendor]}", [_expression(wanted, some=some)]
    )


def pks_indexed() -> RawSQL:
    """The primary keys of the articles that the index has, as a subquery."""
    return RawSQL(f"SELECT {_KEY[connection.vendor]} FROM articles_search", [])


def _expression(wanted: Sequence[Wanted], *, some: bool = False) -> str:
    """Words are letters and digits only (`articles.texts.words`), so that quotes around them are enough."""
    make, both, either = (_fts5, " AND ", " OR ") if connection.vendor == "sqlite" else (_tsquery, " & ", " | ")
    return (either if some else both).join(f"({make(each)})" for each in wanted)


def _as_typed(wanted: Sequence[Wanted]) -> str:
    """Any of the words as they were typed: those count once more, as FTS5 counts each alternative that is there."""
    return " | ".join(f"({_tsquery(Wanted(each.words))})" for each in wanted)


def _fts5(each: Wanted) -> str:
    phrase = f'"{" ".join(each.words)}"'
    either = [phrase, *([f"{phrase} *"] if each.unfinished else []), *([f'"{each.stem}"'] if each.stem else [])]
    return " OR ".join(either)  # a word that is there as it was typed counts as more than one of the alternatives


def _tsquery(each: Wanted) -> str:
    phrase = " <-> ".join(f"'{word}'" for word in each.words)
    either = [phrase, *([f"{phrase}:*"] if each.unfinished else []), *([f"'{each.stem}'"] if each.stem else [])]
    return " | ".join(either)
