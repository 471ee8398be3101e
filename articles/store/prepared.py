"""Named queries that Django compiles once: what pages ask again and again costs the database's time alone.

To build and compile a query of a page takes Django several times as long as the database needs to answer it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeAlias, TypeGuard, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet

from articles.store.results import Results

_Row = TypeVar("_Row")
_One: TypeAlias = "int | str | datetime | date"
_Value: TypeAlias = "_One | Collection[int] | Collection[str]"


class Prepared(Generic[_Row]):
    """A query by its values, which are given by name: `Prepared(lambda pks, at: …)(pks=[1, 2], at=now)` returns its rows.

    The values may only be compared with columns. What is derived from them, or read elsewhere, would be that of the first
    call in all others: it is a value of its own. A query that breaks this is refused with a ValueError.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, _Row]"]) -> None:
        self._build = build
        self._statements: dict[Any, _Statement | None] = {}

    def __call__(self, **values: _Value) -> list[_Row]:
        filled: dict[str, Any] = {
            name: value if _is_one(value) else _filled(cast(Any, value)) for name, value in values.items()
        }
        shape = tuple((name, None if _is_one(value) else len(value)) for name, value in filled.items())
        key = (connection.vendor, shape)
        if key not in self._statements:
            self._statements[key] = _compiled(self._build, filled)
        statement = self._statements[key]
        return statement.rows(filled) if statement else []


@dataclass(frozen=True)
class _Statement:
    """`places` says which parameters are values: the position, the name and, of several, which of them."""

    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, str, int | None], ...]
    results: Results

    def rows(self, values: dict[str, Any]) -> list[Any]:
        parameters = list(self.parameters)
        adapted: dict[Any, Any] = {}  # most moments are compared more than once
        for position, name, which in self.places:
            value = values[name] if which is None else values[name][which]
            like = parameters[position]
            if type(value) is not type(like):
                known = adapted.get((name, type(like)))
                value = _adapted(value, like) if known is None or which is not None else known
                adapted[name, type(like)] = value
            parameters[position] = value
        opened = connections[DEFAULT_DB_ALIAS]  # that of this thread
        with opened.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            found = cursor.fetchall()
        return self.results.rows(found, opened)


def _is_one(value: object) -> "TypeGuard[_One]":
    return isinstance(value, int | str | date)


def _filled(values: Iterable[_One]) -> list[_One]:
    """Repeat the last of the values until they are a power of two, so that few statements serve lists of every length."""
    found = list(values)
    return found + found[-1:] * ((1 << max(len(found) - 1, 0).bit_length()) - len(found))


def _adapted(value: "_One", like: object) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if hasattr(like, "obj"):
        wrapper: Any = copy(like)
        wrapper.obj = value
        return wrapper
    kind: Any = type(like)
    return kind(value)  # PostgreSQL's integers have a type each


def _bare(parameter: object) -> Any:
    """Return the value of a parameter, which PostgreSQL's JSON has in a wrapper."""
    return getattr(parameter, "obj", parameter)


def _compiled(build: Callable[..., "QuerySet[Any, Any]"], values: dict[str, Any]) -> _Statement | None:
    """Compile with two sets of values that nobody else has: where both differ, a value stands, or what a value led to."""
    first, second = (dict(_stand_ins(values, base)) for base in (1, 2))
    queryset = build(**first)
    compilers = [each.query.get_compiler(using=DEFAULT_DB_ALIAS) for each in (queryset, build(**second))]
    try:
        (sql, parameters), (again, others) = (each.as_sql() for each in compilers)
    except EmptyResultSet:
        if all(_is_one(each) or each for each in values.values()):
            raise ValueError("a prepared query finds nothing, whatever its values are") from None
        return None
    if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise ValueError("a prepared query prefetches nothing")
    known = {
        _adapted(stand_in, stand_in): (name, which)
        for name, stands in first.items()
        for which, stand_in in ([(None, stands)] if _is_one(stands) else enumerate(stands))
    }
    bare, others = [_bare(each) for each in parameters], [_bare(each) for each in others]
    places = [(at, *known[each]) for at, each in enumerate(bare) if _is_one(each) and each in known]
    left = set(range(len(parameters))) - {at for at, *_ in places}
    if sql != again or len(bare) != len(others) or any(bare[at] != others[at] for at in left):
        raise ValueError("a prepared query may only compare its values with columns")
    if {(name, which) for _, name, which in places} != set(known.values()):
        raise ValueError("a prepared query must use all of its values")
    return _Statement(sql, tuple(parameters), tuple(places), Results(queryset, compilers[0]))


def _stand_ins(values: dict[str, Any], base: int) -> Iterator[tuple[str, Any]]:
    for number, (name, value) in enumerate(values.items()):
        place = 1_800_000_000 + base * 100_000_000 + number * 1_000_000  # within what each column of integers holds
        if isinstance(value, datetime):
            yield name, datetime(1900 + base, 1, 1, microsecond=1, tzinfo=UTC) + timedelta(days=number)
        elif isinstance(value, date):
            yield name, date(1900 + base, 1, 1) + timedelta(days=number)
        elif _is_one(value):
            yield name, _stand_in(place, value)
        else:
            yield name, [_stand_in(place + which, each) for which, each in enumerate(value, start=1)]


def _stand_in(place: int, value: "_One") -> int | str:
    return f"\ue000{place}" if isinstance(value, str) else place
