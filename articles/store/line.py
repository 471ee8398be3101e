"""The line of those who want to write on SQLite, which has none: who asks it most often at the right moment would go first.

Threads of a process stand in one line; of each process the first one asks, every few milliseconds. Long work that writes in
many turns can see that others wait, and lets them go first.
"""

import fcntl
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection, transaction

_PAUSE = 0.003  # seconds between two questions whether it is free
_LOCKED = "database is locked"


class WaitingLine:
    """Threads of this process, first come, first served."""

    def __init__(self) -> None:
        self.threads: deque[threading.Event] = deque()
        self.changing = threading.Lock()

    def __len__(self) -> int:
        return len(self.threads)

    @contextmanager
    def place(self, until: float) -> Iterator[None]:
        """Wait to be the first, and stay it within the context. Raises OperationalError when it takes too long."""
        mine = threading.Event()
        with self.changing:
            self.threads.append(mine)
            if self.threads[0] is mine:
                mine.set()
        try:
            if not mine.is_set():
                with announced():
                    mine.wait(max(0, until - time.monotonic()))
            if not mine.is_set():
                raise OperationalError(_LOCKED)
            yield
        finally:
            with self.changing:
                self.threads.remove(mine)
                if self.threads:
                    self.threads[0].set()


_line = WaitingLine()


@contextmanager
def first_in_line() -> Iterator[None]:
    """A transaction of SQLite that writes, begun in turn."""
    patience = float(connection.settings_dict["OPTIONS"].get("timeout", 5))
    until = time.monotonic() + patience
    with _line.place(until), ExitStack() as stack:
        stack.push(_begun(until, patience))
        yield


def _begun(until: float, patience: float) -> transaction.Atomic:
    with ExitStack() as waiting:
        have_patience(0)
        waiting.callback(have_patience, round(patience * 1000))
        while True:
            begun = transaction.atomic()
            try:
                begun.__enter__()
            except OperationalError as failed:
                if "locked" not in str(failed) or time.monotonic() > until:
                    raise
                waiting.enter_context(announced())
                time.sleep(_PAUSE)
            else:
                return begun


def have_patience(milliseconds: int) -> None:
    """Say how long SQLite waits for others that write."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")


@contextmanager
def announced() -> Iterator[None]:
    """Let other processes see that somebody waits to write."""
    with ExitStack() as stack:
        with suppress(OSError):
            file = stack.enter_context(_announcements().open("w"))
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield


def somebody_waits() -> bool:
    try:
        with _announcements().open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass  # where nothing can be written, nobody waits to write
    return bool(_line)


def _announcements() -> Path:
    return Path(settings.DATA_DIR) / "writing.lock"
