"""`restore` puts a backup in the place of the site."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError
from tqdm import tqdm

from articles.backups import BackupError, restore_site
from articles.management.commands.migrate import is_of_this_version, make_data_dir
from articles.management.plain_command import PlainCommand


class Command(PlainCommand):
    requires_system_checks: list[str] = []
    help = (
        "Puts a backup in the place of this site, all of it or nothing. It may have been made by an earlier version, and on "
        "SQLite or PostgreSQL. Everybody has to sign in again. Stop the server first, or readers wait until it is done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="what `backup` has written")
        parser.add_argument(
            "--force",
            action="store_true",
            help="replace a site that is not empty; nothing brings it back but a backup of it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        make_data_dir()
        try:
            if not is_of_this_version():
                call_command("migrate", verbosity=0)
            with tqdm(unit="row", disable=None) as bar:
                done = restore_site(path, bar.update, force=options["force"])
        except BackupError as wrong:
            raise CommandError(str(wrong)) from wrong
        except DatabaseError as wrong:
            raise CommandError(f"the database refuses: {str(wrong).strip()}. The site is as it was.") from wrong
        except OSError as wrong:
            raise CommandError(
                f"{wrong.filename or path}: {wrong.strerror or wrong}. The site is as it was."
            ) from wrong
        self.stdout.write(f"{done.rows:,} rows and {done.media:,} pictures' files, as they were at {done.made_at}")
