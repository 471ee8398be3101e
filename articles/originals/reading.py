"""Has an untrusted page read, in a process of its own, which has little memory, little time and nothing of the site's."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Not imported: no command should wait for the parser to be loaded.
_READER = Path(__file__).with_name("reader.py")
_SECONDS = 10  # twice the processor time that the process has, because others may use the machine as well
_places = threading.BoundedSemaphore(os.cpu_count() or 1)


class UnreadableError(Exception):
    """Says in an editor's words why a page tells nothing."""


@dataclass(frozen=True)
class Said:
    """What a page says about itself, as it says it, the most trusted first. `pictures` have a `url` and perhaps more."""

    titles: tuple[str, ...] = ()
    excerpts: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    amp: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    pictures: tuple[dict[str, str], ...] = ()


def read_page(page: bytes, charset: str = "") -> Said:
    """Return what a page says. `charset` is what the answer's header says. Raises UnreadableError."""
    command = [sys.executable, "-I", str(_READER), charset.encode("ascii", "replace").decode()[:40] or "-"]
    quiet = {"LC_ALL": "C.UTF-8"}  # none of the site's secrets is in its environment
    try:
        with _places:
            done = subprocess.run(
                command, input=page, capture_output=True, timeout=_SECONDS, env=quiet, cwd="/", check=False
            )
        told: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise UnreadableError("it takes too long to read") from None
    except ValueError:
        too_long = done.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
        raise UnreadableError("it takes too long to read" if too_long else "it cannot be read") from None
    return Said(**{name: tuple(values) for name, values in told.items()})
