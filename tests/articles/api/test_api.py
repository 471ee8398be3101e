"""The JSON API: the shape, the order and the bytes that existing clients read."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from articles.models import Article
from tests.seeds import SEALED, Archive, archive, entry

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


def answer(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response.content.decode() == json.dumps(response.json(), indent=2, ensure_ascii=False)
    return response.json()


def test_an_item_has_every_key_and_null_where_there_is_nothing(client: Client, archive: Archive) -> None:
    archive.write_article(
        category=None, heat=None, excerpt=None, type=None, topics="[]", images="[]", secured=f'"{SEALED}"'
    )
    archive.bring()
    assert list(answer(client, "/api/news/index.json").items()) == [
        ("page", 1),
        ("value", [{
            "path": "_news/2023-01-24-tides.md", "title": "A tide table for editors", "excerpt": None, "sourceUrl": None,
            "webUrl": "https://news.example.org/tides", "originalUrl": None, "featuredContent": None, "highlight": None,
            "heat": None, "tags": None, "images": None, "content": "", "type": None, "ampWebUrl": None, "cdnAmpWebUrl": None,
            "publishedDateTime": "2023-01-24T11:00:00Z", "updatedDateTime": None,
            "provider": {"name": "Example", "domain": "news.example.org", "images": None, "publishers": None, "authors": None},
            "locale": "en-us", "categories": None, "topics": None,
        }]),
        ("nextPage", None),
    ]  # fmt: skip


def test_values_are_the_seeds_character_for_character(client: Client, archive: Archive) -> None:
    archive.write_article(
        title='" &#8217;<b> \\r\\n\u200b "',
        tags="\n  - one",
        locale="de-de",
        images='\n  - url: "/a b.jpg"\n    isCached: true\n  - url: "/c.jpg"\n    title: "t"',
        provider="\n  name: E\n  domain: News.Example.org\n  images:\n    - url: /l.png\n  authors:\n    - name: A",
    )
    archive.bring()
    got = answer(client, "/api/news/index.json")["value"][0]
    assert got["title"] == " &#8217;<b> \r\n\u200b "
    assert (got["tags"], got["locale"]) == (["one"], "de-de")
    blank = {"width": None, "height": None, "title": None, "attribution": None}
    assert got["images"] == [
        {"url": "/a b.jpg"} | blank | {"isCached": True},
        {"url": "/c.jpg"} | blank | {"title": "t", "isCached": False},
    ]
    assert got["provider"] == {
        "name": "E", "domain": "News.Example.org", "images": [{"url": "/l.png"} | blank | {"isCached": False}],
        "publishers": None, "authors": [{"name": "A"}],
    }  # fmt: skip


def test_one_article_has_its_related_coverage_without_quality(client: Client, archive: Archive) -> None:
    related = entry("Elsewhere", "https://elsewhere.example/", quality="7", publishedDateTime="2023-01-20T14:08:00Z")
    archive.write_article(related=related, quality="8")
    archive.bring()
    got = answer(client, "/api/news/2023-01-24-tides/index.json")
    assert got["related"] == [
        {"title": "Elsewhere", "publishedDateTime": "2023-01-20T14:08:00Z", "webUrl": "https://elsewhere.example/"}
    ]
    assert "quality" not in got
    listed = answer(client, "/api/news/index.json")["value"][0]
    assert listed == {key: value for key, value in got.items() if key != "related"}


def test_newest_first_and_ties_by_path(client: Client, archive: Archive) -> None:
    for slug, day in (("2023-01-24-a", 1), ("2023-01-24-a-2", 1), ("2023-01-24-B", 1), ("2023-01-24-old", 0)):
        when = f"2023-01-2{day}T11:00:00Z"
        archive.write_article(slug, webUrl=f'"https://news.example.org/{slug}"', publishedDateTime=when)
    archive.bring()
    paths = [item["path"] for item in answer(client, "/api/news/index.json")["value"]]
    assert paths == [f"_news/2023-01-24-{name}.md" for name in ("B", "a-2", "a", "old")]
    assert paths[:3] == sorted(paths[:3])


def test_pages_of_25_and_of_30_for_a_topic(client: Client, archive: Archive) -> None:
    for n in range(31):
        archive.write_article(f"2023-01-24-t{n}", webUrl=f'"https://news.example.org/{n}"')
    archive.bring()
    first, second = (answer(client, f"/api/news/{place}index.json") for place in ("", "page/2/"))
    assert (len(first["value"]), first["nextPage"], second["page"], len(second["value"]), second["nextPage"]) == (
        25,
        2,
        2,
        6,
        None,
    )
    assert answer(client, "/api/news/page/1/index.json") == first
    topic, rest = (answer(client, f"/api/news/ai/{place}index.json") for place in ("", "page/2/"))
    assert (len(topic["value"]), topic["nextPage"], len(rest["value"]), rest["nextPage"]) == (30, 2, 1, None)
    for gone in ("page/3/", "page/0/", "ai/page/3/", "no-topic/", "no-topic/page/1/", f"page/{10**30}/"):
        response = client.get(f"/api/news/{gone}index.json")
        assert (response.status_code, response["Access-Control-Allow-Origin"]) == (404, "*"), gone


def test_an_empty_first_page_is_there(client: Client, archive: Archive) -> None:
    archive.write_article(published="false", topics="\n  - AI\n  - Secret merger")
    archive.write("_data/topics/00-ai.yaml", "taxonomy: topic\n_id: ai\nname: AI\n")
    archive.bring()
    empty = {"page": 1, "value": [], "nextPage": None}
    assert answer(client, "/api/news/index.json") == empty
    assert answer(client, "/api/news/ai/index.json") == empty
    assert client.get("/api/news/secret-merger/index.json").status_code == 404
    assert client.get("/api/news/secret-merger/page/1/index.json").status_code == 404


@pytest.mark.parametrize("address", ["/api/", "/api/news/page/x/index.json", "/api/nothing", "/api/topics/ai/"])
def test_no_address_below_the_api_answers_with_a_page_for_people(client: Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert "openapi.json" in response.json()["error"]


def test_times_are_in_the_sites_zone(client: Client, archive: Archive, settings: Settings) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    archive.write_article(updatedDateTime="2023-01-24T11:00:00.5Z")
    archive.bring()
    got = answer(client, "/api/news/index.json")["value"][0]
    assert (got["publishedDateTime"], got["updatedDateTime"]) == (
        "2023-01-24T20:00:00+09:00",
        "2023-01-24T20:00:00.500000+09:00",
    )


def test_topics_are_listed(client: Client, archive: Archive) -> None:
    archive.write("_data/topics/00-ai.yaml", "taxonomy: topic\n_id: ai\nname: AI\nhashtags:\n  - '#AI'\n")
    archive.write(
        "_data/topics/10-ml.yaml", "taxonomy: topic\n_id: ml\nname: Machine Learning\nshortname: ML\nparent: AI\n"
    )
    archive.bring()
    blank = {"shortname": None, "parent": None, "keywords": None, "hashtags": None, "images": None, "services": None}
    assert answer(client, "/api/topics/index.json")["value"] == [
        {"id": "ai", "name": "AI"} | blank | {"hashtags": ["#AI"]},
        {"id": "ml", "name": "Machine Learning"} | blank | {"shortname": "ML", "parent": "AI"},
    ]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_wrong_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)("/api/news/index.json").status_code == 405


def test_head_and_options_answer(client: Client) -> None:
    head = client.head("/api/news/index.json")
    assert (head.status_code, head.content, head["Access-Control-Allow-Origin"]) == (200, b"", "*")
    options = client.options("/api/news/index.json")
    assert (options.status_code, options["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_an_articles_slug_may_be_any_text(client: Client, archive: Archive) -> None:
    archive.write_article("2023-01-24-Grüße & 100 %+#")
    archive.bring()
    assert Article.objects.get().slug == "2023-01-24-Grüße & 100 %+#"
    assert client.get("/news/2023-01-24-Gr%C3%BC%C3%9Fe%20&%20100%20%25+%23/").status_code == 200
    assert b"/news/2023-01-24-Gr%C3%BC%C3%9Fe%20&amp;%20100%20%25+%23/" in client.get("/latest/").content


def test_an_entry_of_related_coverage_has_its_keys_in_the_order_of_seeds(client: Client, archive: Archive) -> None:
    picture = "url: /a.jpg", "width: 3", "height: 2", "isCached: true", "title: t", "attribution: c"
    images = "\n      - " + "\n        ".join(picture)
    full = entry(
        "Elsewhere", "https://elsewhere.example/", quality="7", images=images, type="article", excerpt='"e"',
        updatedDateTime="2023-01-21", publishedDateTime="2023-01-20", originalUrl='"https://e.example/o"',
        provider="\n      domain: e.example\n      name: E\n      authors: {z: a, b: c}",
        sourceUrl='"https://e.example/s"', ampWebUrl='"https://e.example/a"',
    )  # fmt: skip
    archive.write_article(
        "2023-01-25-ours", webUrl='"https://news.example.org/ours"', images='\n  - isCached: true\n    url: "/b.jpg"'
    )
    words = {
        "type": "article",
        "publishedDateTime": "2023-01-24T11:00:00Z",
        "provider": "{domain: news.example.org, name: E}",
    }
    words |= {"images": "[{isCached: true, url: /b.jpg}]", "quality": "60", "excerpt": '"o"'}
    archive.write_article(related=full + entry("In our words", "https://news.example.org/ours", **words))
    archive.bring()
    elsewhere, ours = answer(client, "/api/news/2023-01-24-tides/index.json")["related"]
    assert list(elsewhere) == [
        "title", "excerpt", "publishedDateTime", "updatedDateTime", "sourceUrl", "originalUrl", "webUrl", "ampWebUrl", "type",
        "provider", "images",
    ]  # fmt: skip
    assert list(elsewhere["provider"]) == ["name", "domain", "authors"]
    assert list(elsewhere["provider"]["authors"]) == ["z", "b"]
    assert list(elsewhere["images"][0]) == ["url", "width", "height", "isCached", "title", "attribution"]
    assert list(ours) == ["title", "excerpt", "publishedDateTime", "webUrl", "type", "provider", "images"]
    assert list(ours["images"][0]) == ["url", "isCached"]


def test_a_topic_s_pictures_have_their_keys_in_the_order_of_seeds(client: Client, archive: Archive) -> None:
    lines = "  - isCached: true\n    width: 4\n    title: t\n    url: /a.jpg\n  - /b.jpg\n"
    archive.write(
        "_data/topics/1.yaml", f"taxonomy: topic\n_id: sea\nname: Sea\nimages:\n{lines}services:\n  z: a\n  b: c\n"
    )
    archive.bring()
    [topic] = answer(client, "/api/topics/index.json")["value"]
    assert list(topic["images"][0]) == ["url", "width", "isCached", "title"]
    assert topic["images"][1] == "/b.jpg"
    assert list(topic["services"]) == ["z", "b"]
