"""Keeps the memory of a long run level, however much it brings. Changes no data."""

import ctypes
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# glibc keeps what is freed between what is not: after each batch of large texts that is more than the texts.
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None


@contextmanager
def without_collector() -> Iterator[None]:
    """The collector finds no garbage among many parsed values and takes a third of the time looking.

    For a process that does nothing else, such as a command: other threads would go without it too. What was there before is
    not looked at by `give_back`, which collects instead.
    """
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def give_back() -> None:
    """Within `without_collector`: collect what came since, and hand freed memory to the system, where the C library can."""
    if gc.isenabled():
        return
    gc.collect()
    if _trim is not None:
        _trim(0)


@contextmanager
def unmapped() -> Iterator[None]:
    """SQLite maps the file that it reads, which serves readers; whoever walks through all of it would keep all of it."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA mmap_size").fetchone()
        cursor.execute("PRAGMA mmap_size = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA mmap_size = {int(before[0]) if before else 0}")
