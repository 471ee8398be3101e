"""`backup` writes all of the site into one file: rows and the copies of pictures."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError
from tqdm import tqdm

from articles.backups import BackupError, back_up
from articles.management.plain_command import PlainCommand
from articles.seed.characters import on_one_line


class Command(PlainCommand):
    requires_system_checks: list[str] = []
    help = (
        "Writes the whole site into one file, as it is at one moment, while others go on writing: articles with their history, "
        "accounts, and the copies of pictures; not the secret key, nor who is signed in. Keep the file as safe as the site."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="its name; an earlier backup of that name is replaced"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with tqdm(unit="row", disable=None) as bar:
                done = back_up(path, bar.update)
        except BackupError as wrong:
            raise CommandError(str(wrong)) from wrong
        except DatabaseError as wrong:
            raise CommandError(
                f"the database refuses: {str(wrong).strip()}. Is it there, has `migrate` run?"
            ) from wrong
        except OSError as wrong:
            why = f"cannot write {path} ({wrong.strerror or wrong}); nothing was left behind"
            raise CommandError(f"{why}. Make room, or choose another place") from wrong
        said = f"{done.rows:,} rows and {done.media:,} pictures' files, {done.size / 1e6:,.1f} MB, read back"
        self.stdout.write(f"{on_one_line(str(path))}: {said}")
