"""`export_seeds` writes the site to seed files."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from articles.exchange.exporter import export_seeds
from articles.management.seed_command import SeedCommand
from articles.models import Status


class Command(SeedCommand):
    help = "Write the site as seed files, byte for byte as they came in where nobody changed anything. Deletes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="the archive's folder; created if it does not exist"
        )
        parser.add_argument(
            "--status",
            action="append",
            choices=Status.values,
            default=[],
            help="only articles with this status; may be repeated",
        )
        self.add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if os.path.lexists(folder) and not os.path.isdir(folder):
            raise CommandError(f"{folder} is no folder; name one", returncode=2)
        try:
            report = export_seeds(folder, options["status"])
        except OSError as wrong:
            hint = "What was written is whole; make room or choose another folder, and run the command again."
            raise CommandError(f"cannot write to {folder} ({wrong.strerror}). {hint}") from wrong
        self.finish(report, options)
