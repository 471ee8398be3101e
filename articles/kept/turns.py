"""Lets one thread of this machine draw an answer while all others that want it wait: a stampede draws a page once."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from django.conf import settings

_PLACES = 256  # answers that share a place wait for each other, which is seldom
_LONGEST, _STEP = 10.0, 0.002  # seconds


@contextmanager
def one_at_a_time(key: str) -> Iterator[None]:
    """Never fails: where there is no place to wait, or it takes too long, everybody goes on."""
    folder = Path(settings.DATA_DIR) / "kept" / "turns"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (folder / f"{crc32(key.encode()) % _PLACES:02x}").open("w")
    except OSError:
        yield
        return
    with file:
        end = time.monotonic() + _LONGEST
        while not _is_taken(file.fileno()) and time.monotonic() < end:
            time.sleep(_STEP)
        yield


def _is_taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
