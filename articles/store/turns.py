"""Gives turns: one transaction at a time writes documents, on every database, and one run at a time fetches pictures. What is
written in passing takes none.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import InternalError, OperationalError, connection, transaction

# The numbers of the locks: any that nothing else in the database locks.
_DOCUMENTS, _FETCHING = 0x5EED, 0x5EEE
_IN_PASSING = 50  # milliseconds


@contextmanager
def one_writer() -> Iterator[None]:
    """A transaction that writes documents. Edges join any two articles, so two writers could lock rows in any order.

    On SQLite, IMMEDIATE transactions wait for each other when they begin; on PostgreSQL a lock does the same.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_DOCUMENTS])
        yield


def in_passing(write: Callable[[], object]) -> None:
    """Write what may be lost, such as who looks at what: where others write for long, or the database takes nothing, the page
    goes on without."""
    with suppress(OperationalError, InternalError):  # PostgreSQL calls it internal where it may only be read
        try:
            _have_patience(_IN_PASSING)
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{_IN_PASSING}ms"])
                write()
        finally:
            _have_patience(int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000))


def _have_patience(milliseconds: int) -> None:
    """Say how long SQLite waits for others that write."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")


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
