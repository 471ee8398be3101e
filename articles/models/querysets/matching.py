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
_MANY = 2_000
_KEY = {"sqlite": "articles_search.rowid", "postgresql": "articles_search.article_id"}


class Wanted(NamedTuple):
    """Words that must follow each other; a single word may match by its stem. The last may be the beginning of a word."""

    words: tuple[str, ...]
    stem: str = ""
    unfinished: bool = False


class Ranked(NamedTuple):
    """The best articles first, by primary key; `are_all` unless more match than were compared."""

    pks: list[int]
    are_all: bool


def ranked(
    articles: "ArticleQuerySet", wanted: Sequence[Wanted], unwanted: Sequence[Wanted], at: datetime, most: int,
    *, some: bool = False,
) -> Ranked:  # fmt: skip
    """Return the articles with everything wanted and nothing unwanted, the best by relevance and freshness first.

    With `some`, an article needs only one of the wanted, and each is a search of its own: an article's relevance is the sum.
    Of more than `most` that match, those that were stored last are compared, and those that have the words in their headlines.
    """
    if not wanted:
        for each in unwanted:
            articles = articles.exclude(pk__in=pks_matching([each]))
        newest = list(articles.newest().values_list("pk", flat=True)[: most + 1])
        return Ranked(newest[:most], len(newest) <= most)
    found: dict[int, tuple[float, datetime | str, str]] = {}
    are_all = True
    for part in [[each] for each in wanted] if some else [wanted]:
        rows = _scored(articles, part, unwanted, at, some=some)[: most + 1]
        are_all = are_all and len(rows) <= most
        for pk, relevance, moment, path in rows[:most]:
            found[pk] = (relevance + (found[pk][0] if pk in found else 0.0), moment, path)
    if not (are_all or some):
        for pk, *row in _scored(articles, wanted, unwanted, at, in_title=True)[: most // 2]:
            found.setdefault(pk, (row[0], row[1], row[2]))
    best = sorted(found, key=lambda pk: found[pk][2])
    best.sort(key=lambda pk: found[pk][:2], reverse=True)
    return Ranked(best, are_all)


def _scored(
    articles: "ArticleQuerySet", wanted: Sequence[Wanted], unwanted: Sequence[Wanted], at: datetime,
    *, some: bool = False, in_title: bool = False,
) -> Any:  # fmt: skip
    """Return primary key, relevance, date and path of those that match, the last stored first, which needs no sorting."""
    vendor = connection.vendor
    expression = _expression(wanted)
    if in_title:
        expression = f"{{title}} : ({expression})" if vendor == "sqlite" else _expression(wanted, label="A")
    relevance = _RELEVANCE[vendor]
    told: list[str] = []
    if vendor == "postgresql":
        relevance, told = _weighed(wanted[0]) if some else (relevance, [expression, _as_typed(wanted)])
    if unwanted:
        without = " OR ".join(map(_fts5, unwanted)) if vendor == "sqlite" else " | ".join(map(_tsquery, unwanted))
        expression = f"({expression}) NOT ({without})" if vendor == "sqlite" else f"({expression}) & !({without})"
    moment = at.isoformat(" ") if vendor == "sqlite" else at
    rows = articles.order_by().extra(
        # SQLite's texts of moments are in order as they are; to read hundreds of them takes longer than the search.
        select={"relevance": f"{relevance} * {_FRESHNESS[vendor]}", "moment": "articles_article.published_at"},
        select_params=[*told, moment],
        tables=["articles_search"],
        where=[f"{_KEY[vendor]} = articles_article.id", _MATCHES[vendor]],
        params=[expression],
        order_by=[f"-{_KEY[vendor]}"],
    )
    return rows.values_list("pk", "relevance", "moment", "path")


def pks_matching(wanted: Sequence[Wanted], *, some: bool = False) -> RawSQL:
    """Return a subquery of the primary keys of the articles with everything wanted or, with `some`, any of it."""
    vendor = connection.vendor
    return RawSQL(
        f"SELECT {_KEY[vendor]} FROM articles_search WHERE {_MATCHES[vendor]}", [_expression(wanted, some=some)]
    )


def match_many(wanted: Sequence[Wanted]) -> bool:
    """Return whether so many articles have everything wanted that a list in another order is better looked through for them."""
    if connection.vendor != "sqlite":
        return False  # it estimates that by itself
    with connection.cursor() as cursor:
        some = "SELECT 1 FROM articles_search WHERE articles_search MATCH %s LIMIT %s"
        cursor.execute(f"SELECT count(*) FROM ({some})", [_expression(wanted), _MANY])
        return bool(cursor.fetchone()[0] == _MANY)


def pks_indexed() -> RawSQL:
    """Return a subquery of the primary keys of the articles in the index."""
    return RawSQL(f"SELECT {_KEY[connection.vendor]} FROM articles_search", [])


def _expression(wanted: Sequence[Wanted], *, some: bool = False, label: str = "") -> str:
    """Write the query. Words are letters and digits only (`articles.texts.words`), so quotes around them are enough."""
    if connection.vendor == "sqlite":
        return (" OR " if some else " AND ").join(f"({_fts5(each)})" for each in wanted)
    return (" | " if some else " & ").join(f"({_tsquery(each, label)})" for each in wanted)


def _weighed(wanted: Wanted) -> tuple[str, list[str]]:
    """Return PostgreSQL's relevance of a word among others that may be missing, with its parameters: rare words count more."""
    expression = f"({_tsquery(wanted)})"
    return f"{_RARITY} * {_RELEVANCE['postgresql']}", [expression, expression, _as_typed([wanted])]


def _as_typed(wanted: Sequence[Wanted]) -> str:
    """Write a query for the words as typed, which count once more, just as FTS5 counts each alternative that is there."""
    return " | ".join(f"({_tsquery(Wanted(each.words))})" for each in wanted)


def _fts5(each: Wanted) -> str:
    phrase = f'"{" ".join(each.words)}"'
    either = [phrase, *([f"{phrase} *"] if each.unfinished else []), *([f'"{each.stem}"'] if each.stem else [])]
    return " OR ".join(either)  # a word that is there as typed counts for more than one of the alternatives


def _tsquery(each: Wanted, label: str = "") -> str:
    """`label` is the weight of the only field in which to look; see `articles.store.search_index`."""
    of = f":{label}" if label else ""
    phrase = " <-> ".join(f"'{word}'{of}" for word in each.words)
    begun = " <-> ".join([*(f"'{word}'{of}" for word in each.words[:-1]), f"'{each.words[-1]}':*{label}"])
    either = [phrase, *([begun] if each.unfinished else []), *([f"'{each.stem}'{of}"] if each.stem else [])]
    return " | ".join(either)
