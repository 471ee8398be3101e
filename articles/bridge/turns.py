"""Whose turn it is to write documents: one transaction at a time, on every database. Writes nothing itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_DOCUMENTS = 0x5EED  # what the lock is of; any number that nothing else in the database locks


@contextmanager
def one_writer() -> Iterator[None]:
    """A transaction that writes documents. Edges join any two articles, so writers would meet in any order of rows.

    SQLite's IMMEDIATE transactions wait for each other at their beginning; on PostgreSQL a lock does the same.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_DOCUMENTS])
        yield
