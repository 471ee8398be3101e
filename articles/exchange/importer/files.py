"""Finds the files of an import and reads their bytes. Knows no document and no database."""

import errno
import os
import re
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from articles.models import text_key
from articles.seed import Problem
from articles.seed.frontmatter import MOST_SEED_BYTES
from articles.seed.problem import PASSED_OVER, WARNING
from articles.texts.spelling import nfc

STANDARD_INPUT = "-"
MOST_NAME_BYTES = 255
SETTLED_SECONDS = 3  # at worst, file systems keep times to two seconds
_ARTICLE_ENDINGS = (".md", ".markdown", ".txt", ".yaml", ".yml")
_PLAIN_ENDINGS = (".yaml", ".yml")
_PASSED_OVER = re.compile(r"\..*|(?:README|LICENSE|CHANGELOG).*|_config\.yml", re.IGNORECASE)
_NO_ARTICLES = frozenset({"_communities", "_events", "_learning", "_newsletters", "_people", "_samples", "api"})
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2}-.+?)(?:\.md|\.markdown|\.txt|\.yaml|\.yml)", re.IGNORECASE)


@dataclass(frozen=True)
class SeedFile:
    """`shown` is the path as the user gave it. `place` identifies the file; it is empty for standard input.

    `fault` says why it cannot be read, and what to do, where the search for files has found that out.
    """

    shown: str
    place: str = ""
    fault: str = field(default="", compare=False, kw_only=True)

    @property
    def is_upload(self) -> bool:
        return False

    @property
    def unfit(self) -> str:
        """Why nothing can be read there, or no file may have this name, and what to do; empty for a good one.

        Python keeps bytes that are not UTF-8 as lone surrogates, which no database and no report accepts.
        """
        if self.fault:
            return self.fault
        try:
            self.place.encode()
        except UnicodeEncodeError:
            return "the file's name is not UTF-8; rename it"
        if _CONTROL.search(self.name):
            return "its name has control characters, which no address can have; rename it"
        length = len(f"{self.spelled}.md".encode() if self.spelled else self.name.encode())
        if length > MOST_NAME_BYTES:
            return f"its name has {length} bytes, and file systems take at most {MOST_NAME_BYTES}; give the file a shorter name"
        return ""

    @property
    def name(self) -> str:
        return os.path.basename(self.place)

    @property
    def key(self) -> int | None:
        """The key by which the place is known, in whatever spelling of Unicode a file system gives it."""
        return text_key(nfc(self.place))

    @cached_property
    def spelled(self) -> str | None:
        """A dated name without its ending, as it is spelled; None for any other name."""
        found = _DATED.fullmatch(self.name)
        return found[1] if found else None

    @cached_property
    def slug(self) -> str | None:
        """The article's slug, which a dated name is; None for any other name."""
        return nfc(self.spelled) if self.spelled else None

    @property
    def file_slug(self) -> str | None:
        """The dated name where it spells the slug differently, as macOS does; else None."""
        return self.spelled if self.spelled != self.slug else None

    @property
    def may_lack_fences(self) -> bool:
        """Whether the file may lack fences: topic files are YAML without them, and files next to them may be too."""
        return self.name.lower().endswith(_PLAIN_ENDINGS) or "_data" in Path(self.place).parts

    def stamp(self) -> int | None:
        """Return a key of the file, its size and its times: while that stays the same, nobody has written to the file.

        Git's index works in this way. None where the file is so new that one more write could leave the key the same.
        """
        found = os.stat(self.place)
        times = (found.st_mtime_ns, found.st_ctime_ns)
        if time.time_ns() - max(times) < SETTLED_SECONDS * 1_000_000_000:
            return None
        return text_key(":".join(map(str, (found.st_dev, found.st_ino, found.st_size, *times))))

    def read(self) -> bytes:
        """Return the file's bytes; of a file that is too large, only enough to show that."""
        if not self.place:
            return sys.stdin.buffer.read(MOST_SEED_BYTES + 1)
        with open(self.place, "rb", buffering=0, opener=_without_waiting) as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
            # Allocating a whole megabyte costs more than reading.
            text: bytes = file.read(min(before.st_size, MOST_SEED_BYTES) + 1)
            while len(text) <= MOST_SEED_BYTES and (more := file.read(MOST_SEED_BYTES + 1 - len(text))):
                text += more
            after = os.fstat(file.fileno())
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
            return text


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody writes to would otherwise let us wait for ever."""
    return os.open(path, flags | os.O_NONBLOCK)


_WHY_UNREADABLE = {
    errno.EAGAIN: "changed while it was read; import it again",
    errno.EISDIR: "is a folder, and its name that of a file; rename it",
    errno.ELOOP: "is a link that leads back to itself; remove it, or let it lead to a file",
    errno.ENAMETOOLONG: "its path is longer than can be opened; give its folders shorter names",
    errno.ENODEV: "is no file, but a pipe or a device; save what it holds as a file, or feed it through standard input (-)",
    errno.ENOENT: "is not there, or is no more; if it is a link, nothing is where it leads",
    errno.ENXIO: "is no file, but a socket; remove it",
}


def why_unreadable(wrong: OSError) -> str:
    """Return what keeps a file or a folder from being read, and what to do."""
    why = f"cannot be read ({wrong.strerror or wrong}); check its permissions"
    return _WHY_UNREADABLE.get(wrong.errno or 0, why)


@dataclass(frozen=True)
class UploadedSeed(SeedFile):
    """A file of an upload. Its place is its path in the upload; paths of a disk differ, as they begin with a slash."""

    data: bytes = field(default=b"", compare=False)

    @classmethod
    def named(cls, name: str, data: bytes = b"") -> "UploadedSeed":
        return cls(name, f"upload:/{name}", data)

    @property
    def is_upload(self) -> bool:
        return True

    def stamp(self) -> int | None:
        return None

    def read(self) -> bytes:
        return self.data


def is_seed(name: str, folders: Sequence[str]) -> bool:
    """Return whether a file is read when its folder is imported. A file that the user names is always read."""
    anything = tuple(folders[-2:]) == ("_data", "organizations")
    return (anything or name.lower().endswith(_ARTICLE_ENDINGS)) and not _PASSED_OVER.fullmatch(name)


def is_hidden(folder: str) -> bool:
    return folder.startswith(".")


def holds_no_articles(folders: Sequence[str]) -> bool:
    """Return whether the last of these folders, which lie in each other, is passed over with a warning."""
    return folders[-1] in _NO_ARTICLES or tuple(folders[-2:]) == ("_data", "tags")


def passed_over(folder: str) -> Problem:
    what = "a folder of what is no article, so it is passed over; name it by itself to have it read"
    return Problem(folder, 1, "file", PASSED_OVER, what, WARNING)


def path_order(path: Sequence[str]) -> list[tuple[bool, str]]:
    """Return the key that sorts paths, given as parts, like a walk through folders: files before folders, each by name."""
    return [*((True, folder) for folder in path[:-1]), (False, path[-1])]


def missing_paths(paths: Iterable[str]) -> list[str]:
    return [path for path in paths if path != STANDARD_INPUT and not os.path.exists(path)]


def find_seeds(paths: Iterable[str], warnings: list[Problem] | None = None) -> Iterator[SeedFile]:
    """Yield the named files, and the seeds in folders to any depth, in the order of their paths, each file once.

    `warnings` receives one of each folder that is passed over although it has files like seeds.
    """
    seen: set[str] = set()
    told: list[Problem] = [] if warnings is None else warnings
    for path in paths:
        for file in _in(path, told):
            if file.place not in seen:
                seen.add(file.place)
                yield file


def _in(path: str, told: list[Problem]) -> Iterator[SeedFile]:
    if path == STANDARD_INPUT:
        yield SeedFile("<stdin>")
    elif not os.path.isdir(path):
        yield _named(path)
    else:
        yield from _below(path, told)


def _below(top: str, told: list[Problem] | None) -> Iterator[SeedFile]:
    """Yield the seeds in a folder, then those in its subfolders, and what cannot be read, with its fault.

    Without `told`, no folder is passed over.
    """
    left = [(top, os.path.realpath(top), False)]
    while left:
        folder, place, is_passed_over = left.pop()  # `place` is where the folder really is
        if is_passed_over and told is not None:
            if next(_below(folder, None), None):
                told.append(passed_over(shown_path(folder)))
            continue
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as wrong:
            yield SeedFile(shown_path(folder), place, fault=why_unreadable(wrong))
            continue
        folders = place.split(os.sep)
        below = {entry.name: entry.path for entry in found if _is_folder(entry)}
        for entry in found:
            if is_seed(entry.name, folders) and entry.name not in below:
                yield _named(entry.path, None if entry.is_symlink() else os.path.join(place, entry.name))
        left += [
            (path, os.path.join(place, name), holds_no_articles([*folders, name]))
            for name, path in reversed(below.items())
            if not is_hidden(name)
        ]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:  # only where the file system does not tell what an entry is, and it has gone meanwhile
        return False


def shown_path(path: str | os.PathLike[str]) -> str:
    """Return a path as reports show it; bytes that are not UTF-8 are written as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _named(path: str, place: str | None = None) -> SeedFile:
    shown = shown_path(path)
    place = place or os.path.realpath(path)
    return SeedFile(
        shown, shown if place == shown else place
    )  # one text instead of two equal ones: a run holds all names
