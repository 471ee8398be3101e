"""`import_seeds` imports seed files into the site."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser

from articles.exchange.importer import Options, import_seeds
from articles.management.arguments import jobs
from articles.management.seed_command import SeedCommand
from articles.pictures import Counts, take_beside
from articles.seed.characters import on_one_line


class Command(SeedCommand):
    help = "Import seed files and folders of them. Bad files are reported and left out; good files are imported."

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_paths(parser)
        self.add_json(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and do nothing")
        parser.add_argument(
            "--conflict", choices=("keep", "seed"), default="keep",
            help="where editor and file changed the same field differently: keep the editor's value (default) or take the "
            "seed's, also where that is open from before",
        )  # fmt: skip
        parser.add_argument("--jobs", type=jobs, help="how many processes parse (default: one per core)")
        parser.add_argument(
            "--assume-published",
            action="store_true",
            help="publish articles that do not say whether they are published (default: make them drafts)",
        )

        parser.add_argument(
            "--pictures",
            action="store_true",
            help="fetch the pictures that pages show afterwards, as cache_images does",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.need(options["paths"])
        chosen = Options(options["conflict"] == "seed", options["assume_published"], options["dry_run"])
        report = import_seeds(options["paths"], options=chosen, jobs=options["jobs"], progress=self.on_a_terminal)
        if not chosen.dry_run:
            self.say(take_beside(options["paths"]), "next to the seeds")
            if options["pictures"]:
                call_command("cache_images", stdout=self.stderr, stderr=self.stderr)
        if report.settled:
            conflicts = f"{report.settled} open conflict{'' if report.settled == 1 else 's'}"
            self.stderr.write(f"{conflicts} {'would be ' if chosen.dry_run else ''}settled for the seeds")
        self.finish(report, options)

    def say(self, pictures: Counts, where: str) -> None:
        """Report on standard error, because the last line on standard output is the import's."""
        for path, reason in pictures.problems:
            self.stderr.write(on_one_line(f"{path}: {reason}"), self.style.WARNING)
        if pictures.all:
            self.stderr.write(f"Pictures {where}: {pictures.cached} taken, {pictures.failed} refused")
