"""`check_seeds`: are these files seeds? Touches nothing and needs no database."""

from typing import Any

from django.core.management.base import CommandParser

from articles.exchange.importer import check_seeds
from articles.management.seed_command import SeedCommand


class Command(SeedCommand):
    help = "Validate seed files and folders of them, and report every problem with its file and line. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_paths(parser)
        self.add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self.need(options["paths"])
        self.finish(check_seeds(options["paths"], progress=self.on_a_terminal), options)
