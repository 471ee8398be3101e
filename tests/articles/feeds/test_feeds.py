"""The feeds: three formats with the same items, which programs of others read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Article
from tests.once import Once
from tests.seeds import SEALED, Archive, archive, entry

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
PLACES = ["/", "/topics/ai/", "/providers/news.example.org/"]
KINDS = ["rss", "atom", "json"]
FEEDS = [f"{place}feed.{kind}" for place in PLACES for kind in KINDS]
HOSTILE = [
    "a ]]> b",
    "R&D <MSFT.O> up 5 %",
    "🧑‍🚀 lands & stays",
    'say "no" to <script>alert(1)</script>',
    "جدول المد",
    "tab\\tand\\ufeffmark",
    "&amp;lt;",
]


def body(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    assert not response.streaming
    return bytes(response.content)


def parsed(client: Client, address: str) -> Any:
    found = feedparser.parse(body(client, address))
    assert not found.bozo, found.get("bozo_exception")
    return found


def titles(client: Client, address: str) -> list[str]:
    if address.endswith("json"):
        return [item["title"] for item in client.get(address).json()["items"]]
    kind = "{http://www.w3.org/2005/Atom}title" if address.endswith("atom") else "title"
    item = "{http://www.w3.org/2005/Atom}entry" if address.endswith("atom") else "item"
    return [str(each.findtext(kind)) for each in etree.fromstring(body(client, address)).iter(item)]


def write_many(archive: Archive, number: int) -> None:
    for n in range(number):
        archive.write_article(
            f"2023-01-24-t{n}",
            webUrl=f'"https://news.example.org/{n}"',
            publishedDateTime=f"2023-01-24T11:00:{59 - n:02}Z",
            images=f'\n  - url: "https://images.example.org/{n}.jpg"',
        )


@pytest.fixture(scope="module")
def brought(shared_archive: Archive, once: Once) -> Iterator[Archive]:
    with once():
        write_tides(shared_archive)
        yield shared_archive


@pytest.fixture
def tides(brought: Archive, tmp_path: Path) -> Archive:
    return brought.copied(tmp_path)


def write_tides(archive: Archive) -> None:
    archive.write_article(
        updatedDateTime="2023-01-25T11:00:00Z",
        excerpt='"Ebb & <flow>."',
        images='\n  - url: "https://images.example.org/a b.jpg"\n    width: 600\n    height: 400\n    attribution: A. P.',
        topics="\n  - AI\n  - Sea & Sky",
        secured=f'"{SEALED}"',
        quality="4712",
    )
    archive.bring()


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_reader_finds_all_that_an_item_says(client: Client, tides: Archive, kind: str) -> None:
    feed = parsed(client, f"/feed.{kind}")
    assert (feed.feed.title, feed.feed.link, feed.version) == (
        "Newsroom", f"{SITE}/", {"rss": "rss20", "atom": "atom10"}[kind],
    )  # fmt: skip
    item = feed.entries[0]
    assert (item.id, item.link, item.title, item.summary, item.author) == (
        f"{SITE}/news/2023-01-24-tides/", f"{SITE}/news/2023-01-24-tides/", "A tide table for editors",
        "Ebb &amp; &lt;flow&gt;.", "Example",
    )  # fmt: skip
    assert item.published_parsed[:6] == (2023, 1, 24, 11, 0, 0)
    assert [tag.term for tag in item.tags] == ["AI", "Sea & Sky"]
    assert item.source.title == "Example"
    assert dict(item.media_content[0]) == {
        "url": "https://images.example.org/a%20b.jpg", "medium": "image", "width": "600", "height": "400",
    }  # fmt: skip
    assert "https://news.example.org/tides" in {link.href for link in item.links}


def test_json_feed_says_the_same(client: Client, tides: Archive) -> None:
    assert client.get("/feed.json").content.startswith(b'{\n  "version": ')
    feed = client.get("/feed.json").json()
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Newsroom",
        "home_page_url": f"{SITE}/",
        "feed_url": f"{SITE}/feed.json",
        "description": "Newsroom: the newest articles.",
        "language": "en-us",
        "items": [{
            "id": f"{SITE}/news/2023-01-24-tides/",
            "url": f"{SITE}/news/2023-01-24-tides/",
            "external_url": "https://news.example.org/tides",
            "title": "A tide table for editors",
            "content_text": "Ebb & <flow>.",
            "summary": "Ebb & <flow>.",
            "image": "https://images.example.org/a%20b.jpg",
            "date_published": "2023-01-24T11:00:00Z",
            "date_modified": "2023-01-25T11:00:00Z",
            "authors": [{"name": "Example", "url": "https://news.example.org/"}],
            "tags": ["AI", "Sea & Sky"],
        }],
    }  # fmt: skip


@pytest.mark.parametrize("address", FEEDS)
def test_every_feed_says_its_own_address_and_its_hub(client: Client, tides: Archive, address: str) -> None:
    with_hub = client.get(address)
    assert with_hub["Link"] == f'<{SITE}{address}>; rel="self"'
    assert with_hub["Content-Type"].endswith("; charset=utf-8")
    assert SITE + address in body(client, address).decode()
    assert b"hub" not in body(client, address)


@pytest.mark.parametrize("address", FEEDS)
def test_a_hub_is_named_where_there_is_one(client: Client, tides: Archive, settings: Settings, address: str) -> None:
    settings.WEBSUB_HUB = "https://hub.example.org/"
    assert '<https://hub.example.org/>; rel="hub"' in client.get(address)["Link"]
    assert b"https://hub.example.org/" in body(client, address)


@pytest.mark.parametrize("address", FEEDS)
def test_thirty_newest_items_for_as_many_queries_as_one(
    client: Client, archive: Archive, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    write_many(archive, 1)
    archive.bring()
    with CaptureQueriesContext(connection) as few:
        body(client, address)
    assert len(few) <= 7
    write_many(archive, 33)
    archive.bring()
    with django_assert_num_queries(len(few)):
        assert len(titles(client, address)) == 30
    assert Article.objects.newest()[0].slug == "2023-01-24-t0"


@pytest.mark.parametrize("address", FEEDS)
def test_hostile_titles_survive(client: Client, archive: Archive, address: str) -> None:
    for n, title in enumerate(HOSTILE):
        yaml = title.replace('"', '\\"')
        archive.write_article(
            f"2023-01-24-t{n}", title=f'"{yaml}"', webUrl=f'"https://news.example.org/{n}?a=1&b=]]>"',
            excerpt=f'"{yaml}"', publishedDateTime=f"2023-01-24T11:00:{59 - n:02}Z",
        )  # fmt: skip
    archive.bring()
    plain = [*HOSTILE[:5], "tab andmark", "<"]
    assert titles(client, address) == plain
    if not address.endswith("json"):
        assert [item.title for item in parsed(client, address).entries][:3] == plain[:3]


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_stays_the_same_until_something_changes(client: Client, tides: Archive, address: str) -> None:
    first = client.get(address)
    tides.write_article()
    Article.objects.all().update(version=7)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    head = client.head(address)
    assert (head.status_code, head["ETag"]) == (200, first["ETag"])
    tides.bring()  # now it has one topic only
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_site_has_an_empty_feed(client: Client, kind: str) -> None:
    assert titles(client, f"/feed.{kind}") == []
    assert body(client, f"/feed.{kind}") == body(client, f"/feed.{kind}")


@pytest.mark.parametrize("flags", [{"published": "false"}, {"removed": "true"}, {"goLiveAt": "2999-01-01T00:00:00Z"}])
@pytest.mark.parametrize("address", FEEDS)
def test_what_is_not_public_is_in_no_feed(
    client: Client, archive: Archive, address: str, flags: dict[str, str]
) -> None:
    archive.write_article(
        title='"Canary"', related=entry("Canary", "https://news.example.org/other"), secured=f'"{SEALED}"', **flags
    )
    archive.bring()
    response = client.get(address)
    assert response.status_code == (200 if address.startswith("/feed") else 404)
    assert b"Canary" not in response.content


def test_neither_scores_nor_the_sealed_payload_are_in_a_feed(client: Client, tides: Archive) -> None:
    for address in FEEDS:
        assert not {part for part in (SEALED[:20], "4712") if part.encode() in body(client, address)}


def test_a_topics_feed_has_its_subtopics_articles(client: Client, archive: Archive) -> None:
    archive.write("_data/topics/00-ai.yaml", "taxonomy: topic\n_id: ai\nname: AI\n")
    archive.write("_data/topics/10-ml.yaml", "taxonomy: topic\n_id: ml\nname: Machine Learning\nparent: AI\n")
    archive.write_article(topics="\n  - Machine Learning")
    archive.bring()
    assert titles(client, "/topics/ai/feed.rss") == ["A tide table for editors"]


@pytest.mark.parametrize("address", ["/feed.xml", "/topics/none/feed.rss", "/providers/none.example/feed.json"])
def test_there_is_no_other_feed(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", FEEDS)
def test_feeds_are_read_only(client: Client, tides: Archive, address: str) -> None:
    assert client.post(address).status_code == 405


def test_answers_are_compressed_for_those_who_ask(client: Client, tides: Archive) -> None:
    for address in ("/", "/feed.rss", "/api/news/index.json"):
        packed = client.get(address, headers={"accept-encoding": "gzip"})
        assert (packed["Content-Encoding"], "Accept-Encoding" in packed["Vary"]) == ("gzip", True)
        again = client.get(address, headers={"accept-encoding": "gzip", "if-none-match": packed["ETag"]})
        assert again.status_code == 304
