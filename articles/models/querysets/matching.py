"""Full-text queries in the language of the database: SQLite's FTS5 or PostgreSQL's `tsquery`.

A search is a series of `Wanted`: of each, one of the alternatives must be there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL

if TYPE_CHECKING:
    from articles.models.querysets.articles import ArticleQuerySet

# What a word counts in each field, in the order of the index: title, excerpt, provider, topics, body, stems.
_RELEVANCE = {
    "sqlite": "-bm25(articles_search, 12.0, 4.0, 4.0, 4.0, 1.0, 2.0)",
    "postgresql": (
        "(ts_rank('{0.05, 0.15, 0.3, 1.0}', articles_search.vector, %s::tsquery)"
        " + ts_rank('{0.05, 0.15, 0.3, 1.0}', articles_search.vector, %s::tsquery))"
    ),
}
# How telling a word is, by how many of all articles have it, as FTS5 reckons it. PostgreSQL counts each word once per query.
_RARITY = (
    "(SELECT greatest(ln((everywhere - here + 0.5) / (here + 0.5)), 0.000001) "
    "FROM (SELECT (SELECT count(*) FROM articles_search) AS everywhere, "
    "(SELECT count(*) FROM articles_search WHERE vector @@ %s::tsquery) AS here) AS counted)"
)
# An article of today counts double, one that is half a year old one and a half times.
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
    """Words that must follow each other; a single word may match by its stem. The last may be the beginning of a word."""

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
    """Return the articles with everything wanted and nothing unwanted, the best by relevance and freshness first.

    With `some`, an article needs only one of the wanted.
    """
    vendor = connection.vendor
    for each in unwanted:
        articles = articles.exclude(pk__in=pks_matching([each]))
    if not wanted:
        return articles.newest()
    expression = _expression(wanted, some=some)
    relevance = _RELEVANCE[vendor]
    told: list[str] = []
    if vendor == "postgresql":
        relevance, told = _weighed(wanted) if some else (relevance, [expression, _as_typed(wanted)])
    moment = at.isoformat(" ") if vendor == "sqlite" else at
    return articles.extra(
        select={"relevance": f"{relevance} * {_FRESHNESS[vendor]}"},
        select_params=[*told, moment],
        tables=["articles_search"],
        where=[f"{_KEY[vendor]} = articles_article.id", _MATCHES[vendor]],
        params=[expression],
        order_by=["-relevance", "-published_at", "path"],
    )


def pks_matching(wanted: Sequence[Wanted], *, some: bool = False) -> RawSQL:
    """Return a subquery of the primary keys of the articles with everything wanted or, with `some`, any of it."""
    vendor = connection.vendor
    return RawSQL(
        f"SELECT {_KEY[vendor]} FROM articles_search WHERE {_MATCHES[vendor]}", [_expression(wanted, some=some)]
    )


def pks_indexed() -> RawSQL:
    """Return a subquery of the primary keys of the articles in the index."""
    return RawSQL(f"SELECT {_KEY[connection.vendor]} FROM articles_search", [])


def _expression(wanted: Sequence[Wanted], *, some: bool = False) -> str:
    """Write the query. Words are letters and digits only (`articles.texts.words`), so quotes around them are enough."""
    make, both, either = (_fts5, " AND ", " OR ") if connection.vendor == "sqlite" else (_tsquery, " & ", " | ")
    return (either if some else both).join(f"({make(each)})" for each in wanted)


def _weighed(wanted: Sequence[Wanted]) -> tuple[str, list[str]]:
    """Return PostgreSQL's relevance where some words may be missing, with its parameters: rare words count more."""
    each, told = f"{_RARITY} * {_RELEVANCE['postgresql']}", []
    for one in wanted:
        expression = f"({_tsquery(one)})"
        told += [expression, expression, _as_typed([one])]
    return f"({' + '.join([each] * len(wanted))})", told


def _as_typed(wanted: Sequence[Wanted]) -> str:
    """Write a query for the words as typed, which count once more, just as FTS5 counts each alternative that is there."""
    return " | ".join(f"({_tsquery(Wanted(each.words))})" for each in wanted)


def _fts5(each: Wanted) -> str:
    phrase = f'"{" ".join(each.words)}"'
    either = [phrase, *([f"{phrase} *"] if each.unfinished else []), *([f'"{each.stem}"'] if each.stem else [])]
    return " OR ".join(either)  # a word that is there as typed counts for more than one of the alternatives


def _tsquery(each: Wanted) -> str:
    phrase = " <-> ".join(f"'{word}'" for word in each.words)
    either = [phrase, *([f"{phrase}:*"] if each.unfinished else []), *([f"'{each.stem}'"] if each.stem else [])]
    return " | ".join(either)
