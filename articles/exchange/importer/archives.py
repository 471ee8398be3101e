"""Reads the seeds in an uploaded zip, which may be hostile: refuses or reads all of it. Writes nothing to disk.

What a zip declares is checked before anything is unpacked and, because it may lie, again during unpacking.
"""

import os
import re
import stat
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from articles.exchange.importer.files import holds_no_articles, is_hidden, is_seed, passed_over, path_order
from articles.seed import Problem
from articles.seed.characters import on_one_line
from articles.seed.frontmatter import MOST_SEED_BYTES

MEBIBYTE = 1024 * 1024
MOST_SEEDS = 10_000
MOST_ENTRIES = 2 * MOST_SEEDS
MOST_DIRECTORY = 4 * MEBIBYTE  # all of it is read before the first name is checked
MOST_UNPACKED = 256 * MEBIBYTE
MOST_RATIO = 100  # seeds shrink to a fifth, and texts that repeat themselves to a fiftieth
_NOT_SUSPECT = 8 * MEBIBYTE  # allowed whatever its ratio
_MOST_NAMED = 10  # faults of names; after so many, the pattern is clear

_END, _END_BYTES = b"PK\x05\x06", 22
_END_OF_ZIP64, _END_OF_ZIP64_BYTES = b"PK\x06\x07", 20
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_IN_UTF8 = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")


class UploadError(Exception):
    """Why an upload is refused, for the person who made it, one sentence per reason."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def seeds_in_zip(file: IO[bytes], warnings: list[Problem] | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of each seed, in the order of a walk through folders. A file that is too large for a seed is cut
    one byte after the maximum. Raises UploadError, before the first seed wherever the fault can be known by then.

    `warnings` receives one of each folder that is passed over.
    """
    size = _check_end(file)
    with _damage_said(), ZipFile(file) as archive:
        paths, folders = _paths(archive.infolist())
        _check_names(entry for _, entry in paths)
        seeds = [("/".join(path), entry) for path, entry in paths]
        if warnings is not None:
            warnings += map(passed_over, folders)
        _check_declared(seeds, size)
        unpacked = 0
        for name, entry in seeds:
            with archive.open(entry) as opened:
                data = opened.read(MOST_SEED_BYTES + 1)
            unpacked += len(data)
            if unpacked > MOST_UNPACKED:
                raise UploadError(_TOO_LARGE)
            yield name, data


_TOO_LARGE = f"The zip unpacks to more than {MOST_UNPACKED // MEBIBYTE} MB; split it."
_NO_ZIP = "That is not a zip, or it is damaged. Make it again, and upload it again."


@contextmanager
def _damage_said() -> Iterator[None]:
    try:
        yield
    except (BadZipFile, LargeZipFile, UnicodeDecodeError, struct.error, zlib.error, EOFError, OSError) as wrong:
        raise UploadError(_NO_ZIP) from wrong
    except (NotImplementedError, RuntimeError, ValueError) as wrong:
        raise UploadError(
            f"The zip is of a kind that newsroom does not read: {wrong}. Make an ordinary one."
        ) from wrong


def _check_end(file: IO[bytes]) -> int:
    """Check the end of the file, where a zip says how large its directory is, before anything reads it. Return its size."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_BYTES - 0xFFFF - _END_OF_ZIP64_BYTES))
    tail = file.read()
    at = tail.rfind(_END)
    if len(tail) >= _END_BYTES and tail[-_END_BYTES:].startswith(_END) and tail.endswith(b"\0\0"):
        at = len(tail) - _END_BYTES  # as zipfile looks for it
    if at < 0 or len(tail) - at < _END_BYTES:
        raise UploadError(_NO_ZIP)
    disk, _, here, entries, directory, start = struct.unpack("<HHHHLL", tail[at + 4 : at + 20])
    behind = tail[max(0, at - _END_OF_ZIP64_BYTES) : at].startswith(_END_OF_ZIP64)
    if behind or 0xFFFF in (here, entries) or 0xFFFFFFFF in (directory, start):
        raise UploadError(
            "The zip is a zip64, made for far more files than may be uploaded. Make an ordinary zip, of fewer."
        )
    if disk or here != entries:
        raise UploadError("The zip is one part of several. Make a single one.")
    if entries > MOST_ENTRIES or directory > MOST_DIRECTORY:
        raise UploadError(_too_many(entries))
    return size


def _too_many(number: int) -> str:
    return f"The zip has {number:,} files; upload at most {MOST_SEEDS:,} at once. Split it."


def entry_name(entry: ZipInfo) -> str | None:
    """Return the name as it was written; None where that is not UTF-8. `filename` is what zipfile made of it."""
    name = entry.orig_filename
    if entry.flag_bits & _IN_UTF8 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode()  # made on a Mac: UTF-8 that is not marked as such
    except UnicodeError:
        return None


def what_is_wrong_with(name: str) -> str | None:
    """Return why no file of an upload may have this name; None where it may."""
    if "\0" in name:
        return "its name has a NUL"
    if "\\" in name:
        return "its name has a backslash; folders are told apart by /"
    if name.startswith("/") or _DRIVE.match(name):
        return "its path begins at a root or a drive; it must begin in the zip"
    if ".." in name.split("/"):
        return "its path leads out of the zip (..)"
    return None


def _check_names(entries: Iterable[ZipInfo]) -> None:
    wrong = []
    for entry in entries:
        name = entry_name(entry)
        reason = "its name is not UTF-8; rename it" if name is None else what_is_wrong_with(name)
        if reason:
            wrong.append(f"{on_one_line(name or entry.orig_filename)}: {reason}.")
    refuse_all(wrong)


def refuse_all(wrong: list[str]) -> None:
    if wrong:
        more = [f"And {len(wrong) - _MOST_NAMED:,} more."] if len(wrong) > _MOST_NAMED else []
        raise UploadError("Nothing was accepted.", *wrong[:_MOST_NAMED], *more)


def _paths(entries: Iterable[ZipInfo]) -> tuple[list[tuple[list[str], ZipInfo]], list[str]]:
    """Return the entries that a walk through the unpacked zip would read, in its order, and the folders that it passes over.

    A folder that is all of the zip is named by whoever made it, so it is read.
    """
    found = []
    for entry in entries:
        *folders, name = [part for part in (entry_name(entry) or entry.orig_filename).split("/") if part != "."]
        folders = [folder for folder in folders if folder]
        if name and is_seed(name, folders) and not any(folder != ".." and is_hidden(folder) for folder in folders):
            found.append(([*folders, name], entry))
    found.sort(key=lambda seed: path_order(seed[0]))
    named = len({tuple(path[:-1][:1]) for path, _ in found}) == 1
    read, passed = [], {}
    for path, entry in found:
        inner = range(1 + named, len(path))
        outer = next((path[:length] for length in inner if holds_no_articles(path[:length])), None)
        if outer is None:
            read.append((path, entry))
        else:
            passed["/".join(outer)] = True
    return read, list(passed)


def _check_declared(seeds: list[tuple[str, ZipInfo]], size: int) -> None:
    if not seeds:
        raise UploadError(
            "There is no seed in the zip: none whose name ends in .md, .markdown, .txt, .yaml or .yml, "
            "and nothing in a folder _data/organizations."
        )
    if len(seeds) > MOST_SEEDS:
        raise UploadError(_too_many(len(seeds)))
    twice = [name for name, times in Counter(name for name, _ in seeds).items() if times > 1]
    wrong = [f"{on_one_line(name)}: is in the zip more than once." for name in twice]
    for name, entry in seeds:
        if reason := _kind_wrong(entry):
            wrong.append(f"{on_one_line(name)}: {reason}.")
    refuse_all(wrong)
    unpacked = sum(min(entry.file_size, MOST_SEED_BYTES + 1) for _, entry in seeds)
    if unpacked > MOST_UNPACKED:
        raise UploadError(_TOO_LARGE)
    if (declared := sum(entry.file_size for _, entry in seeds)) > max(_NOT_SUSPECT, MOST_RATIO * size):
        raise UploadError(
            f"The zip would unpack to {declared // max(size, 1):,} times its size: that is not an archive of seeds."
        )


def _kind_wrong(entry: ZipInfo) -> str | None:
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted; make the zip without a password"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a symbolic link; put the file itself in the zip"
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "is compressed in an unusual way; make an ordinary zip"
    return None
