"""What the commands on seed files have in common: how they report, and their exit status."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser

from articles.exchange.importer import Report, missing_paths
from articles.management.plain_command import PlainCommand


class SeedCommand(PlainCommand):
    """Problems go to standard error, one per line; the summary is the last line on standard output."""

    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    hint = "What was imported is complete; run the command again."

    def add_paths(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="seed files, folders of them, or - for standard input"
        )

    def add_json(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object, and nothing else, on standard output"
        )

    def need(self, paths: list[str]) -> None:
        """Stop with exit status 2 before anything is read."""
        gone = missing_paths(paths)
        if gone:
            raise CommandError(f"no such file or folder: {', '.join(gone)}", returncode=2)

    @property
    def on_a_terminal(self) -> bool:
        return sys.stderr.isatty()

    def finish(self, report: Report, options: dict[str, Any]) -> None:
        for problem in report.problems:
            self.stderr.write(str(problem), self.style.ERROR if problem.is_error else self.style.WARNING)
        self.stdout.write(report.as_json() if options["json"] else report.summary_line())
        if report.rejected:
            sys.exit(1)
