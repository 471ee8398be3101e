"""Writes the search index of every article again, in parts. Search works meanwhile, and a killed run does no harm."""

from typing import Any

from tqdm import tqdm

from articles.management.plain_command import PlainCommand
from articles.reading import search


class Command(PlainCommand):
    help = "Writes the search index of every article again, as after a change of SITE_LOCALE."

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(total=search.number(), unit="article", disable=None) as bar:
            total = 0
            for done in search.rebuild():
                total += done
                bar.update(done)
        self.stdout.write(f"{total} articles can be found.")
