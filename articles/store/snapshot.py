"""Reads the database as it is at one moment, however long it takes, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Within this context all reads see the same rows, and nothing may be written. Within a transaction it changes nothing."""
    opened: Any = connection
    if opened.in_atomic_block:
        yield
    elif opened.vendor == "sqlite":
        opened.ensure_connection()
        usual, opened.transaction_mode = opened.transaction_mode, "DEFERRED"  # one that locks nobody out
        try:
            with transaction.atomic():
                opened.transaction_mode = usual
                yield
        finally:
            opened.transaction_mode = usual
    else:
        with transaction.atomic(), opened.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
