"""Full-text queries in the language of the database: SQLite's FTS5 or PostgreSQL's `tsquery`.

A search is a series of `Wanted`: of each, one of the alternatives must be there. The index says which articles match. How well
they do is reckoned of those that are compared alone (`relevance`): the index would look through all that match for it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import accumulate, pairwise
from json import dumps
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q
from django.db.models.expressions import RawSQL

from articles.models.querysets.phrases import forms_of, query_for, query_in_fields, query_in_title, query_without
from articles.models.querysets.relevance import TOGETHER, Wanted, alternatives, freshness, places_by, rarity, relevance

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from articles.models.querysets.articles import ArticleQuerySet

# What is known of the articles that are compared: when they appeared, whether the headline has all words side by side, and where
# the words are. SQLite reads the words of the index off the rows behind it, in a third of the time that the index takes to give
# them, and moments as texts, which its driver takes long to read.
_COMPARED = {
    "sqlite": (
        "SELECT a.id, a.published_at || '+00:00', a.path, a.provider_id, instr(' ' || x.c0 || ' ', %s) > 0, "
        "x.c0, x.c5, x.c1, x.c2, x.c3 FROM articles_article AS a, articles_search_content AS x "
        "WHERE x.id = a.id AND a.id IN (SELECT value FROM json_each(%s))"
    ),
    "postgresql": (
        "SELECT a.id, a.published_at, a.path, a.provider_id, x.vector @@ %s::tsquery, {places} "
        "FROM articles_article AS a, articles_search AS x WHERE x.article_id = a.id AND a.id = ANY(%s)"
    ),
}
_PLACES = "(x.vector @@ %s::tsquery)::int + 2 * (x.vector @@ %s::tsquery)::int + 4 * (x.vector @@ %s::tsquery)::int"
_MATCHES = {
    "sqlite": "articles_search MATCH %s",
    "postgresql": "articles_search.vector @@ %s::tsquery",
}
_MANY = 2_000
_FIRST = 10_000  # of so many that were stored last is seen whether all others must be looked through
_KEY = {"sqlite": "articles_search.rowid", "postgresql": "articles_search.article_id"}


class Ranked(NamedTuple):
    """The best articles first, by primary key; `are_all` unless more match than were compared.

    `origins` has of each of them the primary key of its provider, and when it appeared, in the same order.
    """

    pks: list[int]
    are_all: bool
    origins: list[tuple[int, datetime]]


class Limits(NamedTuple):
    """Topics, of each of which an article carries one, and providers, as their primary keys, to which a search is limited."""

    topics: Sequence[Collection[int]] = ()
    providers: Sequence[int] = ()


_NO_LIMITS = Limits()


def ranked(
    articles: "ArticleQuerySet", wanted: Sequence[Wanted], unwanted: Sequence[Wanted], at: datetime, most: int,
    *, some: bool = False, limits: Limits = _NO_LIMITS,
) -> Ranked:  # fmt: skip
    """Return the articles with everything wanted and nothing unwanted, the best by relevance and freshness first.

    With `some`, an article needs only one of the wanted, and each is a search of its own: an article's relevance is the sum.
    Of more than `most` that match, those that were stored last are compared, and some before them with the words as headlines;
    where so many have the words themselves, what only begins like the last is none of them.
    What the articles are limited to already, `limits` says to the index once more.
    """
    if not wanted:
        for each in unwanted:
            articles = articles.exclude(pk__in=pks_matching([each]))
        newest = list(articles.newest().values_list("pk", "provider", "published_at")[: most + 1])
        return Ranked(
            [pk for pk, *_ in newest[:most]], len(newest) <= most, [(of, when) for _, of, when in newest[:most]]
        )
    worth: dict[int, float] = {}
    order: dict[int, tuple[float, str, int, datetime]] = {}
    matching = partial(_matching, articles, unwanted=unwanted, limits=limits)
    last = _last()
    looked = [
        (part, *_last_stored(matching, part, last, most, with_titles=not some))
        for part in ([[each] for each in wanted] if some else [wanted])
    ]
    firsts = [0 if is_whole else found[-1] for _, found, is_whole in looked]
    everywhere = _numbers_from(articles, firsts) if some else {}
    for (part, found, _), first in zip(looked, firsts, strict=True):
        telling = rarity(len(found), everywhere[first]) if some else 1.0
        for pk, moment, path, provider, worthy in _compared(found, part):
            order[pk] = ((at - moment).total_seconds(), path, provider, moment)
            worth[pk] = worth.get(pk, 0.0) + telling * worthy
    are_all = all(is_whole for *_, is_whole in looked)
    best = sorted((-worth[pk] * freshness(each[0]), *each, pk) for pk, each in order.items())
    return Ranked([each[-1] for each in best], are_all, [(provider, moment) for _, _, _, provider, moment, _ in best])


def _numbers_from(articles: "ArticleQuerySet", firsts: Collection[int]) -> dict[int, int]:
    """Return how many of these articles were stored since each of those: how many others were, no order of an answer may tell."""
    numbers = {f"from_{first}": Count("pk", filter=Q(pk__gte=first)) for first in firsts}
    found = articles.order_by().aggregate(**numbers)
    return {first: found[f"from_{first}"] for first in firsts}


def _last_stored(
    matching: "Callable[..., QuerySet[Any, int]]",
    wanted: Sequence[Wanted],
    last: int,
    most: int,
    *,
    with_titles: bool,
) -> tuple[list[int], bool]:
    """Return the primary keys of those to compare, and whether these are all that match.

    Of more than `most`, they are the last stored and, `with_titles`, some before them that have the words there.
    """
    forms = forms_of(wanted)
    found: list[int] = []
    for form in forms:
        found = _from_the_end(matching(form), last + 1, most + 1, or_none=form is not forms[-1])
        if len(found) > most:
            found = found[:most]
            if with_titles:
                forwards = len(wanted) > 2 and found[-1] > last / 2
                found += _titled(matching(form, in_title=True), found[-1], most // 4, forwards=forwards)
            return found, False
    return found, True


def _matching(
    articles: "ArticleQuerySet",
    wanted: Sequence[Wanted],
    *,
    unwanted: Sequence[Wanted],
    limits: Limits,
    in_title: bool = False,
) -> "QuerySet[Any, int]":
    """Return the rows of those that match, in no order."""
    vendor, key = connection.vendor, _KEY[connection.vendor]
    expression = query_for(wanted)
    if in_title:
        expression = f"{{title}} : ({expression})" if vendor == "sqlite" else query_for(wanted, label="A")
    expression = query_without(expression, unwanted)
    rows = articles.order_by().extra(
        tables=["articles_search"], where=[f"{key} = articles_article.id", _MATCHES[vendor]], params=[expression]
    )
    for condition, values in _said_to_the_index(limits) if vendor == "sqlite" else ():
        rows = rows.extra(where=[condition], params=values)
    return rows.values_list("pk", flat=True)


def _from_the_end(rows: "QuerySet[Any, int]", before: int, most: int, *, or_none: bool = False) -> list[int]:
    """Return the last of these rows, of those before one. With `or_none`, perhaps none if there are fewer.

    From the end, FTS5 takes twice as long for what it looks through as from the beginning, but need not look through all. Which
    is quicker is told by how many there are among the last articles. PostgreSQL would choose by what it supposes that there are,
    and without an order it takes its index.
    """
    key = _KEY[connection.vendor]
    newest = rows.extra(order_by=[f"-{key}"])
    start = before - _FIRST
    found = list(newest.extra(where=[f"{key} >= %s AND {key} < %s"], params=[start, before])[:most])
    lacking = most - len(found)
    if not lacking or start <= 1:
        return found
    early = rows.extra(where=[f"{key} < %s"], params=[start])
    likely = len(found) * start / _FIRST
    if or_none and likely < lacking:
        return []
    if likely > 2 * lacking:
        return found + list(early.extra(order_by=[f"-{key}"])[:lacking])
    oldest = early.extra(order_by=[key]) if connection.vendor == "sqlite" else early
    return found + sorted(oldest, reverse=True)[:lacking]


def _titled(rows: "QuerySet[Any, int]", before: int, most: int, *, forwards: bool) -> list[int]:
    """Return the last of these rows before one. Looking `forwards`, FTS5 goes through all titles, but in half the time: those
    with several words are so rare that it has to anyway."""
    key = _KEY[connection.vendor]
    rows = rows.extra(where=[f"{key} < %s"], params=[before])
    if connection.vendor != "sqlite":  # its index has no titles of their own: it looks at what matches, which is much
        return list(rows.extra(where=[f"{key} >= %s"], params=[before - _FIRST], order_by=[f"-{key}"])[:most])
    if forwards:
        return list(rows.extra(order_by=[key]))[: -most - 1 : -1]
    return list(rows.extra(order_by=[f"-{key}"])[:most])


def _last() -> int:
    """Return the primary key of the article that was stored last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM articles_article")
        (last,) = cursor.fetchone()
        return int(last)


def _said_to_the_index(limits: Limits) -> Iterator[tuple[str, list[int]]]:
    """Yield conditions of rows of SQLite's index, with their values, so that it asks for no article that is none of them."""
    key = _KEY["sqlite"]
    for topics in limits.topics:
        carrying = f"SELECT 1 FROM articles_articletopic AS carried WHERE carried.content_object_id = {key}"
        yield f"EXISTS ({carrying} AND carried.tag_id IN ({', '.join(['%s'] * len(topics))}))", list(topics)
    for provider in limits.providers:
        yield f"+{key} IN (SELECT id FROM articles_article WHERE provider_id = %s)", [provider]


def _compared(pks: list[int], wanted: Sequence[Wanted]) -> Iterator[tuple[int, datetime, str, int, float]]:
    """Yield the primary key of each article, when it appeared, its path, its provider and its relevance."""
    if not pks:
        return
    read = _read_on_sqlite if connection.vendor == "sqlite" else _read_on_postgresql
    for pk, moment, path, provider, together, places in read(pks, wanted):
        yield pk, moment, path, provider, relevance(places) + (TOGETHER if together else 0.0)


def _read_on_sqlite(pks: list[int], wanted: Sequence[Wanted]) -> Iterator[Any]:
    places = places_by(wanted)
    with connection.cursor() as cursor:
        cursor.execute(_COMPARED["sqlite"], [query_in_title(wanted), dumps(pks)])
        for pk, moment, path, provider, together, title, stems, *fields in cursor.fetchall():
            found = places(f" {title} ", f" {' '.join(fields)} ", f" {stems} ")
            yield pk, datetime.fromisoformat(moment), path, provider, together, found


def _read_on_postgresql(pks: list[int], wanted: Sequence[Wanted]) -> Iterator[Any]:
    """The same by the weights of the words. The stems are none of a phrase."""
    every = [alternatives(each) for each in wanted]
    asked = [query_in_fields(other, weight) for each in every for other in each for weight in "ABC"]
    statement = _COMPARED["postgresql"].format(places=", ".join([_PLACES] * (len(asked) // 3)))
    ends = list(accumulate((len(each) for each in every), initial=0))
    with connection.cursor() as cursor:
        cursor.execute(statement, [query_in_title(wanted), *asked, pks])
        for pk, moment, path, provider, together, *places in cursor.fetchall():
            yield pk, moment, path, provider, together, [places[start:end] for start, end in pairwise(ends)]


def pks_matching(wanted: Sequence[Wanted], *, some: bool = False) -> RawSQL:
    """Return a subquery of the primary keys of the articles with everything wanted or, with `some`, any of it."""
    vendor = connection.vendor
    return RawSQL(
        f"SELECT {_KEY[vendor]} FROM articles_search WHERE {_MATCHES[vendor]}", [query_for(wanted, some=some)]
    )


def few_matching(wanted: Sequence[Wanted]) -> list[int] | None:
    """Return the primary keys of the articles with everything wanted; None where they are so many that a list in another order is
    better looked through for them."""
    vendor = connection.vendor
    found: list[int] = []
    some = f"SELECT {_KEY[vendor]} FROM articles_search WHERE {_MATCHES[vendor]} LIMIT %s"
    with connection.cursor() as cursor:
        for form in forms_of(wanted) if len(wanted) == 1 else [wanted]:
            cursor.execute(some, [query_for(form), _MANY])
            found = [pk for (pk,) in cursor.fetchall()]
            if len(found) == _MANY:
                return None
    return found


def pks_indexed() -> RawSQL:
    """Return a subquery of the primary keys of the articles in the index."""
    return RawSQL(f"SELECT {_KEY[connection.vendor]} FROM articles_search", [])
