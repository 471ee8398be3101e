"""Where lines go, standard error, and which of them are folded into that of their request."""

import atexit
import logging
import os
import select
import sys
import threading
import time
from collections import deque
from contextlib import suppress

from articles.logs.current import doing
from articles.logs.tracing import said_without_values

_PIECE = 4_096  # bytes: what a pipe takes at once, whoever else writes to it
_WAIT, _PAUSE = 0.5, 5.0  # seconds
_LATE = 0.05  # seconds until lines are written
_MOST_WAITING = 10_000  # lines
# What Django says of a request that it refused, or that failed for a while: the line of the request says so.
_OF_REQUESTS = "django.request"
_REFUSALS = "django.security"
_FAILED = 500


class Folding(logging.Filter):
    """Leaves out what the line of a request says as well, and lets that say why. A page that failed by a fault keeps its own."""

    def filter(self, record: logging.LogRecord) -> bool:
        name = record.name
        if not name.startswith("django."):
            return True
        is_refusal = name.startswith(_REFUSALS)
        if not is_refusal and name != _OF_REQUESTS:
            return True
        wrong = record.exc_info[1] if record.exc_info else None
        now = doing()
        _leave_out_the_path(record)
        if now is not None and not now.why and (is_refusal or wrong):
            now.why = said_without_values(wrong) if wrong else record.getMessage()
        if is_refusal:  # said by whoever sent it, and of no fault of ours: there is nothing to trace
            record.exc_info = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            return now is None
        return wrong is not None and getattr(record, "status_code", _FAILED) == _FAILED


def _leave_out_the_path(record: logging.LogRecord) -> None:
    """Take the path, in which there may be a token, from the end of what Django says of a request."""
    request = getattr(record, "request", None)
    if request is not None:
        path = str(request.path).encode("unicode_escape").decode("ascii")
        record.msg, record.args = record.getMessage().removesuffix(f": {path}"), ()


class StandardError(logging.Handler):
    """Writes whole lines. Where whoever should take them takes none, lines are lost: no page waits for a log.

    What is no warning is written by a thread of its own, many lines at a time: each writing lets other threads run first, which
    would cost a kept page as much as all else of it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.addFilter(Folding())
        self._poll = select.poll()
        self._watched: int | None = None
        self._closed_until, self._lost = 0.0, 0
        self._waiting: deque[bytes] = deque()
        self._writing = (
            threading.Lock()
        )  # not that of the handler, for which each request would wait while others write
        self._is_waiting = threading.Event()
        self._writes_in = 0  # the process in which a thread writes: one that was forked has none

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = (self.format(record) + "\n").encode("utf-8", "backslashreplace")
        except Exception:
            self.handleError(record)
            return
        if len(self._waiting) >= _MOST_WAITING:
            self._lost += 1
            return
        self._waiting.append(line)
        if record.levelno > logging.INFO:
            self.flush()
        elif not self._is_waiting.is_set():
            self._is_waiting.set()
            if self._writes_in != os.getpid():
                self._begin_to_write()

    def flush(self) -> None:
        """Write what waits, as far as somebody takes it."""
        with self._writing:
            while self._waiting:
                piece = self._waiting.popleft()
                while self._waiting and len(piece) + len(self._waiting[0]) <= _PIECE:
                    piece += self._waiting.popleft()
                with suppress(OSError, ValueError):  # a full disk, or nobody there any more
                    self._write(piece)

    def _begin_to_write(self) -> None:
        self._writes_in = os.getpid()
        self._is_waiting = threading.Event()
        self._is_waiting.set()
        self._writing = threading.Lock()
        threading.Thread(target=self._write_on, args=(self._is_waiting,), daemon=True, name="log").start()
        atexit.register(self.flush)

    def _write_on(self, is_waiting: threading.Event) -> None:
        while is_waiting.wait():
            time.sleep(_LATE)
            is_waiting.clear()
            self.flush()

    def _write(self, lines: bytes) -> None:
        try:
            place = sys.stderr.fileno()
        except (AttributeError, OSError, ValueError):  # standard error is no file, as in some shells
            sys.stderr.write(lines.decode())
            return
        for begin in range(0, len(lines), _PIECE):
            if not self._takes(place):
                self._lost += lines.count(b"\n") if begin == 0 else 0
                return
            if self._lost:
                lost, self._lost = self._lost, 0
                os.write(place, f"{lost} lines were lost: nobody took them.\n".encode())
            os.write(place, lines[begin : begin + _PIECE])

    def _takes(self, place: int) -> bool:
        """Return whether a piece can be written without waiting, or after a short while; what is stuck is not waited for."""
        if place != self._watched:
            self._poll = select.poll()
            self._poll.register(place, select.POLLOUT)
            self._watched = place
        if self._poll.poll(0):
            return True
        if time.monotonic() < self._closed_until:
            return False
        if self._poll.poll(_WAIT * 1000):
            return True
        self._closed_until = time.monotonic() + _PAUSE
        return False
