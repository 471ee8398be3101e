"""The file of a backup: a ZIP archive whose last member tells what the others are, with the digest of each.

It takes its name only when it was written, read back and found whole; until then what had that name stays.
"""

import json
import os
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

FORMAT = 1
Told = Callable[[int], object]  # takes how many rows or files were done since the last time
_MANIFEST = "manifest.json"
_PIECE = 1024 * 1024
_BEGUN, _PART = ".newsroom-backup-", ".part"
_LEFT_BEHIND = 24 * 3600  # seconds


class BackupError(Exception):
    """What is wrong, in words for whoever gave the command."""


@dataclass
class Table:
    """`rows` is how many there are, `last` the last number that its key gave out, also to rows that are gone."""

    columns: list[str]
    rows: int = 0
    last: int | None = None


@dataclass
class Manifest:
    """`migrations` has the applied ones by application, `digests` the SHA-256 of each other member by its name."""

    made_at: str
    migrations: dict[str, list[str]]
    tables: dict[str, Table] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def media(self) -> list[str]:
        return [name.removeprefix("media/") for name in self.digests if name.startswith("media/")]


def rows_member(table: str) -> str:
    return f"rows/{table}.jsonl"


class Member:
    """A member that is being written or read, and its digest so far."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._digest = stream, sha256()

    def write(self, data: bytes) -> None:
        self._digest.update(data)
        self._stream.write(data)

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()


class NewBackup:
    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive, self.manifest = archive, manifest

    @contextmanager
    def member(self, name: str, *, is_packed: bool = False) -> Iterator[Member]:
        """Yield the member to write to. What is packed already is not packed again."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        with self._archive.open(info, "w", force_zip64=True) as stream:
            found = Member(stream)
            yield found
        self.manifest.digests[name] = found.digest


@contextmanager
def new_backup(path: Path, manifest: Manifest) -> Iterator[NewBackup]:
    """Yield the backup to fill. Raises BackupError where the name belongs to something else, or what was written is not whole."""
    if os.path.lexists(path) and not _is_backup(path):
        raise BackupError(f"{path} is there and is no backup: choose another name")
    _clear_away(path.parent)
    handle, made = tempfile.mkstemp(
        dir=path.parent, prefix=_BEGUN, suffix=_PART
    )  # for its owner alone: it has accounts
    part = Path(made)
    try:
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w") as archive:
                backup = NewBackup(archive, manifest)
                yield backup
                archive.writestr(_MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False))
            file.flush()
            os.fsync(file.fileno())
        check(part)
        os.replace(part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _clear_away(folder: Path) -> None:
    """Remove what backups left that were killed; one that is being written is a moment old."""
    for left in folder.glob(f"{_BEGUN}*{_PART}"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _LEFT_BEHIND:
                left.unlink()


def _is_backup(path: Path) -> bool:
    try:
        with opened_backup(path):
            return True
    except BackupError:
        return False


@dataclass
class Backup:
    """A backup to read from."""

    archive: zipfile.ZipFile
    manifest: Manifest

    def lines(self, table: str) -> Iterator[list[Any]]:
        """Yield the rows of a table as they stand in the file."""
        with self.archive.open(rows_member(table)) as stream:
            for line in stream:
                yield json.loads(line)

    @contextmanager
    def media(self, name: str) -> Iterator[IO[bytes]]:
        with self.archive.open(f"media/{name}") as stream:
            yield stream

    def digest(self, member: str) -> str:
        found = sha256()
        with self.archive.open(member) as stream:
            while piece := stream.read(_PIECE):
                found.update(piece)
        return found.hexdigest()


@contextmanager
def opened_backup(path: Path) -> Iterator[Backup]:
    """Yield a backup, of which only the list of contents was read. Raises BackupError where there is none."""
    try:
        if not path.is_file():  # a pipe would let us wait for ever
            raise BackupError(f"cannot read {path}: there is no such file")
        archive = zipfile.ZipFile(path)
    except OSError as wrong:
        raise BackupError(f"cannot read {path}: {wrong.strerror or wrong}") from wrong
    except zipfile.BadZipFile as wrong:
        raise BackupError(f"{path} is no backup, or only a part of one") from wrong
    with archive:
        yield Backup(archive, _manifest(archive, path))


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        told = json.loads(archive.read(_MANIFEST))
        if told["format"] > FORMAT:
            raise BackupError(f"{path} was made by a later version of newsroom: upgrade first")
        tables = {name: Table(**each) for name, each in told.pop("tables").items()}
        migrations = {app: [*map(str, names)] for app, names in told.pop("migrations").items()}
        return Manifest(**told, migrations=migrations, tables=tables)
    except (AttributeError, KeyError, TypeError, ValueError, OSError, RuntimeError, zipfile.BadZipFile) as wrong:
        raise BackupError(f"{path} is no backup of newsroom") from wrong


def check(path: Path) -> Manifest:
    """Read all of a backup and return what it tells. Raises BackupError where it is not whole."""
    with opened_backup(path) as backup:
        members = set(backup.archive.namelist()) - {_MANIFEST}
        if members != set(backup.manifest.digests):
            raise BackupError(f"{path} is not whole: its contents are not those that it lists")
        for name, digest in backup.manifest.digests.items():
            try:
                found = backup.digest(name)
            except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as wrong:
                raise BackupError(f"{path} is not whole: {name} cannot be read") from wrong
            if found != digest:
                raise BackupError(f"{path} is not whole: {name} is not what was written")
        return backup.manifest
