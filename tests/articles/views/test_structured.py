"""What pages say of themselves to machines: JSON-LD, social cards, the canonical address."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from lxml import html
from pytest_django import Settings

from tests.seeds import SEALED, Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
TIDES = "/news/2023-01-24-tides/"
HOSTILE = 'R&D </script><script>alert("1")</script> ]]> <!-- 🧭'


def page(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return html.document_fromstring(response.content.decode())


def described(client: Client, address: str) -> dict[str, Any]:
    """The page's blocks by their types."""
    blocks = [json.loads(each.text) for each in page(client, address).iterfind(".//script")]
    assert {block.pop("@context") for block in blocks} == {"https://schema.org"}
    return {block.pop("@type"): block for block in blocks}


def card(client: Client, address: str) -> dict[str, str]:
    metas = page(client, address).iterfind(".//meta")
    return {key: meta.get("content") for meta in metas if (key := meta.get("property") or meta.get("name"))}


def crumbs(block: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(step["position"], step["name"], step["item"]) for step in block["itemListElement"]]


@pytest.fixture
def tides(archive: Archive) -> Archive:
    archive.write_article(
        updatedDateTime="2023-01-25T11:00:00Z",
        images='\n  - url: "https://images.example.org/a b.jpg"\n    width: 600\n    height: 400\n    title: "A buoy"',
        secured=f'"{SEALED}"',
        locale="en-gb",
    )
    archive.bring()
    return archive


def test_an_article_says_what_it_is_and_what_it_is_based_on(client: Client, tides: Archive) -> None:
    found = described(client, TIDES)
    assert found["NewsArticle"] == {
        "@id": SITE + TIDES,
        "url": SITE + TIDES,
        "mainEntityOfPage": SITE + TIDES,
        "headline": "A tide table for editors",
        "description": "What rises and what falls.",
        "datePublished": "2023-01-24T11:00:00+00:00",
        "dateModified": "2023-01-25T11:00:00+00:00",
        "inLanguage": "en-gb",
        "image": {"@type": "ImageObject", "url": "https://images.example.org/a%20b.jpg", "width": 600, "height": 400},
        "isBasedOn": "https://news.example.org/tides",
        "author": {"@type": "Organization", "name": "Example", "url": "https://news.example.org/"},
        "publisher": {"@type": "Organization", "name": "Newsroom", "url": f"{SITE}/"},
        "keywords": ["AI"],
        "isAccessibleForFree": True,
    }
    assert crumbs(found["BreadcrumbList"]) == [
        (1, "Newsroom", f"{SITE}/"), (2, "AI", f"{SITE}/topics/ai/"), (3, "A tide table for editors", SITE + TIDES),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "name"),
    [("/", "Newsroom"), ("/latest/", "Latest"), ("/topics/ai/", "AI"), ("/providers/news.example.org/", "Example")],
)
def test_a_list_is_a_collection_of_its_articles(client: Client, tides: Archive, address: str, name: str) -> None:
    found = described(client, address)
    assert (found["CollectionPage"]["name"], found["CollectionPage"]["url"]) == (name, SITE + address)
    assert found["CollectionPage"]["mainEntity"]["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "A tide table for editors", "url": SITE + TIDES}
    ]
    assert address == "/" or crumbs(found["BreadcrumbList"])[-1][1:] == (name, SITE + address)


@pytest.mark.parametrize(
    ("address", "name", "member"), [("/topics/", "Topics", "ai/"), ("/providers/", "Providers", "news.example.org/")]
)
def test_a_list_of_lists_is_a_collection_too(
    client: Client, tides: Archive, address: str, name: str, member: str
) -> None:
    found = described(client, address)
    assert found["CollectionPage"]["name"] == name
    [only] = found["CollectionPage"]["mainEntity"]["itemListElement"]
    assert only["url"] == f"{SITE}{address}{member}"
    assert crumbs(found["BreadcrumbList"])[-1] == (2, name, SITE + address)


def test_a_subtopic_stands_below_its_topic(client: Client, archive: Archive) -> None:
    archive.write("_data/topics/00-ai.yaml", "taxonomy: topic\n_id: ai\nname: AI\n")
    archive.write("_data/topics/10-ml.yaml", "taxonomy: topic\n_id: ml\nname: Machine Learning\nparent: AI\n")
    archive.bring()
    way = crumbs(described(client, "/topics/ml/")["BreadcrumbList"])
    assert [name for _, name, _ in way] == ["Newsroom", "Topics", "AI", "Machine Learning"]


@pytest.mark.parametrize("address", [TIDES, "/", "/latest/", "/topics/ai/", "/providers/news.example.org/"])
def test_no_text_breaks_out_of_its_block(client: Client, archive: Archive, address: str) -> None:
    quoted = HOSTILE.replace('"', '\\"')
    archive.write_article(title=f'"{quoted}"', excerpt=f'"{quoted}"')
    archive.bring()
    found = described(client, address)
    assert HOSTILE in json.dumps(found, ensure_ascii=False).replace('\\"', '"')
    source = client.get(address).content.decode()
    assert len(re.findall("<script", source)) == len(re.findall("</script", source)) == len(found)


def test_an_article_has_a_card(client: Client, tides: Archive) -> None:
    said = card(client, TIDES)
    expected = {
        "og:type": "article", "og:site_name": "Newsroom", "og:title": "A tide table for editors", "og:url": SITE + TIDES,
        "og:description": "What rises and what falls.", "og:image": "https://images.example.org/a%20b.jpg",
        "og:image:width": "600", "og:image:height": "400", "og:image:alt": "A buoy", "og:locale": "en_US",
        "article:published_time": "2023-01-24T11:00:00+00:00", "article:tag": "AI", "twitter:card": "summary_large_image",
    }  # fmt: skip
    assert {key: said.get(key) for key in expected} == expected


def test_a_list_has_a_card(client: Client, tides: Archive) -> None:
    said = card(client, "/topics/ai/")
    assert (said["og:type"], said["og:title"], said["og:url"], said["twitter:card"]) == (
        "website", "AI", f"{SITE}/topics/ai/", "summary",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("setting", "canonical"), [("own", SITE + TIDES), ("original", "https://news.example.org/tides")]
)
def test_the_site_says_which_address_is_canonical(
    client: Client, tides: Archive, settings: Settings, setting: str, canonical: str
) -> None:
    settings.CANONICAL = setting
    found = page(client, TIDES)
    assert [link.get("href") for link in found.iterfind(".//link[@rel='canonical']")] == [canonical]
    assert card(client, TIDES)["og:url"] == SITE + TIDES


def test_what_is_sealed_is_in_no_block(client: Client, tides: Archive) -> None:
    assert SEALED[:20] not in client.get(TIDES).content.decode()
