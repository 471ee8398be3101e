"""Asks what has changed since an answer was drawn, on a connection of its own that stays open: every request asks it first.

Django closes its connection after each request, and opening one costs as much as giving a kept page ten times.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, TypeVar

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from articles.models import Dependency
from articles.store.cutoff import cut_off_after

_T = TypeVar("_T")
_TABLE = Dependency._meta.db_table
_STATE = f"SELECT kind, number FROM {_TABLE} WHERE kind IN ('all', 'since') AND subject = 0"

_log = logging.getLogger(__name__)


class LastChange(NamedTuple):
    """The number of the last change, and what differs after each `migrate`, from before which nothing holds."""

    number: int
    since: int


_PATIENCE = 2.0  # seconds for an answer that takes a thousandth of one
_TOLD_EVERY = 10.0  # seconds
# A database that let a question wait is not asked again for as long: others would wait too.
_silent_until = _told_at = 0.0


class _Own(threading.local):
    connection: BaseDatabaseWrapper | None = None
    is_silent = False  # whether the last question had no answer
    file: tuple[int, int] | None = None


_own = _Own()


def last_change() -> LastChange | None:
    """Return the last change, as committed; None where the database does not say."""
    return _asked(_last_change)


def fetched(query: str) -> list[tuple[int, ...]] | None:
    """Return the rows of a query; None where the database does not answer."""

    def ask(cursor: CursorWrapper) -> list[tuple[int, ...]]:
        cursor.execute(query)
        found: list[tuple[int, ...]] = cursor.fetchall()
        return found

    return _asked(ask)


def _last_change(cursor: CursorWrapper) -> LastChange | None:
    cursor.execute(_STATE)
    found = dict(cursor.fetchall())
    return LastChange(found["all"], found["since"]) if len(found) == 2 else None


def _asked(ask: Callable[[CursorWrapper], _T]) -> _T | None:
    """Return an answer, on a new connection where the old one is broken; None where there is none to be had."""
    if connection.in_atomic_block:  # as in a test: what it has changed so far counts
        with connection.cursor() as cursor:
            return ask(cursor)
    _own.is_silent = True
    if time.monotonic() < _silent_until:
        return None
    begun = time.monotonic()
    for is_last in (False, True):
        try:
            found = _asked_of(_connection(), ask)
        except DatabaseError as problem:
            close()
            waited = time.monotonic() - begun
            if is_last or waited > _PATIENCE / 2:
                _fall_silent(problem, waited)
                return None
        else:
            _own.is_silent = False
            return found
    return None


def _asked_of(database: BaseDatabaseWrapper, ask: Callable[[CursorWrapper], _T]) -> _T:
    database.ensure_connection()
    with cut_off_after(_PATIENCE, database), database.cursor() as cursor:
        return ask(cursor)


def is_silent() -> bool:
    """Return whether the database did not answer the last question of this thread."""
    return _own.is_silent


def _fall_silent(problem: DatabaseError, waited: float) -> None:
    global _silent_until, _told_at  # noqa: PLW0603 - a number each
    now = time.monotonic()
    _silent_until = now + waited
    if now - _told_at > _TOLD_EVERY:
        _told_at = now
        _log.warning("The database does not say what has changed, so readers get what is kept: %s", problem)


def _connection() -> BaseDatabaseWrapper:
    file = _file()
    if _own.connection is None or _own.file != file:
        close()
        _own.connection, _own.file = connection.copy(), file
    return _own.connection


def _file() -> tuple[int, int] | None:
    """Return which file SQLite's database is: one that takes its place, as from a backup, has to be opened anew."""
    if connection.vendor != "sqlite":
        return None
    try:
        found = os.stat(connection.settings_dict["NAME"])
    except OSError:
        return None
    return found.st_dev, found.st_ino


def close() -> None:
    """Close this thread's connection; the next question opens another."""
    if _own.connection is not None:
        with suppress(DatabaseError):
            _own.connection.close()
        _own.connection = None


def utc_day_number(moment: str) -> str:
    """Return the SQL for a moment's day of UTC as a number. SQLite keeps moments as texts that begin with their day."""
    if connection.vendor == "sqlite":
        return f"CAST(replace(substr({moment}, 1, 10), '-', '') AS INTEGER)"
    return f"CAST(to_char({moment} AT TIME ZONE 'UTC', 'YYYYMMDD') AS bigint)"
