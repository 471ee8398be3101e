"""Each list has an order: what a database may answer in any order changes nothing that anybody is shown.

A query without an order is answered the other way round, and every page, feed, list and sitemap must stay as it was.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db.models import QuerySet
from django.test import Client

from articles.models import Picture, Provider, Topic
from tests.articles.admin.test_every_button import everything
from tests.articles.test_reading_writes_nothing import linked_from, pages_of_the_admin
from tests.once import Once
from tests.seeds import Archive

__all__ = ["everything"]
pytestmark = [pytest.mark.django_db, pytest.mark.any_server]

PUBLIC = [
    "/", "/latest/", "/topics/", "/providers/", "/archive/", "/archive/2023/", "/archive/2023/01/", "/search/?q=news",
    "/search/?q=nothing", "/feed.rss", "/feed.atom", "/feed.json", "/topics/sea/feed.json",
    "/providers/news.example.org/feed.atom", "/sitemap.xml",
    "/sitemap/topics.xml", "/sitemap/providers.xml", "/sitemap/2023-1.xml", "/news-sitemap.xml", "/providers.opml",
    "/api/news/index.json", "/api/topics/index.json", "/api/news/sea/index.json", "/api/news/2023-01-24-harbour/index.json",
]  # fmt: skip
ORDERED_BY = [f"?o={sign}{column}" for column in (1, 2, 3) for sign in ("", "-")]
_OF_THE_REQUEST = re.compile(rb'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"|nonce-[\w+/=-]+|number: <code>[^<]+')


@contextmanager
def unordered_reversed() -> Iterator[set[str]]:
    """Answer what has no order the other way round; the models that were asked so."""
    fetch: Callable[[Any], None] = QuerySet._fetch_all
    asked: set[str] = set()

    def fetched(rows: Any) -> None:
        is_new = rows._result_cache is None
        fetch(rows)
        if is_new and not rows.ordered and len(rows._result_cache) > 1:
            rows._result_cache.reverse()
            asked.add(rows.model.__name__)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", fetched)
        yield asked


def shown(client: Client, address: str) -> bytes:
    return _OF_THE_REQUEST.sub(b"", client.get(address, follow=True).content)


def is_the_same(client: Client, address: str) -> bool:
    before = shown(client, address)
    with unordered_reversed():
        return shown(client, address) == before


def those_that_differ(client: Client, pages: set[str]) -> list[str]:
    """A page that differs once is asked again: a first visit is remembered, and the minute may have changed meanwhile."""
    return [each for each in sorted(pages) if not is_the_same(client, each) and not is_the_same(client, each)]


@pytest.fixture(scope="module")
def more(everything: None, shared_archive: Archive, once: Once) -> Iterator[None]:
    """More than one of everything, in no order of names."""
    with once():
        write_more(shared_archive)
        yield


def write_more(archive: Archive) -> None:
    for number, name in enumerate(["Bay", "Zeal", "Ab", "mole", "Émile"]):
        url = f'"https://{name.lower()}{number}.example/"'
        provider = f"\n  name: {name}\n  domain: {name.lower().replace('é', 'e')}{number}.example"
        archive.write_article(
            f"2023-01-2{number}-more-{number}", webUrl=url, provider=provider, topics=f"\n- Sea\n- {name}", related=None
        )
    archive.bring()
    parent = Topic.objects.get(name="Sea")
    Topic.objects.filter(name__in=["Bay", "Zeal", "Ab"]).update(parent=parent)
    Picture.objects.update(widths=[400])


def test_each_public_list_has_an_order(more: None, client: Client) -> None:
    pages = {*PUBLIC}
    for address in ("/", "/topics/", "/providers/", "/archive/"):
        pages |= {each for each in linked_from(client, address) if "/preview/" not in each}
    assert len(pages) > 40
    assert those_that_differ(client, pages) == []


def test_each_list_of_the_admin_has_an_order(more: None) -> None:
    client = Client()
    client.force_login(apps.get_model("auth", "User").objects.get(username="administrator"))
    pages = {*pages_of_the_admin()}
    lists = {each for each in pages if re.fullmatch(r"/admin/articles/\w+/", each)}
    pages |= {each + order for each in lists for order in ORDERED_BY}
    assert len(lists) > 8
    assert those_that_differ(client, pages) == []


def test_a_query_without_an_order_is_noticed(more: None) -> None:
    with unordered_reversed() as asked:
        found = list(Provider.objects.order_by().values_list("pk", flat=True))
    assert asked == {"Provider"}
    assert len(found) > 1


def test_providers_stand_by_the_names_that_readers_see(more: None, client: Client) -> None:
    page = client.get("/providers/").content.decode()
    names = ["Ab", "Bay", "Émile", "Example", "mole", "Zeal"]
    assert [name for name in re.findall(r'dir="auto">([^<]+)</a> <span', page) if name in names] == names
    assert [
        name for name in re.findall(r' text="([^"]+)"', client.get("/providers.opml").content.decode()) if name in names
    ] == names
