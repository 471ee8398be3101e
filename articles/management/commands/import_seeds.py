"""`import_seeds`: seed files into the site."""

from typing import Any

from django.core.management.base import CommandParser

from articles.importer import Options, import_seeds
from articles.management.seed_command import SeedCommand


class Command(SeedCommand):
    help = "Import seed files and folders of them. Bad files are reported and left out, the good ones go in."

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_paths(parser)
        self.add_json(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and do nothing")
        parser.add_argument(
            "--conflict", choices=("keep", "seed"), default="keep",
            help="where an editor and a file changed one field differently: keep the editor's value (default) or take the seed's",
        )  # fmt: skip
        parser.add_argument("--jobs", type=_jobs, help="how many processes parse (default: one a core)")
        parser.add_argument(
            "--assume-published",
            action="store_true",
            help="publish what does not say whether it is published (default: a draft)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.need(options["paths"])
        chosen = Options(options["conflict"] == "seed", options["assume_published"], options["dry_run"])
        report = import_seeds(options["paths"], options=chosen, jobs=options["jobs"], progress=self.on_a_terminal)
        self.finish(report, options)


def _jobs(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 256:
        raise ValueError(text)
    return number
