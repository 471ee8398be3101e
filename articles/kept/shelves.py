"""Where kept answers lie: in the memory of this process, and where all processes of the site find them. All are bounded.

A shelf that is full, gone or broken makes pages slower, never wrong.
"""

import logging
import os
import sqlite3
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.cache import caches

from articles.kept.page import KeptPage

_MEGABYTE = 1024 * 1024
# Of addresses that exist, and of those that anybody can make up: what is made up pushes nothing out that readers use.
_IN_MEMORY = {False: 48 * _MEGABYTE, True: 8 * _MEGABYTE}
_ON_DISK = {False: 512 * _MEGABYTE, True: 64 * _MEGABYTE}
_SECONDS = {False: 7 * 24 * 3600, True: 600}
_PAUSE = 5.0  # seconds in which a broken shelf is left alone

_log = logging.getLogger(__name__)


class Memory:
    """The pages that this process gave last, ready to be sent."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: dict[bool, OrderedDict[str, KeptPage]] = {False: OrderedDict(), True: OrderedDict()}
        self._sizes = {False: 0, True: 0}

    def get(self, key: str) -> KeptPage | None:
        with self._lock:
            for pages in self._pages.values():
                if (found := pages.get(key)) is not None:
                    pages.move_to_end(key)
                    return found
        return None

    def put(self, key: str, page: KeptPage, *, by_hand: bool) -> None:
        with self._lock:
            for each, pages in self._pages.items():
                if (old := pages.pop(key, None)) is not None:
                    self._sizes[each] -= old.size
            pages = self._pages[by_hand]
            pages[key] = page
            self._sizes[by_hand] += page.size
            while self._sizes[by_hand] > _IN_MEMORY[by_hand] and len(pages) > 1:
                self._sizes[by_hand] -= pages.popitem(last=False)[1].size


class Shelf(Protocol):
    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, value: bytes, *, by_hand: bool) -> None: ...


class Disk:
    """A file of SQLite in the data directory. It may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "pages.sqlite3"
        self._own = threading.local()
        self._puts = 0

    def get(self, key: str) -> bytes | None:
        found = self._connection().execute("SELECT value FROM page WHERE key = ?", [key]).fetchone()
        return found[0] if found else None

    def put(self, key: str, value: bytes, *, by_hand: bool) -> None:
        row = (key, by_hand, len(value), time.time(), value)
        connection = self._connection()
        connection.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?)", row)
        self._puts += 1
        if self._puts % 64 == 0:
            for each in _ON_DISK:
                self._make_room(connection, each)

    def _make_room(self, connection: sqlite3.Connection, by_hand: bool) -> None:
        """Drop what was stored first, down to nine tenths of what there may be."""
        total = connection.execute("SELECT sum(size) FROM page WHERE by_hand = ?", [by_hand]).fetchone()[0] or 0
        too_much = total - _ON_DISK[by_hand]
        if too_much <= 0:
            return
        too_much += _ON_DISK[by_hand] // 10
        oldest = connection.execute("SELECT key, size FROM page WHERE by_hand = ? ORDER BY at", [by_hand])
        gone = []
        for key, size in oldest:
            gone.append((key,))
            too_much -= size
            if too_much <= 0:
                break
        connection.executemany("DELETE FROM page WHERE key = ?", gone)

    def _connection(self) -> sqlite3.Connection:
        file = self._file()
        if getattr(self._own, "process", None) != os.getpid() or self._own.file != file or file is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = sqlite3.connect(self.path, timeout=0.1, isolation_level=None)
            try:
                found.executescript(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA journal_size_limit = 16777216;"
                    "CREATE TABLE IF NOT EXISTS page (key TEXT PRIMARY KEY, by_hand INTEGER, size INTEGER, at REAL, value BLOB);"
                    "CREATE INDEX IF NOT EXISTS page_age ON page (by_hand, at, size)"
                )
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:  # not a database, or a damaged one: nothing is lost with it
                found.close()
                for ending in ("", "-wal", "-shm"):
                    Path(f"{self.path}{ending}").unlink(missing_ok=True)
                raise
            self._own.connection, self._own.process, self._own.file = found, os.getpid(), self._file()
        connection: sqlite3.Connection = self._own.connection
        return connection

    def _file(self) -> int | None:
        with suppress(OSError):
            return os.stat(self.path).st_ino
        return None


class Remote:
    """Redis, or another cache that Django knows, by `CACHE_URL`."""

    def get(self, key: str) -> bytes | None:
        found: bytes | None = caches["default"].get(key)
        return found

    def put(self, key: str, value: bytes, *, by_hand: bool) -> None:
        caches["default"].set(key, value, _SECONDS[by_hand])


class Careful:
    """A shelf whose failures are told once in a while, and otherwise count as if nothing lay there."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._closed_until = 0.0

    def get(self, key: str) -> KeptPage | None:
        if time.monotonic() < self._closed_until:
            return None
        try:
            found = self._shelf.get(key)
            return KeptPage.unpacked(found) if found else None
        except Exception as problem:  # whatever a cache may raise: the page is drawn
            self._leave_alone(problem)
            return None

    def put(self, key: str, page: KeptPage, *, by_hand: bool) -> None:
        if time.monotonic() < self._closed_until:
            return
        try:
            self._shelf.put(key, page.packed(), by_hand=by_hand)
        except Exception as problem:
            self._leave_alone(problem)

    def _leave_alone(self, problem: Exception) -> None:
        self._closed_until = time.monotonic() + _PAUSE
        _log.warning("Kept pages are not shared between processes for a while: %s", problem)


def shared_shelf() -> Careful:
    is_remote = settings.CACHES["default"]["BACKEND"].endswith("RedisCache")
    return Careful(Remote() if is_remote else Disk(Path(settings.DATA_DIR) / "kept"))
