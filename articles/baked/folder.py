"""The folder of a bake: what is in it, and how it is changed so that no moment shows half of a file or leads to none."""

import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
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
        if os.path.lexists(self.root) and not self.root.is_dir():
            raise FolderError(f"{self.root} is a file; name a folder")
        self.root.mkdir(parents=True, exist_ok=True)
        if not self._has_mark() and next(_files(self.root), None):
            raise FolderError(f"{self.root} holds files that bake did not write; name an empty folder, or a new one")
        found = dict(_files(self.root))
        shutil.rmtree(self.root / _STAGE, ignore_errors=True)  # of a run that was killed
        (self.root / _STAGE).mkdir()
        return found

    def _has_mark(self) -> bool:
        try:
            with open(self.root / HEADERS, "rb", opener=_plain) as file:
                return file.read(len(MARK)) == MARK.encode()
        except OSError:
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

    def put(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Put staged files in their places, one after the other; each is there as a whole, or as it was.

        Yield those in whose way something stands, and what to do.
        """
        made: set[str] = {""}
        for name in names:
            above = os.path.dirname(name)
            if barred := self._barred(above, made):
                yield name, f"{self.root / barred} is no folder, and is not ours; move it away, and bake again"
                continue
            try:
                os.replace(self._staged[name], self.root / name)
            except IsADirectoryError:
                yield name, f"{self.root / name} is a folder, and is not ours; move it away, and bake again"

    def _barred(self, folder: str, made: set[str]) -> str:
        """Make a folder, and return what stands in its way: no link in the folder leads our files out of it."""
        if folder in made:
            return ""
        if barred := self._barred(os.path.dirname(folder), made):
            return barred
        with suppress(FileExistsError):
            (self.root / folder).mkdir()
        if not stat.S_ISDIR((self.root / folder).lstat().st_mode):
            return folder
        made.add(folder)
        return ""

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):  # somebody else took it away
                (self.root / name).unlink()
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


def _plain(path: str, flags: int) -> int:
    """Open a file that is no link, and wait for nobody who would write to a pipe."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW)


def _files(root: Path) -> Iterator[tuple[str, FileState]]:
    left = [(str(root), "")]
    while left:
        folder, below = left.pop()
        # What went meanwhile is not there, and what may not be read is not ours.
        with suppress(FileNotFoundError, PermissionError), os.scandir(folder) as entries:
            for entry in entries:
                if not below and entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    left.append((entry.path, f"{below}{entry.name}/"))
                    continue
                with suppress(FileNotFoundError):
                    yield f"{below}{entry.name}", _state(entry.stat(follow_symlinks=False))


def _state(found: os.stat_result) -> FileState:
    return FileState(found.st_size, found.st_mtime_ns)
