"""What a search costs, by kind of query: how long the slowest of twenty takes, site and admin alike.

    python -m tests.bench.bench_search [--articles 5000 100000] [--sites FOLDER] [--number 200]

Measured is the whole of `search` and of the admin's list, without the page. The sites are those of
`tests.bench.bench_pages`, and DATABASE_URL chooses the server as there.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

import django

from tests.bench.bench_pages import site_of
from tests.bench.corpus import WORDS

# The words of the generator are in a third of all articles each; `xylem` is in none.
KINDS: dict[str, Callable[[random.Random], str]] = {
    "a common word": lambda chance: chance.choice(WORDS),
    "three common words": lambda chance: " ".join(chance.sample(WORDS, 3)),
    "eight words, in few": lambda chance: " ".join(chance.sample(WORDS, 8)),
    "two words side by side": lambda chance: f'"{" ".join(chance.sample(WORDS, 2))}"',
    "a word without another": lambda chance: "{} -{}".format(*chance.sample(WORDS, 2)),
    "a topic and a word": lambda chance: f'topic:"{chance.choice(_topics())}" {chance.choice(WORDS)}',
    "the beginning of a word": lambda chance: chance.choice(WORDS)[:3],
    "an absent word": lambda chance: f"xylem{chance.randint(1, 999)}",
}


def _topics() -> list[str]:
    return list(import_module("articles.models").Topic.objects.values_list("name", flat=True))


def measure(number: int) -> dict[str, float]:
    """Milliseconds that 95 of 100 queries of a kind stay below, of the site's search and of the admin's list."""
    django.setup()
    return {name: _p95(ask, number) for name, ask in _searches()}


def _searches() -> Iterator[tuple[str, Callable[[random.Random], object]]]:
    for name, make in KINDS.items():
        yield name, partial(_site, make)
        yield f"{name} (admin)", partial(_admin, make)


def _site(make: Callable[[random.Random], str], chance: random.Random) -> object:
    searching, models = import_module("articles.reading.search"), import_module("articles.models")
    return searching.search(searching.read_query(make(chance)), models.Article.objects.published())


def _admin(make: Callable[[random.Random], str], chance: random.Random) -> object:
    searching, models = import_module("articles.reading.search"), import_module("articles.models")
    found = searching.narrowed(searching.read_query(make(chance)), models.Article.objects.newest())
    return list(found.values_list("pk")[:50])


def _p95(ask: Callable[[random.Random], object], number: int) -> float:
    chance, times = random.Random(1), []
    for _ in range(number):
        begin = time.perf_counter()
        ask(chance)
        times.append(time.perf_counter() - begin)
    return 1000 * sorted(times)[int(len(times) * 0.95)]


def main() -> None:
    words = argparse.ArgumentParser(description="Measure what searches cost.")
    words.add_argument("--articles", type=int, nargs="+", default=[5_000, 100_000])
    words.add_argument("--sites", type=Path, default=Path(tempfile.gettempdir(), "newsroom-sites"))
    words.add_argument("--number", type=int, default=200, help="queries per kind")
    words.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.number)))
        return
    found = []
    for articles in asked.articles:
        command = [sys.executable, "-m", "tests.bench.bench_search", "--measure", "--number", str(asked.number)]
        place = os.environ | site_of(asked.sites, articles)
        done = subprocess.run(command, env=place, check=True, capture_output=True, text=True)
        found.append(json.loads(done.stdout.splitlines()[-1]))
    print(f"{'p95':36}" + "".join(f"{articles:>12,}" for articles in asked.articles))
    for name in found[0]:
        print(f"{name:36}" + "".join(f"{each[name]:9.1f} ms" for each in found))


if __name__ == "__main__":
    main()
