"""Writes a backup: all rows as they are at one moment, while others go on writing, then the copies of pictures."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from articles.audit import write
from articles.backups.container import Manifest, NewBackup, Told, new_backup
from articles.backups.rows import kept_models, write_rows
from articles.logs import tell_act
from articles.metrics import note_backup
from articles.models import Audited
from articles.store import snapshot

_PIECE = 1024 * 1024


class BackedUp(NamedTuple):
    """How many rows and files a backup has, and its size in bytes."""

    rows: int
    media: int
    size: int


def back_up(path: Path, tell: Told = lambda number: None, *, with_media: bool = True) -> BackedUp:
    """Write a backup, and `tell` how many rows and files were done. Raises BackupError, and then leaves what was there."""
    with snapshot():
        manifest = Manifest(datetime.now(UTC).isoformat(timespec="seconds"), applied_migrations())
        with new_backup(path, manifest) as backup:
            for model in kept_models(apps):
                write_rows(model, backup, tell)
            if with_media:
                _write_media(backup, tell)
    rows = sum(table.rows for table in manifest.tables.values())
    write(
        Audited.BACKUP, "Backed up to", about=path.absolute(), details={"rows": rows, "pictures": len(manifest.media)}
    )
    done = BackedUp(rows, len(manifest.media), path.stat().st_size)
    if with_media:  # else it is a step of a restore
        note_backup()
        tell_act("backup", rows=done.rows, files=done.media, bytes=done.size)
    return done


def applied_migrations() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def _write_media(backup: NewBackup, tell: Told) -> None:
    for name in _names():
        try:
            file = default_storage.open(name)
        except FileNotFoundError:  # it went meanwhile; nothing in the rows needs it, for a copy can be fetched again
            continue
        with file, backup.member(f"media/{name}", is_packed=True) as member:
            while piece := file.read(_PIECE):
                member.write(piece)
        tell(1)


def _names(folder: str = "") -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # there never was a picture
        return
    for name in sorted(files):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from _names(f"{folder}/{name}" if folder else name)
