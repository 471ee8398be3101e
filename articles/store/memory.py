"""Keeps the memory of a long run constant, however much it processes. Changes no data."""

import ctypes
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle

from django.db import connection

# glibc keeps freed memory that lies between memory in use. After a batch of large texts, that is more than the texts.
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
# A batch leaves a dozen objects that only the collector frees, and to look for them costs what all that is in use costs.
_is_worth_collecting = cycle([False] * 7 + [True])


@contextmanager
def without_collector() -> Iterator[None]:
    """Switch the garbage collector off: among many parsed values it finds nothing and takes a third of the time.

    For a process that does nothing else, such as a command: other threads would be without a collector too. `give_back`
    collects instead, now and then, and skips what was there before.
    """
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def give_back() -> None:
    """Within `without_collector`, return freed memory to the system if the C library can, and collect what has gathered."""
    if gc.isenabled():
        return
    if next(_is_worth_collecting):
        gc.collect()
    if _trim is not None:
        _trim(0)


@contextmanager
def unmapped() -> Iterator[None]:
    """Stop SQLite from mapping its file: that helps readers, but a walk through all of it would keep all of it in memory."""
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
