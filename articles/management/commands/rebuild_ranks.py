"""Ranks every article again, in parts. Readers see each part in its old or its new order."""

from typing import Any

from tqdm import tqdm

from articles.management.plain_command import PlainCommand
from articles.reading import frontpage, search


class Command(PlainCommand):
    help = "Ranks every article again, as after a change of NEWSROOM_HALF_LIFE."

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        with tqdm(total=search.number(), unit="article", disable=None) as bar:
            for done in frontpage.rank_all():
                total += done
                bar.update(done)
        self.stdout.write(f"{total} articles are ranked.")
