"""What the database does for a page does not grow with the archive: no page counts, scans or sorts what it does not show.

Measured are the steps of SQLite's virtual machine, which are the same in every run, and the rows that PostgreSQL looks at. It
plans by how large tables are, and is told here to plan as if they were; `tests.bench.bench_pages` measures both on large ones.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.admin.article import suggestions
from articles.admin.desk import going
from articles.admin.kit import lists
from articles.models import Article, ArticleTopic, Provider, RelatedLink, Topic
from articles.models.querysets import matching
from articles.reading.search import search
from articles.store import Prepared, index_stored
from articles.views import provider as views_provider
from articles.views import search as views_search
from tests.rows import make_provider, make_topic

pytestmark = pytest.mark.django_db
FEW, MANY = 480, 1920
STORY, DAYS, RECENT, A_DAY = 6, 10, 210, 3
GROWTH = 1.3
AT_THE_DESK = "/admin/articles/"
ALWAYS = 400  # steps or rows: an index that is one level deeper is not a scan


def add(numbers: range, midnight: datetime) -> None:
    """Add articles, each sixth of them public with the five after it as its coverage.

    All of them are of the same topics and providers and have a word in common. The first `FEW` are of the last days, and the
    others older, so that the archive grows as archives do.
    """
    topics, providers = list(Topic.objects.order_by("pk")), list(Provider.objects.order_by("pk"))
    made = []
    for number in numbers:
        day = number // STORY % DAYS + (RECENT if number >= FEW else 0)
        made.append(
            Article(
                slug=f"2026-a{number}", title=f"Harbour report {number}", excerpt="Ships come and go.",
                status="folded" if number % STORY else "published", rank=number % 97, heat=number % 97, quality=60,
                published_at=midnight - timedelta(days=day + 1) + timedelta(seconds=number),
                provider=providers[day % len(providers)], web_url=f"https://news.example.org/{number}",
                noise=0, compared=True,
            )
        )  # fmt: skip
    made = Article.objects.bulk_create(made)
    ArticleTopic.objects.bulk_create(
        ArticleTopic(content_object=each, tag=topics[at // STORY % DAYS % len(topics)], name="x", position=0)
        for at, each in zip(numbers, made, strict=True)
    )
    leaders = {at: each for at, each in zip(numbers, made, strict=True) if not at % STORY}
    RelatedLink.objects.bulk_create(
        RelatedLink(article=leaders[at - at % STORY], target=each, position=at % STORY)
        for at, each in zip(numbers, made, strict=True)
        if at % STORY
    )
    index_stored([each.pk for each in made])


@contextmanager
def steps() -> Iterator[Callable[[], int]]:
    """How many steps SQLite takes meanwhile, or how many rows PostgreSQL looks at."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 10
        return 0

    def explain(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal taken
        found = execute(sql, params, many, context)
        if sql.startswith(("SELECT", "(SELECT")):
            with context["connection"].wrap_database_errors, context["connection"].connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
                taken += looked_at(cursor.fetchone()[0][0]["Plan"])
        return found

    connection.ensure_connection()
    if connection.vendor != "sqlite":
        with connection.execute_wrapper(explain):
            yield lambda: taken
        return
    connection.connection.set_progress_handler(count, 10)
    yield lambda: taken
    connection.connection.set_progress_handler(None, 10)


def looked_at(plan: dict[str, Any]) -> int:
    """How many rows each node of a plan of PostgreSQL gave and passed over, all together."""
    passed = sum(rows for name, rows in plan.items() if name.startswith("Rows Removed"))
    return int((plan["Actual Rows"] + passed) * plan["Actual Loops"]) + sum(map(looked_at, plan.get("Plans", ())))


# What grows all the same, and with what.
GROWS = {
    "article/?q=harbour": "all that match are collected, and then taken in the order of the list",
    "a topic of the desk": "how files spell its name is counted among its articles",
    "a provider of the desk": "how files spell its name is counted among its articles",
}
# PostgreSQL reads the words of a few thousand articles sooner than its index of them.
GROWS_WHILE_SMALL = {"/search/?q=nothing"}
ANYBODY = (
    "/", "/search/?q=harbour", "/search/?q=harbour&sort=date", "/search/?q=nothing", "/latest/", "/topics/", "/providers/",
    "/archive/", "/sitemap.xml", "/news-sitemap.xml", "/feed.atom", "/api/news/index.json", "/api/news/page/3/index.json",
    "/api/topics/index.json", "/providers.opml", "/news/nothing/",
)  # fmt: skip
DESK = (
    "article/", "article/?p=3", "article/?q=harbour", "article/?status__exact=published", "article/?o=5", "article/?o=-5",
    "article/?o=6", "article/?o=-6", "article/?o=7", "article/?o=2", "article/?o=-4", "article/triage/",
    "article/suggestions/?q=harbour", "topic/", "topic/tree/", "provider/", "conflict/", "duplicate/", "import/", "act/",
    "picture/", "formerarticle/",
)  # fmt: skip


def pages(client: Client, midnight: datetime) -> dict[str, str]:
    """The addresses of all kinds of pages, by what they are."""
    day, leader = midnight - timedelta(days=A_DAY + 1), Article.objects.get(slug="2026-a0")
    older = client.get("/latest/").content.decode().partition("/latest/after/")[2].partition('"')[0]
    topic, provider = Topic.objects.order_by("pk")[0], Provider.objects.order_by("pk")[0]
    assert older
    of_one = {
        "a day": f"/archive/{day:%Y/%m/%d}/", "a month": f"/archive/{day:%Y/%m}/", "older": f"/latest/after/{older}",
        "a topic": f"/topics/{topic.slug}/", "its feed": f"/topics/{topic.slug}/feed.rss",
        "its API": f"/api/news/{topic.slug}/index.json", "a provider": f"/providers/{provider.domain}/",
        "its JSON feed": f"/providers/{provider.domain}/feed.json", "an article": f"/news/{leader.slug}/",
        "an article's API": f"/api/news/{leader.slug}/index.json", "the desk": "/admin/", "going there": "/admin/go/?q=harbour",
        "a form": f"{AT_THE_DESK}article/{leader.pk}/change/", "a story": f"{AT_THE_DESK}article/{leader.pk}/story/",
        "a history": f"{AT_THE_DESK}article/{leader.pk}/history/",
        "a topic of the desk": f"{AT_THE_DESK}topic/{topic.pk}/change/",
        "a provider of the desk": f"{AT_THE_DESK}provider/{provider.pk}/change/",
    }  # fmt: skip
    return of_one | {address: address for address in ANYBODY} | {name: f"{AT_THE_DESK}{name}" for name in DESK}


def work(client: Client, addresses: dict[str, str]) -> dict[str, int]:
    found = {}
    for name, address in addresses.items():
        client.get(address)
        with steps() as done:
            answer = client.get(address)
        assert answer.status_code in (200, 404), (address, answer.status_code)
        found[name] = done()
    return found


def forget_other_tests() -> None:
    """What other tests rolled back lies in PostgreSQL's tables and indexes until they are vacuumed, and is read again."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE articles_article, articles_topic, articles_provider CASCADE")


def plan_as_for_many() -> None:
    """PostgreSQL would read small tables whole, for a join too: it is told to do what it does with large ones."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            for way in ("seqscan", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{way} = off")


def test_no_page_asks_more_of_a_larger_archive(
    admin_client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.KEEP_PAGES = False
    # Fewer than match, as in a large archive.
    monkeypatch.setattr(views_search, "search", partial(search, most=20))
    monkeypatch.setattr(suggestions, "_COMPARED", 20)
    monkeypatch.setattr(going, "_COMPARED", 20)
    monkeypatch.setattr(views_provider, "COMPARED_FOR_COVERS", 20)
    monkeypatch.setattr(views_provider, "_COVERS", Prepared(views_provider._COVERS._build))  # compiled with that number
    monkeypatch.setattr(lists, "MOST_COUNTED", 60)
    monkeypatch.setattr(matching, "_MANY", 30)
    monkeypatch.setattr(matching, "_FIRST", 60)
    forget_other_tests()
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    for number in range(2):
        make_topic(f"Topic {number}")
        make_provider(f"p{number}.example")
    add(range(FEW), midnight)
    plan_as_for_many()
    addresses = pages(admin_client, midnight)
    few = work(admin_client, addresses)
    add(range(FEW, MANY), midnight)
    plan_as_for_many()
    many = work(admin_client, addresses)
    grown = {name: (few[name], many[name]) for name in few if many[name] > max(few[name], ALWAYS) * GROWTH}
    known = GROWS.keys() if connection.vendor == "sqlite" else GROWS.keys() | GROWS_WHILE_SMALL
    assert {name: grown[name] for name in grown if name not in known} == {}
    if connection.vendor == "sqlite":
        assert [name for name in GROWS if name not in grown] == []  # else its reason is no longer true
