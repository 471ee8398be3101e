"""Cuts off a question to PostgreSQL that has no answer in time, where the server cannot: it hangs, or a proxy before it does.

The server's own timeout ends statements that take long; a socket that stays open and silent is ended here, by a thread that
looks at all questions of the process twice a second. Whoever asked then gets the error of a lost connection.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

_EVERY = 0.5  # seconds
_questions: dict[int, tuple[float, int]] = {}  # by thread: until when there must be an answer, and the socket
_looking = threading.Lock()
_looker: threading.Thread | None = None


@contextmanager
def cut_off_after(seconds: float, database: BaseDatabaseWrapper) -> Iterator[None]:
    """Within this context, the database must answer in time. SQLite has no server that could fall silent."""
    if database.vendor != "postgresql" or database.connection is None:
        yield
        return
    thread = threading.get_ident()
    before = _questions.get(thread)
    until = time.monotonic() + seconds
    with _looking:
        _questions[thread] = (min(until, before[0]) if before else until, database.connection.fileno())
    _look()
    try:
        yield
    finally:
        with _looking:
            if before is None:
                _questions.pop(thread, None)
            else:
                _questions[thread] = before


def bound_statements(connection: BaseDatabaseWrapper, **more: Any) -> None:
    """Bound each statement of a new connection where the settings have SILENT_AFTER, in seconds; for `connection_created`."""
    seconds: float = connection.settings_dict.get("SILENT_AFTER") or 0

    def bounded(
        execute: Callable[..., object], sql: str, params: object, many: bool, context: dict[str, Any]
    ) -> object:
        with cut_off_after(seconds, connection):
            return execute(sql, params, many, context)

    if seconds and bounded.__qualname__ not in {
        getattr(each, "__qualname__", "") for each in connection.execute_wrappers
    }:
        connection.execute_wrappers.append(bounded)


def _look() -> None:
    """Begin to look, in this process: a thread does not live on in one that was forked."""
    global _looker  # noqa: PLW0603 - one of a process
    if _looker is None or not _looker.is_alive():
        with _looking:
            if _looker is None or not _looker.is_alive():
                _looker = threading.Thread(target=_keep_looking, daemon=True, name="database cut-off")
                _looker.start()


def _keep_looking() -> None:
    while True:
        time.sleep(_EVERY)
        now = time.monotonic()
        with _looking:  # so that no socket is closed, and its number another's, while it is cut off
            for thread, (until, number) in list(_questions.items()):
                if until < now:
                    _cut_off(number)
                    del _questions[thread]


def _cut_off(number: int) -> None:
    with suppress(OSError), socket.socket(fileno=number) as found:
        with suppress(OSError):
            found.shutdown(socket.SHUT_RDWR)
        found.detach()  # the connection closes it
