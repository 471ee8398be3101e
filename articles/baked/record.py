"""What a bake remembers until the next one: what each file was drawn from, and how it was left. It lies in the data directory.

Without it, and after an upgrade, everything is drawn again; only files whose bytes differ are written all the same.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from articles.baked.folder import FileState, FolderError
from articles.kept.version import this_version
from articles.models import Article
from articles.reading.drawn import Drawn
from articles.store.changes import Changes
from articles.store.register import LastChange
from articles.texts.days import EARLIEST


class BakedFile(NamedTuple):
    """A file as it was left, what it was drawn from, packed, and until when that holds, and the files of ours that it names.

    Most are as they were and are only written down again: what they were drawn from is unpacked where somebody asks.
    """

    state: FileState
    told: list[Any]
    until: datetime | None
    names: list[str]

    @classmethod
    def of(cls, state: FileState, drawn: Drawn, names: list[str]) -> "BakedFile":
        return cls(state, drawn.packed(), drawn.until, names)

    @property
    def drawn(self) -> Drawn:
        return Drawn.unpacked(self.told)

    def packed(self) -> list[Any]:
        return [*self.state, *self.told, self.until and self.until.isoformat(), self.names]

    @classmethod
    def unpacked(cls, packed: list[Any]) -> "BakedFile":
        size, changed_at, *told, until, names = packed
        return cls(
            FileState(size, changed_at), told, datetime.fromisoformat(until).astimezone(UTC) if until else None, names
        )


@dataclass
class LastBake:
    """`files` are by their names, `headers` by the pattern of their addresses. All was so at the change `last`, and at `at`."""

    last: LastChange | None = None
    at: datetime | None = None
    files: dict[str, BakedFile] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    _changes: Changes = field(default_factory=Changes)
    _last: LastChange | None = None
    _now: datetime = EARLIEST
    _is_same: bool = False

    @classmethod
    def of(cls, root: Path) -> "LastBake":
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads(_place_of(root).with_suffix(".json").read_bytes())
            if told["version"] == this_version():
                files = {name: BakedFile.unpacked(packed) for name, packed in told["files"].items()}
                at = datetime.fromisoformat(told["at"]).astimezone(UTC)
                return cls(LastChange(*told["last"]), at, files, told["headers"])
        return cls()

    def save(self, root: Path) -> None:
        files = {name: each.packed() for name, each in self.files.items()}
        told = {
            "version": this_version(),
            "last": self.last,
            "at": self.at and self.at.isoformat(),
            "headers": self.headers,
            "files": files,
        }
        place = _place_of(root).with_suffix(".json")
        part = place.with_suffix(".part")
        try:
            part.write_text(json.dumps(told, separators=(",", ":")), encoding="utf-8")
            os.replace(part, place)
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def compare(self, last: LastChange | None, now: datetime) -> None:
        """Find out what has changed until another state of the database, and until now by the clock alone."""
        self._now, self._last = now, None
        if last is None or self.last is None or self.at is None or self.at > now:
            return
        if self.last.since != last.since or self.last.number > last.number:
            return
        turned = Article.objects.turned(self.at, now)
        self._is_same = self.last.number == last.number and not turned
        self._changes.touch(self.last.number, Drawn(subjects={}), last)  # so that what is noted has its place
        if self._changes.note_turned(turned, self.last.number + 1):
            self._last = last

    def holds(self, name: str, there: FileState | None) -> bool:
        """Return whether drawing a file anew would give what is there; first `compare`."""
        known = self.files.get(name)
        if known is None or known.state != there or self._last is None or self.last is None:
            return False
        if known.until is not None and self._now >= known.until:
            return False
        if self._is_same:
            return True
        drawn = known.drawn
        return drawn.subjects is not None and not self._changes.touch(self.last.number, drawn, self._last)


@contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Raise FolderError while another process bakes into the same folder."""
    place = _place_of(root).with_suffix(".lock")
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with place.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderError(f"another bake is writing {root}; let it end") from None
        yield


def _place_of(root: Path) -> Path:
    return Path(settings.DATA_DIR) / "baked" / sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:32]
