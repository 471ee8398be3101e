"""The page of search: results with their words marked, page by page, and help where there are none."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.articles.search.site import site
from tests.seeds import Archive, archive

__all__ = ["archive", "site"]
pytestmark = pytest.mark.django_db


def test_a_page_of_results_takes_as_many_queries_for_few_as_for_many(
    site: Archive, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for text in ("lighthouse", "tide"):
        with django_assert_max_num_queries(3):
            client.get("/search/", {"q": text})


def test_words_are_marked_and_nothing_is_markup(site: Archive, client: Client) -> None:
    page = client.get("/search/", {"q": "bold msft <script>"}).content.decode()
    assert "Nothing found" in page
    page = client.get("/search/", {"q": "bold msft"}).content.decode()
    assert "&lt;b&gt;<mark>Bold</mark>&lt;/b&gt; &amp; &lt;<mark>MSFT</mark>.O&gt;" in page
    assert "<script>" not in page


def test_pages_of_results_go_on_and_are_bounded(archive: Archive, client: Client) -> None:
    for number in range(45):
        archive.write_article(f"2023-01-24-a{number}", webUrl=f'"https://e.example/{number}"')
    archive.bring()
    page = client.get("/search/", {"q": "tide table"}).content.decode()
    assert "45 articles" in page
    assert page.count('class="card"') == 20
    assert 'href="?q=tide%20table&amp;page=2" rel="next"' in page
    last = client.get("/search/", {"q": "tide table", "page": "999999999999999999999"}).content.decode()
    assert last.count('class="card"') == 5
    assert client.get("/search/", {"q": "tide", "page": "x"}).status_code == 200


def test_the_empty_page_says_how_to_search(client: Client) -> None:
    page = client.get("/search/").content.decode()
    assert "topic:" in page
    assert 'name="robots" content="noindex' in page
