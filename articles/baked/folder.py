"""The folder of a bake: what is in it, and how it is changed so that no moment shows half of a file or leads to none."""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

# At the top of `_headers`. A folder with other files and without it is not ours.
MARK = "# Written by newsroom's bake, which removes from this folder what the site no longer has.\n"
HEADERS, REDIRECTS = "_headers", "_redirects"
_STAGE = ".baking"
_LONGEST_NAME = 255  # bytes, on every file system that matters


class BakeError(Exception):
    """Nothing can be baked, and nothing was changed; the message says how to mend it."""


class FolderError(BakeError):
    """The folder cannot be written, or holds what is not ours."""


class FileState(NamedTuple):
    size: int
    changed_at: int  # nanoseconds


def file_at(path: str) -> str:
    """Return the file that holds what an address answers, relative to the folder. Raises ValueError where none can."""
    parts = path.removeprefix("/").split("/")
    if any(part in (".", "..") or "\0" in part for part in parts) or "" in parts[:-1]:
        raise ValueError("no file can have that name")
    if any(len(os.fsencode(part)) > _LONGEST_NAME for part in parts):
        raise ValueError(f"a part of it is longer than the {_LONGEST_NAME} bytes that the name of a file may have")
    return "/".join(parts) + ("index.html" if not parts[-1] else "")


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self._staged: dict[str, Path] = {}
        self._numbers = count()

    def open(self) -> dict[str, FileState]:
        """Return the files that are there; what begins with a dot at the top belongs to others, such as git."""
        if self.root.exists() and not self.root.is_dir():
            raise FolderError(f"{self.root} is a file; name a folder")
        self.root.mkdir(parents=True, exist_ok=True)
        found = dict(_files(self.root))
        if found and not self._has_mark():
            raise FolderError(f"{self.root} holds files that bake did not write; name an empty folder, or a new one")
        shutil.rmtree(self.root / _STAGE, ignore_errors=True)  # of a run that was killed
        (self.root / _STAGE).mkdir()
        return found

    def _has_mark(self) -> bool:
        try:
            return (self.root / HEADERS).read_text(encoding="utf-8").startswith(MARK)
        except (OSError, UnicodeDecodeError):
            return False

    def has(self, name: str, body: bytes, there: FileState | None) -> bool:
        """Return whether a file has these bytes."""
        if there is None or there.size != len(body):
            return False
        try:
            return (self.root / name).read_bytes() == body
        except OSError:
            return False

    def stage(self, name: str, body: bytes) -> FileState:
        """Write a file beside its place, and say how it will be there."""
        part = self.root / _STAGE / str(next(self._numbers))
        part.write_bytes(body)
        self._staged[name] = part
        return _state(part.stat())

    @property
    def staged(self) -> list[str]:
        return list(self._staged)

    def put(self, names: Iterable[str]) -> None:
        """Put staged files in their places, one after the other; each is there as a whole, or as it was."""
        made: set[str] = set()
        for name in names:
            above = os.path.dirname(name)
            if above not in made:
                (self.root / above).mkdir(parents=True, exist_ok=True)
                made.add(above)
            os.replace(self._staged[name], self.root / name)

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            (self.root / name).unlink(missing_ok=True)
        for above in sorted({os.path.dirname(name) for name in names}, key=len, reverse=True):
            self._remove_empty(above)

    def _remove_empty(self, folder: str) -> None:
        while folder:
            try:
                (self.root / folder).rmdir()
            except OSError:  # something is left in it
                return
            folder = os.path.dirname(folder)

    def close(self) -> None:
        shutil.rmtree(self.root / _STAGE, ignore_errors=True)


def _files(root: Path) -> Iterator[tuple[str, FileState]]:
    left = [(str(root), "")]
    while left:
        folder, below = left.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if not below and entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    left.append((entry.path, f"{below}{entry.name}/"))
                else:
                    yield f"{below}{entry.name}", _state(entry.stat(follow_symlinks=False))


def _state(found: os.stat_result) -> FileState:
    return FileState(found.st_size, found.st_mtime_ns)
