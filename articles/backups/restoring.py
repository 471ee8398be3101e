"""Puts a backup in the place of a site, whole or not at all.

A backup of today's tables is loaded in one transaction. One of an earlier version is first loaded into a database of its own,
with the tables of that version, migrated there, and backed up again: so the site's database never has other tables than today's.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from articles.audit import write
from articles.backups.audited import lines_of_the_site_kept
from articles.backups.container import Backup, BackupError, Manifest, Told, check, opened_backup
from articles.backups.making import applied_migrations
from articles.backups.rows import delete_rows, kept_models, load_rows, models_of
from articles.exchange.importer import site_is_new
from articles.logs import tell_act
from articles.models import Article, Audited
from articles.reading import search
from articles.store import dependencies, one_writer, tallies

_PIECE = 1024 * 1024
_TO_TODAY = """
import sys
from pathlib import Path
import django
django.setup()
from articles.backups import back_up, restore_to_its_version
restore_to_its_version(Path(sys.argv[1]))
back_up(Path(sys.argv[2]), with_media=False)
"""


class Restored(NamedTuple):
    """How many rows and files were put in place, and when the backup was made."""

    rows: int
    media: int
    made_at: str


def restore_site(path: Path, tell: Told = lambda number: None, *, force: bool = False) -> Restored:
    """Put a backup in the place of the site, and `tell` how many rows and files were done. Raises BackupError, and then the
    site is as it was.

    Without `force`, only a site that never had an article, nor more than one account, is replaced.
    """
    manifest = check(path)
    _refuse_later(manifest)
    may_replace = _anything if force else _empty_site
    may_replace()
    with opened_backup(path) as backup:
        if manifest.migrations == applied_migrations():
            _replace(path.absolute(), backup, backup, tell, may_replace)
        else:
            with (
                tempfile.TemporaryDirectory(prefix="newsroom-restore-") as folder,
                opened_backup(_of_today(path, folder)) as today,
            ):
                _replace(path.absolute(), today, backup, tell, may_replace)
    done = Restored(sum(table.rows for table in manifest.tables.values()), len(manifest.media), manifest.made_at)
    tell_act("restore", rows=done.rows, files=done.media, made_at=done.made_at)
    return done


def restore_to_its_version(path: Path) -> None:
    """Load the rows of a backup into an empty database, give it the tables of the backup's version, then those of today."""
    with opened_backup(path) as backup:
        _refuse_later(backup.manifest)
        last = [(app, max(names)) for app, names in backup.manifest.migrations.items() if app in _known()]
        state = MigrationExecutor(connection).migrate(last)
        with one_writer():
            delete_rows(models_of(state.apps))  # what migrations have written
            for model in kept_models(state.apps):
                load_rows(model, backup, lambda number: None)
    call_command("migrate", verbosity=0)


def _known() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for app, name in MigrationLoader(connection).disk_migrations:
        found.setdefault(app, set()).add(name)
    return found


def _refuse_later(manifest: Manifest) -> None:
    known = _known()
    for app, names in manifest.migrations.items():
        if app in known and not known[app].issuperset(names):
            raise BackupError("the backup was made by a later version of newsroom: upgrade first")


def _anything() -> None:
    """Whatever the site has may be replaced."""


def _empty_site() -> None:
    """Raise BackupError unless the site never had an article, nor more than one account."""
    if not site_is_new() or get_user_model().objects.count() > 1:
        raise BackupError("this site is not empty: --force replaces all of it, and nothing brings it back")


def _of_today(path: Path, folder: str) -> Path:
    """Return a backup, without pictures, of the same rows in today's tables."""
    place = {"NEWSROOM_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    usual = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    found = Path(folder, "today.backup")
    command = [sys.executable, "-c", _TO_TODAY, str(path.resolve()), str(found)]
    done = subprocess.run(
        command, env=usual | place, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2]
        raise BackupError(f"the backup cannot be brought to this version: {reason}")
    return found


def _replace(path: Path, rows: Backup, media: Backup, tell: Told, may_replace: Callable[[], None]) -> None:
    try:
        with one_writer():
            may_replace()  # asked once more: somebody may have begun meanwhile
            dependencies.unwatch()
            tallies.remove()
            with lines_of_the_site_kept():
                delete_rows(models_of(apps))
                for model in kept_models(apps):
                    load_rows(model, rows, tell)
            tallies.install()
            dependencies.watch()
            write(
                Audited.SITE_RESTORED, "Restored the site from", about=path, details={"made at": media.manifest.made_at}
            )
            for _ in search.rebuild(Article.objects.not_indexed()):
                pass
            connection.check_constraints()
            for name in media.manifest.media:  # last, for a file is not put back with the rows
                _put(media, name)
                tell(1)
    except (ArithmeticError, DatabaseError, KeyError, SuspiciousOperation, TypeError, ValueError) as wrong:
        raise BackupError(f"the backup does not fit: {str(wrong).strip()}. The site is as it was.") from wrong


def _put(backup: Backup, name: str) -> None:
    """Put a picture's copy in its place, unless it is there."""
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            found = sha256()
            while piece := file.read(_PIECE):
                found.update(piece)
        if found.hexdigest() == backup.manifest.digests[f"media/{name}"]:
            return
        default_storage.delete(name)
    with backup.media(name) as stream:
        default_storage.save(name, File(stream))
