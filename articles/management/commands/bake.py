"""`bake` writes the public site as plain files, and brings them up to date when it is run again."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError
from tqdm import tqdm

from articles.baked import Baked, BakeError, FolderError, bake
from articles.management.plain_command import PlainCommand
from articles.seed.characters import on_one_line


class Command(PlainCommand):
    requires_system_checks: list[str] = []
    help = (
        "Writes the public site as plain files for any web server: each address at its path, without the search. "
        "Only what changed is written, and what is gone is removed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="an empty or new folder, or one that bake has made"
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object, and nothing else, on standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began, folder = time.monotonic(), options["folder"]
        try:
            with tqdm(unit="page", disable=None) as bar:
                done = bake(folder, bar.update)
        except BakeError as wrong:
            raise CommandError(str(wrong), returncode=2 if isinstance(wrong, FolderError) else 1) from wrong
        except DatabaseError as wrong:
            hint = "Is it there, has `migrate` run? Nothing was changed."
            raise CommandError(f"the database refuses: {str(wrong).strip()}. {hint}") from wrong
        except OSError as wrong:
            hint = "Every file that is there is whole; make room or choose another folder, and run the command again."
            raise CommandError(f"cannot write to {wrong.filename or folder} ({wrong.strerror}). {hint}") from wrong
        for address, reason in done.problems:
            self.stderr.write(on_one_line(f"{address}: {reason}"), self.style.WARNING)
        self.stdout.write(_as_json(done, time.monotonic() - began) if options["json"] else _in_words(done))
        if done.problems:
            sys.exit(1)


def _as_json(done: Baked, seconds: float) -> str:
    told = {"files": done.files, "written": done.written, "unchanged": done.unchanged, "removed": done.removed}
    problems = [{"address": address, "message": reason} for address, reason in done.problems]
    return json.dumps(told | {"seconds": round(seconds, 3), "problems": problems}, ensure_ascii=False)


def _in_words(done: Baked) -> str:
    return f"{done.files} files: {done.written} written, {done.unchanged} unchanged, {done.removed} removed"
