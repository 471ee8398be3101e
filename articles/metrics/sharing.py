"""Lets whichever process is asked tell the numbers of all: each writes its own to a file in the data directory, soon after they
change. A process that has ended goes on counting, so that no number falls; its file is folded into one of all that have ended.

Nothing here fails an answer. A full disk only makes the numbers of others old: they are written as files and not into shared
memory, in which a full disk ends a process.
"""

import atexit
import fcntl
import json
import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings

from articles.metrics.counting import Tallied, add_answer, own

_PAUSE = 0.25  # seconds between two writings
_ENDED = "ended.json"
_ALIVE = ".alive"


class Sharing:
    """`alive` is a file on which this process holds a lock for as long as it lives, however it ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._alive: IO[str] | None = None
        self._writing = threading.Lock()

    def write(self) -> None:
        """Tell the others. Raises OSError."""
        with self._writing:
            if self._alive is None:
                self._alive = self._come_to_life()
            self._put(f"{self.name}.json", own.snapshot())

    def _come_to_life(self) -> IO[str]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():  # else another process could take the new file for that of one that has ended
            alive = (self.folder / f"{self.name}{_ALIVE}").open("w")
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return alive

    def gathered(self) -> Tallied:
        """Return the numbers of all processes, those that have ended included."""
        found = own.snapshot()
        with suppress(OSError), self._alone():
            ended = self._read(_ENDED)
            for alive in sorted(self.folder.glob(f"*{_ALIVE}")):
                if alive.stem == self.name:
                    continue
                theirs = self._read(f"{alive.stem}.json")
                if _has_ended(alive):
                    theirs.now.clear()
                    ended.add(theirs)
                    self._put(_ENDED, ended)
                    (self.folder / f"{alive.stem}.json").unlink(missing_ok=True)
                    alive.unlink(missing_ok=True)
                else:
                    found.add(theirs)
            found.add(ended)
        return found

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "turn").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    def _read(self, name: str) -> Tallied:
        with suppress(OSError, LookupError, TypeError, ValueError):  # not yet there, or of another version
            return Tallied.unpacked(json.loads((self.folder / name).read_bytes()))
        return Tallied()

    def _put(self, name: str, numbers: Tallied) -> None:
        part = self.folder / f"{name}.{self.name}.part"  # two threads of this process may write at a time, to two files
        part.write_text(json.dumps(numbers.packed()))
        os.replace(part, self.folder / name)


def _has_ended(alive: Path) -> bool:
    with alive.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


_sharing: Sharing | None = None
_begin = threading.Lock()


def count(method: str, view: str, status: int, seconds: float, *, is_kept: bool) -> None:
    """Count an answer of this process, of which the others hear soon."""
    if _sharing is None:
        shared()
    add_answer(method, view, status, seconds, is_kept=is_kept)


def shared() -> Sharing:
    """Return this process's share, which from then on tells the others what has changed."""
    global _sharing  # noqa: PLW0603 - made once, when something is counted or asked for
    with _begin:
        if _sharing is None:
            _sharing = Sharing(Path(settings.DATA_DIR) / "metrics")
            threading.Thread(target=_write_changes, args=(_sharing,), daemon=True, name="metrics").start()
            atexit.register(_write_last, _sharing)
    return _sharing


def _write_changes(sharing: Sharing) -> None:
    while sharing is _sharing:
        own.touched.wait()
        own.touched.clear()
        with suppress(OSError):
            sharing.write()
        time.sleep(_PAUSE)


def _write_last(sharing: Sharing) -> None:
    with suppress(OSError):
        sharing.write()


def _forget() -> None:
    """In a process that was forked: what was counted is its parent's, and so are the threads and the file."""
    global _sharing, _begin
    _sharing, _begin = None, threading.Lock()
    own.lock, own.touched, own.tallied = threading.Lock(), threading.Event(), Tallied()


os.register_at_fork(after_in_child=_forget)
