"""The page of search: results with their words marked, page by page, and help where there are none."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from tests.articles.reading.search.site import site, site_once
from tests.pages import markup
from tests.seeds import Archive, archive

__all__ = ["archive", "site", "site_once"]
pytestmark = pytest.mark.django_db


def test_a_page_of_results_takes_as_many_queries_for_few_as_for_many(
    site: Archive, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for text in ("lighthouse", "tide"):
        with django_assert_max_num_queries(6):
            client.get("/search/", {"q": text})


def test_words_are_marked_and_nothing_is_markup(site: Archive, client: Client) -> None:
    page = markup(client.get("/search/", {"q": "nowhere <script>"}))
    assert "Nothing found" in page
    page = markup(client.get("/search/", {"q": "bold msft"}))
    assert "&lt;b&gt;<mark>Bold</mark>&lt;/b&gt; &amp; &lt;<mark>MSFT</mark>.O&gt;" in page
    assert "<script>" not in page


def test_pages_of_results_go_on_and_are_bounded(archive: Archive, client: Client) -> None:
    for number in range(45):
        archive.write_article(f"2023-01-24-a{number}", webUrl=f'"https://e.example/{number}"')
    archive.bring()
    page = markup(client.get("/search/", {"q": "tide table"}))
    assert "45 articles" in page
    assert page.count('class="card"') == 20
    assert 'href="?q=tide%20table&amp;page=2" rel="next"' in page
    last = markup(client.get("/search/", {"q": "tide table", "page": "999999999999999999999"}))
    assert last.count('class="card"') == 5
    assert client.get("/search/", {"q": "tide", "page": "x"}).status_code == 200


def test_the_empty_page_says_how_to_search(client: Client) -> None:
    page = markup(client.get("/search/"))
    assert "topic:" in page
    assert 'name="robots" content="noindex' in page


def test_where_nothing_has_all_words_what_has_some_is_shown(site: Archive, client: Client) -> None:
    page = markup(client.get("/search/", {"q": "lighthouse elephant"}))
    assert "Nothing has all of these words; 1 article has some of them." in page
    assert "<mark>lighthouse</mark> for sale" in page


def test_a_mistyped_name_is_asked_for(site: Archive, client: Client) -> None:
    page = markup(client.get("/search/", {"q": "machin lerning craft"}))
    assert 'Did you mean <a href="?q=topic%3ACrafts">Crafts</a>?' in page


def test_many_results_can_be_narrowed(site: Archive, client: Client) -> None:
    page = markup(client.get("/search/", {"q": "before:2024"}))
    assert '<a href="?q=before%3A2024%20topic%3ACrafts" dir="auto">Crafts</a> <span class="count">5</span>' in page
    assert '<a href="?q=before%3A2024%20provider%3Akai.example.org" dir="auto">Der Kai</a>' in page
    narrowed = markup(client.get("/search/", {"q": "before:2024 after:2022 before:2023"}))
    assert "?q=before%3A2024%20after%3A2022%20before%3A2023" in page
    assert "3 articles" in narrowed


def test_what_is_not_public_counts_in_no_facet(site: Archive, client: Client) -> None:
    Article.objects.filter(slug="2022-06-05-cafe").update(status="draft")
    page = markup(client.get("/search/", {"q": "before:2024"}))
    assert 'Crafts</a> <span class="count">4</span>' in page
