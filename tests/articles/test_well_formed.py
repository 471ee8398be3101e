"""Whatever is stored, what programs read of it is XML or JSON, and whatever editors type is a text."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article, ArticleTopic, Image, Masthead, Provider, RelatedLink, SavedFilter, Topic
from tests.pages import form_of
from tests.seeds import Archive, archive, entry

__all__ = ["archive"]
pytestmark = pytest.mark.django_db

# What XML may not hold, what it must escape, and what ends what holds it. No database holds a NUL in a text.
ODD = (
    "".join(map(chr, (*range(1, 32), *range(127, 160), 0x2028, 0xFFFE, 0xFFFF, 0x1FFFE))) + "]]></title>&lt;&#1;&x\\\"'"
)
# JSON escapes it, so that SQLite holds it in JSON; PostgreSQL refuses it.
HALF = "\ud800" if connection.vendor == "sqlite" else ""
XML = (
    "/feed.rss", "/feed.atom", "/topics/{topic}/feed.rss", "/topics/{topic}/feed.atom", "/providers/news.example.org/feed.rss",
    "/providers/news.example.org/feed.atom", "/providers.opml", "/sitemap.xml", "/news-sitemap.xml", "/sitemap/pages.xml",
    "/sitemap/topics.xml", "/sitemap/providers.xml", "/sitemap/2023-1.xml",
)  # fmt: skip
JSON = (
    "/feed.json", "/topics/{topic}/feed.json", "/providers/news.example.org/feed.json", "/api/news/index.json",
    "/api/news/{topic}/index.json", "/api/news/2023-01-24-tides/index.json", "/api/topics/index.json", "/api/openapi.json",
    "/admin/articles/article/suggestions/?q=tides",
)  # fmt: skip
TEXTS = ("title", "excerpt", "type", "locale", "category", "featured_content", "highlight", "body", "provider_name")


def store_odd(archive: Archive, odd: str) -> None:
    """Everything that a text can be in is that text, as no rule would let it in."""
    archive.write_article(
        related=entry("Elsewhere", "https://e.example/"), images='\n  - url: "https://e.example/p.jpg"', sourceUrl='"https://e.example/s"'
    )  # fmt: skip
    archive.bring()
    Article.objects.update(**dict.fromkeys(TEXTS, odd), web_url=f"https://e.example/{odd}", tags=[odd + HALF])
    Article.objects.update(published_at="2023-01-24T11:00:00Z", provider_rest={"authors": [odd + HALF]})
    Topic.objects.update(name=odd, shortname=odd, parent_name=odd, keywords=[odd + HALF])
    ArticleTopic.objects.update(name=odd)
    Provider.objects.update(name=odd, description=odd)
    Image.objects.update(title=odd, attribution=odd, url=f"https://e.example/{odd}")
    RelatedLink.objects.update(
        own={"title": odd + HALF, "webUrl": f"https://e.example/{odd}{HALF}", "provider": {"name": odd}}
    )
    Masthead.objects.create(name=odd[:80], tag_line=odd, footer=odd)


def text_of(client: Client, page: str) -> bytes:
    answer = client.get(page.format(topic=Topic.objects.get().slug))
    assert answer.status_code == 200, page
    return answer.content


@pytest.mark.parametrize("odd", [ODD, "\x01", ""], ids=["odd", "nothing that is seen", "nothing"])
def test_what_programs_read_is_well_formed_whatever_is_stored(archive: Archive, admin_client: Client, odd: str) -> None:
    store_odd(archive, odd)
    for page in XML:
        ElementTree.fromstring(text_of(admin_client, page))
    for page in JSON:
        json.loads(text_of(admin_client, page))


@pytest.mark.parametrize("odd", [ODD, "\x01"])
def test_a_page_shows_whatever_is_stored(archive: Archive, client: Client, odd: str) -> None:
    store_odd(archive, odd)
    for page in ("/", "/news/2023-01-24-tides/", "/topics/", "/providers/", "/archive/2023/01/24/", "/search/?q=tides"):
        assert client.get(page).status_code == 200, page
    assert b"\x01" not in client.get("/").content


@pytest.mark.parametrize("field", ["name", "tag_line", "footer"])
@pytest.mark.parametrize("bad", ["\x01", "\x7f", "\x9b"])
def test_the_site_s_texts_go_through_the_rules_of_seeds(admin_client: Client, field: str, bad: str) -> None:
    page = "/admin/articles/masthead/add/"
    said: dict[str, Any] = form_of(admin_client.get(page), "tag_line")
    answer = admin_client.post(page, said | {field: f"The{bad}Tide"})
    assert "control character" in answer.content.decode()
    assert not Masthead.objects.exists()


def test_a_site_s_name_is_read_as_a_headline_is(client: Client) -> None:
    Masthead.objects.create(name="  The\u200b  R&amp;D   Times ")
    assert "<title>The R&amp;D Times</title>" in client.get("/").content.decode()


def test_the_name_of_a_filter_is_a_text(admin_client: Client) -> None:
    answer = admin_client.post("/admin/articles/article/filters/", {"name": "a\x01b", "query": "q=a"}, follow=True)
    assert "control character" in answer.content.decode()
    assert not SavedFilter.objects.exists()
