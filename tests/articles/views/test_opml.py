"""The providers as OPML."""

import pytest
from django.test import Client
from lxml import etree

from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


def outlines(client: Client) -> list[dict[str, str]]:
    response = client.get("/providers.opml")
    assert response.status_code == 200
    return [dict(each.attrib) for each in etree.fromstring(response.content).iterfind("body/outline")]


def test_each_provider_is_there_with_its_site_and_its_feed(client: Client, archive: Archive) -> None:
    archive.write_article(provider='\n  name: "R&D <Daily> ]]>"\n  domain: news.example.org')
    archive.bring()
    name = "R&D <Daily> ]]>"
    feed = "http://127.0.0.1:8000/providers/news.example.org/feed.rss"
    site = "https://news.example.org/"
    assert outlines(client) == [{"type": "rss", "text": name, "title": name, "xmlUrl": feed, "htmlUrl": site}]
    assert client.get(feed.removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.parametrize("flags", [{"published": "false"}, {"removed": "true"}])
def test_a_provider_without_public_articles_is_not(client: Client, archive: Archive, flags: dict[str, str]) -> None:
    archive.write_article(**flags)
    archive.bring()
    assert outlines(client) == []
