"""Reads an upload, files or one zip, as paths and bytes of seeds. Knows no database and writes nothing to disk."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import IO, Any, Protocol

from articles.exchange.importer.archives import MEBIBYTE, UploadError, refuse_all, seeds_in_zip, what_is_wrong_with
from articles.seed import Problem
from articles.seed.characters import on_one_line
from articles.seed.frontmatter import MOST_SEED_BYTES
from articles.seed.packed import PACKED_START, packed_as

MOST_UPLOAD = 64 * MEBIBYTE
MOST_LOOSE = 100  # Django accepts no more files in one form (DATA_UPLOAD_MAX_NUMBER_FILES)
_ZIP = b"PK\x03\x04"


class Upload(Protocol):
    """A file of a form, as Django passes it; `name` has no folder."""

    name: Any
    size: Any
    file: Any

    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, place: int, /) -> Any: ...


def seeds_in(files: Sequence[Upload], warnings: list[Problem]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and bytes of each seed. Single files are taken whatever their names, as by a command. Raises UploadError.

    `warnings` receives one of each folder of a zip that is passed over.
    """
    check_sizes(files)
    zips = [file for file in files if _is_zip(file)]
    if not zips:
        yield from _loose(files)
    elif len(files) > 1:
        raise UploadError("Upload one zip by itself, or files that are not zips.")
    else:
        content: IO[bytes] = zips[0].file
        yield from seeds_in_zip(content, warnings)


def check_sizes(files: Sequence[Upload]) -> None:
    if not files:
        raise UploadError("Choose the files, or one zip of them.")
    if len(files) > MOST_LOOSE:
        raise UploadError(f"{len(files):,} files; upload at most {MOST_LOOSE} at once, or one zip of them.")
    if sum(file.size or 0 for file in files) > MOST_UPLOAD:
        raise UploadError(f"More than {MOST_UPLOAD // MEBIBYTE} MB; upload it in parts.")


def _start_of(file: Upload) -> bytes:
    file.seek(0)
    start = file.read(PACKED_START)
    file.seek(0)
    return start


def _is_zip(file: Upload) -> bool:
    start = _start_of(file)
    return start.startswith(_ZIP) or (str(file.name).lower().endswith(".zip") and packed_as(start) is None)


def _loose(files: Sequence[Upload]) -> Iterator[tuple[str, bytes]]:
    names = Counter(str(file.name) for file in files)
    wrong = [
        f"{on_one_line(name)}: two of the files have this name; rename one, or upload a zip of the folders."
        for name, times in names.items()
        if times > 1
    ]
    cure = "which newsroom does not read; make a zip of the same files, or upload them one by one"
    packed = [(str(file.name), packed_as(_start_of(file))) for file in files]
    wrong += [f"{on_one_line(name)}: is {kind}, {cure}." for name, kind in packed if kind]
    wrong += [f"{on_one_line(name)}: {reason}." for name in names if (reason := what_is_wrong_with(name))]
    refuse_all(wrong)
    for file in sorted(files, key=lambda file: str(file.name)):
        yield str(file.name), file.read(MOST_SEED_BYTES + 1)
