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
from articles.reading.drawn import Drawn
from articles.store.changes import Changes
from articles.store.register import LastChange


class BakedFile(NamedTuple):
    """A file as it was left, what it was drawn from, and the files of ours that it names."""

    state: FileState
    drawn: Drawn
    names: list[str]

    def packed(self) -> list[Any]:
        until = self.drawn.until
        return [*self.state, *self.drawn.packed(), until and until.isoformat(), self.names]

    @classmethod
    def unpacked(cls, packed: list[Any]) -> "BakedFile":
        size, changed_at, subjects, days, until, names = packed
        drawn = Drawn.unpacked([subjects, days])
        drawn.until = datetime.fromisoformat(until).astimezone(UTC) if until else None
        return cls(FileState(size, changed_at), drawn, names)


@dataclass
class LastBake:
    """`files` are by their names, `headers` by the pattern of their addresses; all of it was true at the change `last`."""

    last: LastChange | None = None
    files: dict[str, BakedFile] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    _changes: Changes = field(default_factory=Changes)

    @classmethod
    def of(cls, root: Path) -> "LastBake":
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads(_place_of(root).with_suffix(".json").read_bytes())
            if told["version"] == this_version():
                files = {name: BakedFile.unpacked(packed) for name, packed in told["files"].items()}
                return cls(LastChange(*told["last"]), files, told["headers"])
        return cls()

    def save(self, root: Path) -> None:
        files = {name: each.packed() for name, each in self.files.items()}
        told = {"version": this_version(), "last": self.last, "headers": self.headers, "files": files}
        place = _place_of(root).with_suffix(".json")
        part = place.with_suffix(".part")
        part.write_text(json.dumps(told, separators=(",", ":")), encoding="utf-8")
        os.replace(part, place)

    def holds(self, name: str, there: FileState | None, last: LastChange | None, now: datetime) -> bool:
        """Return whether drawing a file anew would give what is there."""
        known = self.files.get(name)
        if known is None or known.state != there or self.last is None or last is None:
            return False
        if self.last.since != last.since or self.last.number > last.number:
            return False
        drawn = known.drawn
        if drawn.until is not None and now >= drawn.until:
            return False
        if self.last.number == last.number:
            return True
        return drawn.subjects is not None and not self._changes.touch(
            self.last.number, drawn.subjects, drawn.days, last
        )


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
    return Path(settings.DATA_DIR) / "baked" / sha256(os.fsencode(root.resolve())).hexdigest()[:32]
