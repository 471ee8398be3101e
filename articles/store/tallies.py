"""Keeps `Tally`: triggers of the database that count, their installation, and a recount that says what was wrong.

Triggers take the same steps on each database: which articles, or which of their topics, are there less and more; what that is
per kind, period and status; and that is added to the rows.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from articles.models import NO_DAY
from articles.store.triggers import DELETE, INSERT, UPDATE, Trigger, are_installed, drop, make
from articles.store.turns import one_writer

_PREFIX = "articles_tally_"
_PLACE = "kind, unit, status, subject, since"
_ROW = f"({_PLACE}, number, quality, rated)"
_COUNTED = ("status", "published_at", "provider_id", "quality")
_PAIR = ("content_object_id", "tag_id")


def _trigger(table: str, event: str, rows: str, when: str = "") -> Trigger:
    """`rows` gives the articles or pairs that are there less and more, each with its sign; `when` whether there are any."""
    sums = _sums(_of_articles(rows) if table == "articles_article" else _of_pairs(rows))
    return Trigger(_PREFIX, table, event, (_adding(sums),), when)


def _periods(moment: str) -> dict[str, str]:
    """Return, per unit, the first day of a moment's period in UTC. SQLite keeps moments as texts that begin with their day."""
    if connection.vendor == "sqlite":
        return {
            "time": f"'{NO_DAY}'",
            "month": f"substr({moment}, 1, 8) || '01'",
            "day": f"substr({moment}, 1, 10)",
        }
    day = f"({moment} AT TIME ZONE 'UTC')"
    return {"time": f"DATE '{NO_DAY}'", "month": f"date_trunc('month', {day})::date", "day": f"{day}::date"}


def _of_articles(articles: str) -> str:
    """`articles` has id, status, published_at, provider_id, quality and sign."""
    topics = f"articles_articletopic AS t ON t.content_object_id = a.id AND NOT EXISTS ({_same_before('t')})"
    found = []
    for unit, since in _periods("a.published_at").items():
        values = f"{since} AS since, a.status AS status, a.sign AS sign, a.quality AS quality FROM ({articles}) AS a"
        found += [
            f"SELECT 'all' AS kind, '{unit}' AS unit, 0 AS subject, {values}",
            f"SELECT 'topic' AS kind, '{unit}' AS unit, t.tag_id AS subject, {values} JOIN {topics}",
        ]
        if unit != "month":
            found.append(f"SELECT 'provider' AS kind, '{unit}' AS unit, a.provider_id AS subject, {values}")
    return " UNION ALL ".join(found)


def _same_before(row: str) -> str:
    """An article may name a topic twice, by the names of two that were merged; the first counts."""
    same = " AND ".join(f"x.{name} = {row}.{name}" for name in _PAIR)
    return f"SELECT 1 FROM articles_articletopic AS x WHERE {same} AND x.id < {row}.id"


def _of_pairs(pairs: str) -> str:
    """`pairs` has content_object_id, tag_id and sign."""
    joined = f"({pairs}) AS p JOIN articles_article AS a ON a.id = p.content_object_id"
    return " UNION ALL ".join(
        f"SELECT 'topic' AS kind, '{unit}' AS unit, p.tag_id AS subject, {since} AS since, a.status AS status, "
        f"p.sign AS sign, a.quality AS quality FROM {joined}"
        for unit, since in _periods("a.published_at").items()
    )


def _sums(facts: str) -> str:
    rated = "CASE WHEN quality IS NULL THEN 0 ELSE sign END"
    sums = ("sum(sign)", "sum(sign * coalesce(quality, 0))", f"sum({rated})")
    return (
        f"SELECT {_PLACE}, {', '.join(sums)} FROM ({facts}) AS facts "
        f"GROUP BY {_PLACE} HAVING {' OR '.join(f'{each} <> 0' for each in sums)}"
    )


def _adding(sums: str) -> str:
    kept = ", ".join(f"{name} = articles_tally.{name} + excluded.{name}" for name in ("number", "quality", "rated"))
    return f"INSERT INTO articles_tally {_ROW} {sums} ON CONFLICT ({_PLACE}) DO UPDATE SET {kept}"


def _sqlite() -> Iterator[Trigger]:
    def article(row: str, sign: int) -> str:
        columns = ", ".join(f"{row}.{name} AS {name}" for name in ("id", *_COUNTED))
        return f"SELECT {columns}, {sign} AS sign"

    def pair(row: str, sign: int) -> str:
        """A pair counts once; with the row written, another of the same pair is one that was there before or stays."""
        same = " AND ".join(f"o.{name} = {row}.{name}" for name in _PAIR)
        others = f"SELECT 1 FROM articles_articletopic AS o WHERE {same} AND o.id <> {row}.id"
        columns = ", ".join(f"{row}.{name} AS {name}" for name in _PAIR)
        return f"SELECT {columns}, {sign} AS sign WHERE NOT EXISTS ({others})"

    for table, rows, counted in (
        ("articles_article", article, _COUNTED),
        ("articles_articletopic", pair, _PAIR),
    ):
        yield _trigger(table, INSERT, rows("NEW", 1))
        # A table that is emptied together with all others has perhaps lost its counts first.
        yield _trigger(table, DELETE, rows("OLD", -1), "EXISTS (SELECT 1 FROM articles_tally)")
        when = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in counted)
        yield _trigger(table, UPDATE, f"{rows('OLD', -1)} UNION ALL {rows('NEW', 1)}", when)


def _postgresql() -> Iterator[Trigger]:
    columns = ", ".join(("id", *_COUNTED))
    differs = f"({_each('o', _COUNTED)}) IS DISTINCT FROM ({_each('n', _COUNTED)})"
    both = "old_rows AS o JOIN new_rows AS n ON n.id = o.id"
    less, more = (f"SELECT {_each(row, ('id', *_COUNTED))}, {sign} AS sign" for row, sign in (("o", -1), ("n", 1)))
    yield _trigger("articles_article", INSERT, f"SELECT {columns}, 1 AS sign FROM new_rows")
    yield _trigger("articles_article", DELETE, f"SELECT {columns}, -1 AS sign FROM old_rows")
    changed = f"{less} FROM {both} WHERE {differs} UNION ALL {more} FROM {both} WHERE {differs}"
    yield _trigger("articles_article", UPDATE, changed, f"EXISTS (SELECT 1 FROM {both} WHERE {differs})")

    def other(rows: str, more: str = "") -> str:
        same = " AND ".join(f"x.{name} = r.{name}" for name in _PAIR)
        return f"NOT EXISTS (SELECT 1 FROM {rows} AS x WHERE {same}{more})"

    table, pair = "articles_articletopic", _each("r", _PAIR)
    not_new = " AND x.id NOT IN (SELECT id FROM new_rows)"
    came = f"SELECT DISTINCT {pair}, 1 AS sign FROM new_rows AS r WHERE {other(table, not_new)}"
    went = f"SELECT DISTINCT {pair}, -1 AS sign FROM old_rows AS r WHERE {other(table)}"
    differs = f"({_each('o', _PAIR)}) IS DISTINCT FROM ({_each('n', _PAIR)})"
    yield _trigger(table, INSERT, came)
    yield _trigger(table, DELETE, went)
    yield _trigger(
        table, UPDATE, f"{went} UNION ALL {came} AND {other('old_rows')}",
        f"EXISTS (SELECT 1 FROM {both} WHERE {differs})",
    )  # fmt: skip


def _each(row: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{row}.{name}" for name in names)


def _triggers() -> list[Trigger]:
    return list(_sqlite() if connection.vendor == "sqlite" else _postgresql())


def install() -> bool:
    """Make the triggers where they are missing or those of another version, and count anew. Return whether they were."""
    if are_installed(_triggers()):
        return False
    recount()
    return True


def remove() -> None:
    """Drop the triggers before tables change: one that names a table of former days would refuse every write."""
    with transaction.atomic():
        drop(_triggers())


class Wrong(NamedTuple):
    """A row that was not what counting gives; `kept` and `counted` are numbers of articles."""

    kind: str
    unit: str
    status: str
    subject: int
    since: str
    kept: int
    counted: int


def recount() -> list[Wrong]:
    """Count all articles anew, and put right what was kept otherwise, and triggers that are missing. Return what was wrong:
    nothing, unless triggers were missing or somebody wrote the table by hand. Writers wait meanwhile."""
    columns = ", ".join(("id", *_COUNTED))
    counted = _sums(_of_articles(f"SELECT {columns}, 1 AS sign FROM articles_article"))
    kept = f"SELECT {_ROW.strip('()')} FROM articles_tally WHERE number <> 0 OR quality <> 0 OR rated <> 0"
    with one_writer(), connection.cursor() as cursor:
        if not are_installed(_triggers()):
            make(_triggers())
        too_much = _numbers(cursor, f"{kept} EXCEPT {counted}")
        right = _numbers(cursor, f"{counted} EXCEPT {kept}")
        if too_much or right:
            cursor.execute("DELETE FROM articles_tally")
            cursor.execute(f"INSERT INTO articles_tally {_ROW} {counted}")
    places = sorted(too_much.keys() | right.keys())
    return [Wrong(*place, too_much.get(place, 0), right.get(place, 0)) for place in places]


def _numbers(cursor: CursorWrapper, asked: str) -> dict[tuple[str, str, str, int, str], int]:
    cursor.execute(asked)
    return {
        (kind, unit, status, subject, str(since)): number
        for kind, unit, status, subject, since, number, *_ in cursor.fetchall()
    }
