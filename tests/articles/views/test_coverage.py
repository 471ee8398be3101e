"""Related coverage on an article's page: another article's words under the entry's own, and addresses for readers."""

import json
import re

import pytest
from django.test import Client

from articles.editing.publishing import delete, set_status
from articles.history.work import Work
from articles.models import Article, Provider, Status
from tests.pages import markup
from tests.seeds import Archive, archive, entry

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
OTHER = "https://news.example.org/other"


def rows(client: Client) -> list[list[str]]:
    """Each row's address, relation, headline, the texts below it and the day above it."""
    page = markup(client.get("/news/2023-01-24-tides/"))
    days = re.findall(r'<section class="day">(.*?)</section>', page, re.DOTALL)
    items = [
        (day, item) for day in days for item in re.findall(r"<li>\s*<h4 class=\"headline\"(.*?)</li>", day, re.DOTALL)
    ]
    found = []
    for day, item in items:
        link = re.search(r'<a href="([^"]*)"( rel="noopener")?>', item)
        words = [part for text in re.split(r"<[^>]+>", item.partition(">")[2]) if (part := text.strip())]
        when = re.findall(r"<time[^>]*>([^<]+)</time>", day)
        found.append([link[1] if link else "", "elsewhere" if link and link[2] else "", *words, *when])
    return found


def write_other(archive: Archive, **more: str) -> None:
    archive.write_article(
        "2023-01-23-other",
        title='"Its headline"',
        webUrl=f'"{OTHER}"',
        publishedDateTime="2023-01-23T11:00:00Z",
        **more,
    )


def test_a_row_that_follows_shows_its_articles_words_and_leads_to_our_page(client: Client, archive: Archive) -> None:
    write_other(archive)
    related = entry("Its headline", OTHER, excerpt='"What rises and what falls."', type="article", quality="60",
                    publishedDateTime="2023-01-23T11:00:00Z",
                    provider="\n      name: Example\n      domain: news.example.org")  # fmt: skip
    archive.write_article(related=related)
    archive.bring()
    Provider.objects.update(name="The provider's own name")
    assert rows(client) == [
        ["/news/2023-01-23-other/", "", "Its headline", "What rises and what falls.", "The provider&#x27;s own name",
         "23 January 2023"],
    ]  # fmt: skip


def test_an_entrys_own_values_stand_over_its_articles(client: Client, archive: Archive) -> None:
    write_other(archive, published="false", heat="-1")
    related = entry("In other words", OTHER, publishedDateTime="2023-01-20T11:00:00Z",
                    provider="\n      name: A partner\n      domain: partner.example")  # fmt: skip
    archive.write_article(related=related)
    archive.bring()
    assert rows(client) == [[OTHER, "elsewhere", "In other words", "A partner", "20 January 2023"]]


def test_a_link_to_elsewhere_names_its_site_where_it_names_no_provider(client: Client, archive: Archive) -> None:
    archive.write_article(related=entry("Elsewhere", "https://www.elsewhere.example/é"))
    archive.bring()
    assert rows(client) == [
        ["https://www.elsewhere.example/%C3%A9", "elsewhere", "Elsewhere", "elsewhere.example"],
    ]


def test_unknown_keys_of_an_entry_are_not_in_the_api(client: Client, archive: Archive) -> None:
    related = entry("Elsewhere", "https://elsewhere.example/", sealed="Canary", provider=(
        "\n      name: E\n      authors:\n        - name: A\n      canary: Canary"
        "\n      images:\n        - url: /l.png\n          canary: Canary"
    ))  # fmt: skip
    archive.write_article(related=related)
    archive.bring()
    answer = client.get("/api/news/2023-01-24-tides/index.json")
    assert json.loads(answer.content)["related"] == [
        {
            "title": "Elsewhere",
            "webUrl": "https://elsewhere.example/",
            "provider": {"name": "E", "images": [{"url": "/l.png"}], "authors": [{"name": "A"}]},
        }
    ]


def test_what_was_withdrawn_and_then_deleted_stays_out_of_coverage(client: Client, archive: Archive) -> None:
    archive.write_article("2023-01-23-gone", title='"Canary"', webUrl='"https://news.example.org/gone"')
    archive.write_article(related=entry("Canary", "https://news.example.org/gone"))
    archive.bring()
    set_status([Article.objects.get(slug="2023-01-23-gone")], Status.WITHDRAWN, by=Work("editor"))
    delete([Article.objects.get(slug="2023-01-23-gone")], by=Work("editor"))
    assert b"Canary" not in client.get("/news/2023-01-24-tides/").content
    assert b"Canary" not in client.get("/api/news/2023-01-24-tides/index.json").content
