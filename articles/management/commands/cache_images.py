"""`cache_images` copies the pictures that pages show. A killed run loses nothing and continues when it is run again."""

import json
import time
from itertools import islice
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from articles.management.arguments import whole_number
from articles.management.plain_command import PlainCommand
from articles.pictures import Counts, cache, due, remove_half_written
from articles.seed.characters import on_one_line
from articles.store import one_fetcher


class Command(PlainCommand):
    help = "Fetches the pictures of published articles, providers and topics that are not here yet, the newest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=whole_number, help="the maximum number to fetch")
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object, and nothing else, on standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        with one_fetcher() as is_our_turn:
            if not is_our_turn:
                raise CommandError("another run is fetching pictures; let it end")
            remove_half_written()
            urls = list(islice(due(timezone.now()), options["limit"]))
            counts = self.fetch(urls)
        for url, reason in counts.problems:
            self.stderr.write(on_one_line(f"{url}: {reason}"), self.style.WARNING)
        if options["json"]:
            told = {"pictures": len(urls), "cached": counts.cached, "failed": counts.failed, "left": counts.left}
            problems = [{"url": url, "reason": reason} for url, reason in counts.problems]
            seconds = round(time.monotonic() - began, 3)
            self.stdout.write(json.dumps(told | {"problems": problems, "seconds": seconds}, ensure_ascii=False))
        else:
            self.stdout.write(f"{len(urls)} pictures: {counts.words}")

    def fetch(self, urls: list[str]) -> Counts:
        counts = Counts()
        with tqdm(total=len(urls), unit="picture", disable=None) as bar:
            for counts in cache(urls):
                bar.update(counts.all - bar.n)
        return counts
