"""What a page costs that is drawn anew, as ratios from one run: against a plain page, and at 100,000 articles against 5,000.

    python -m tests.bench.bench_pages [--articles 5000 100000] [--sites FOLDER] [--only WORD]

Measured is the CPU time of one process for one request through all middleware, the median of several. The *plain page* is a bare
view of 25 articles in three queries and one template; the *constant* a bare view of 20 bytes. A page that has more to show at
100,000, as a provider's first page may, is longer too, so bytes stand beside. A site that was built is kept in FOLDER and used
again. DATABASE_URL chooses the server, on which each site has a database of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import django

from tests.bench import corpus
from tests.bench.bench_import import empty_site, manage

RUNS = 9
COMMON = "harbour"
BELOW = "/admin/articles/"
# Milliseconds and bytes for each page by its name.
Costs = dict[str, tuple[float, int]]


def public_pages(models: Any) -> Iterator[tuple[str, str]]:
    public = models.Article.objects.published()
    first = public.order_by("-heat", "pk").first()
    topic = models.Topic.objects.order_by("pk").first()
    at, often = first.published_at, models.Provider.objects.with_counts().order_by("-article_count", "pk").first()
    yield from {
        "front": "/", "day": f"/archive/{at:%Y/%m/%d}/", "topic": f"/topics/{topic.slug}/", "search": f"/search/?q={COMMON}",
        "article": f"/news/{first.slug}/", "latest": "/latest/", "topics": "/topics/", "providers": "/providers/",
        "archive": "/archive/", "month": f"/archive/{at:%Y/%m}/", "provider": f"/providers/{often.domain}/",
        "sitemap": "/sitemap.xml", "feed": "/feed.atom", "API": "/api/news/index.json",
        "API, an article": f"/api/news/{first.slug}/index.json", "not found": "/news/nothing/",
    }.items()  # fmt: skip


def admin_pages(models: Any) -> Iterator[tuple[str, str]]:
    topic, provider = models.Topic.objects.order_by("pk").first(), models.Provider.objects.order_by("pk").first()
    largest = models.Article.objects.with_coverage_count().order_by("-coverage_count").first()
    yield from {
        "desk": "/admin/", "articles": f"{BELOW}article/", "articles, page 50": f"{BELOW}article/?p=50",
        "articles, a search": f"{BELOW}article/?q={COMMON}", "triage": f"{BELOW}article/triage/",
        "180 related": f"{BELOW}article/{largest.pk}/change/", "topics of the admin": f"{BELOW}topic/",
        "a topic of the admin": f"{BELOW}topic/{topic.pk}/change/", "providers of the admin": f"{BELOW}provider/",
        "a provider of the admin": f"{BELOW}provider/{provider.pk}/change/",
    }.items()  # fmt: skip


def cost(client: Any, address: str) -> tuple[float, int]:
    """Milliseconds of CPU, and bytes; what a first request remembers is remembered before."""
    answer = client.get(address)
    assert answer.status_code in (200, 404), (address, answer.status_code)
    times = []
    for _ in range(RUNS):
        begin = time.process_time()
        client.get(address)
        times.append(time.process_time() - begin)
    return 1000 * median(times), len(answer.content)


def measure(only: str) -> Costs:
    django.setup()
    settings = import_module("django.conf").settings
    settings.ROOT_URLCONF, settings.ALLOWED_HOSTS, settings.KEEP_PAGES = "tests.bench.yardsticks", ["*"], False
    models = import_module("articles.models")
    clients = [import_module("django.test").Client() for _ in range(2)]
    user = import_module("django.contrib.auth.models").User.objects
    clients[1].force_login(user.filter(is_superuser=True).first() or user.create_superuser("bench"))
    yardsticks = [("constant", "/yardsticks/constant"), ("plain page", "/yardsticks/plain")]
    pages = [(clients[0], *each) for each in [*yardsticks, *public_pages(models)]]
    pages += [(clients[1], *each) for each in admin_pages(models)]
    wanted = [each for each in pages if only in each[1] or each[1:] in yardsticks]
    return {name: cost(client, address) for client, name, address in wanted}


def site_of(sites: Path, articles: int) -> dict[str, str]:
    """The environment of a site with so many articles, which is built if there is none."""
    server = os.environ.get("DATABASE_URL")
    data = sites / (f"{articles}-on-the-server" if server else str(articles))
    place = {"NEWSROOM_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    done = data / "built"
    if server:
        name = f"pages_{articles}"
        place["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    if not done.exists():
        (data / "static").mkdir(parents=True, exist_ok=True)
        if server:
            psycopg = import_module("psycopg")
            with psycopg.connect(urlunsplit(urlsplit(server)._replace(path="/postgres")), autocommit=True) as opened:
                opened.execute(f'DROP DATABASE IF EXISTS "{name}"')
                opened.execute(f'CREATE DATABASE "{name}"')
        build(place, data, sites / f"seeds-{articles}", articles)
        done.touch()
    at(place, "migrate", "--verbosity", "0")  # it was perhaps built by an earlier version
    return place


def build(place: dict[str, str], data: Path, seeds: Path, articles: int) -> None:
    if not seeds.exists():
        corpus.write(seeds, articles)
    with in_place(place):
        empty_site(data)
    print(at(place, "import_seeds", str(seeds)).splitlines()[-1], flush=True)


def at(place: dict[str, str], *arguments: str) -> str:
    with in_place(place):
        return manage(*arguments)


@contextmanager
def in_place(place: dict[str, str]) -> Iterator[None]:
    usual = dict(os.environ)
    os.environ.update(place)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(usual)


def measured(place: dict[str, str], only: str) -> Costs:
    """In a process of its own, so that nothing of one site is remembered for the other."""
    command = [sys.executable, "-m", "tests.bench.bench_pages", "--measure", "--only", only]
    done = subprocess.run(command, env=os.environ | place, check=True, capture_output=True, text=True)
    return {name: (ms, size) for name, (ms, size) in json.loads(done.stdout.splitlines()[-1]).items()}


def compare(found: list[tuple[int, Costs]]) -> None:
    (few, base), (many, large) = found[0], found[-1]
    print(
        f"{'':24}{few:>12,}{'x plain':>10}{'bytes':>11}"
        + (f"{many:>12,}{'growth':>10}{'bytes':>11}" if many != few else "")
    )
    for name, (ms, size) in base.items():
        row = f"{name:24}{ms:9.1f} ms{ms / base['plain page'][0]:10.2f}{size:11,}"
        if many != few:
            row += f"{large[name][0]:9.1f} ms{large[name][0] / ms:10.2f}{large[name][1]:11,}"
        print(row)


def main() -> None:
    words = argparse.ArgumentParser(description="Measure what pages cost.")
    words.add_argument("--articles", type=int, nargs="+", default=[5_000, 100_000])
    words.add_argument("--sites", type=Path, default=Path(tempfile.gettempdir(), "newsroom-sites"))
    words.add_argument("--only", default="", metavar="WORD", help="pages with this in their name")
    words.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.only)))
        return
    compare([(number, measured(site_of(asked.sites, number), asked.only)) for number in asked.articles])


if __name__ == "__main__":
    main()
