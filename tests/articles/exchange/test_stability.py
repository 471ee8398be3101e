"""What machines have read stays the same to the byte when an archive is imported again, or into a new site."""

import os
import time

import pytest
from django.db import connection
from django.test import Client
from lxml import html

from articles.models import Article
from tests.seeds import Archive, archive, entry

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
TITLES = ["a ]]> b", "R&D <MSFT.O> & 🧭", 'say \\"no\\"', "جدول المد", "潮汐表"]
FEEDS = [f"{place}feed.{kind}" for place in ("/", "/topics/ai/") for kind in ("rss", "atom", "json")]
SITEMAPS = ["/sitemap.xml", "/sitemap/2023-1.xml", "/sitemap/topics.xml", "/sitemap/providers.xml", "/news-sitemap.xml"]
OTHERS = ["/providers.opml", "/api/news/index.json", "/api/topics/index.json"]
PAGES = ["/", "/latest/", "/topics/ai/", *(f"/news/2023-01-24-t{n}/" for n in range(len(TITLES)))]


def told(client: Client) -> dict[str, bytes | list[str]]:
    found: dict[str, bytes | list[str]] = {}
    for address in (*FEEDS, *SITEMAPS, *OTHERS):
        response = client.get(address)
        assert response.status_code == 200, address
        found[address] = response.content
    for address in PAGES:
        response = client.get(address)
        assert response.status_code == 200, address
        page = html.document_fromstring(response.content.decode())
        found[address] = [html.tostring(each) for each in page.iterfind(".//script")]
    return found


@pytest.fixture
def first(archive: Archive, client: Client) -> dict[str, bytes | list[str]]:
    for n, title in enumerate(TITLES):
        archive.write_article(
            f"2023-01-24-t{n}",
            title=f'"{title}"',
            webUrl=f'"https://news.example.org/{n}"',
            publishedDateTime=f"2023-01-{24 - n}T11:00:00Z",
            related="".join(entry("Other", f"https://news.example.org/{m}") for m in range(len(TITLES)) if m != n),
        )
    archive.bring()
    return told(client)


def test_a_second_import_changes_nothing(archive: Archive, client: Client, first: dict[str, bytes | list[str]]) -> None:
    for path in archive.folder.rglob("*.md"):
        os.utime(path, (time.time() + 5, time.time() + 5))
    archive.bring()
    assert told(client) == first


def test_nor_does_a_file_that_is_only_written_in_another_way(
    archive: Archive, client: Client, first: dict[str, bytes | list[str]]
) -> None:
    for path in archive.folder.rglob("*.md"):
        path.write_text(path.read_text().replace("---\n", "---\n# by hand\n", 1))
    archive.bring()
    assert told(client) == first


def test_a_new_site_tells_the_same(archive: Archive, client: Client, first: dict[str, bytes | list[str]]) -> None:
    numbers = set(Article.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        for table in connection.introspection.table_names():
            if table.startswith("articles_") and "search" not in table:
                cursor.execute(f"DELETE FROM {table}")
    archive.bring()
    assert not numbers & set(Article.objects.values_list("pk", flat=True))
    assert told(client) == first
