"""Gives turns: one transaction at a time writes documents, on every database, and one run at a time fetches pictures. What is
written in passing takes none.
"""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import InternalError, OperationalError, connection, transaction

from articles.store.line import first_in_line, have_patience, somebody_waits

# The numbers of the locks: any that nothing else in the database locks.
_DOCUMENTS, _FETCHING = 0x5EED, 0x5EEE
_IN_PASSING = 50  # milliseconds
_COURTESY = 1.0  # seconds that long work waits for others at most, between two turns of its own
_WAITING = """SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = %s
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"""


@contextmanager
def one_writer() -> Iterator[None]:
    """A transaction that writes documents. Edges join any two articles, so two writers could lock rows in any order.

    On SQLite, IMMEDIATE transactions wait for each other when they begin; on PostgreSQL a lock does the same. On both, who
    came first goes first.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with first_in_line():
            yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_DOCUMENTS])
        yield


def others_wait_to_write() -> bool:
    if connection.vendor == "sqlite":
        return somebody_waits()
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [_DOCUMENTS])
        return bool(cursor.fetchone()[0])


def let_others_write() -> bool:
    """Between two turns of long work, let those go first who wait for theirs. Return whether anybody does."""
    waited, until = others_wait_to_write(), time.monotonic() + _COURTESY
    while connection.vendor == "sqlite" and somebody_waits() and time.monotonic() < until:
        time.sleep(_COURTESY / 200)
    return waited


def in_passing(write: Callable[[], object]) -> None:
    """Write what may be lost, such as who looks at what: where others write for long, or the database takes nothing, the page
    goes on without."""
    with suppress(OperationalError, InternalError):  # PostgreSQL calls it internal where it may only be read
        try:
            _have_patience_of(_IN_PASSING)
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{_IN_PASSING}ms"])
                write()
        finally:
            _have_patience_of(int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000))


def _have_patience_of(milliseconds: int) -> None:
    if connection.vendor == "sqlite":
        have_patience(milliseconds)


@contextmanager
def one_fetcher() -> Iterator[bool]:
    """Yield whether this run has the turn to fetch: two at once would open two connections to one host. Never waits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_FETCHING])
            taken = bool(cursor.fetchone()[0])
        try:
            yield taken
        finally:
            if taken:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [_FETCHING])
        return
    folder = Path(settings.DATA_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "fetching.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            taken = True
        except BlockingIOError:
            taken = False
        yield taken
