"""Suggestions under the search above the list of articles."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from tests.articles.admin.signed_in import LIST, as_role
from tests.articles.reading.search.site import site, site_once
from tests.seeds import Archive, archive

__all__ = ["archive", "site", "site_once"]
pytestmark = pytest.mark.django_db
ADDRESS = f"{LIST}suggestions/"


def suggested(client: Client, text: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get(ADDRESS, {"q": text}).json()["suggestions"]
    return rows


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lightho", ["A lighthouse for sale"]),
        ("cafe zur", ["Café Zürich opens: a naïve experiment"]),
        ("gpt ma", ["Machine Learning", "GPT-4 writes a tide table"]),
        ("topic:cra", ["Crafts"]),
        ('topic:"machine le', ["Machine Learning"]),
        ("provider:kai", ["Der Kai", "Neue Gezeitentafeln für Redaktionen", "Café Zürich opens: a naïve experiment"]),
        ('"a phrase" lightho', []),
        ("", []),
        ("-", []),
        ('"', []),
    ],
)
def test_what_is_suggested(site: Archive, admin_client: Client, text: str, words: list[str]) -> None:
    assert [row["words"] for row in suggested(admin_client, text)] == words


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("tide ma", 'tide topic:"Machine Learning" '),
        ('-moon topic:"machine le', '-moon topic:"Machine Learning" '),
        ("x provider:der", "x provider:kai.example.org "),
    ],
)
def test_a_name_completes_the_query(site: Archive, admin_client: Client, text: str, query: str) -> None:
    assert suggested(admin_client, text)[0]["query"] == query


def test_an_article_leads_to_its_page_whatever_its_status(site: Archive, admin_client: Client) -> None:
    Article.objects.filter(slug="2023-07-12-lighthouse").update(status="withdrawn")
    [row] = suggested(admin_client, "lighthouse")
    assert row["detail"] == "Example · Withdrawn"
    assert admin_client.get(row["url"]).status_code == 200


def test_a_word_costs_a_constant_number_of_queries(
    site: Archive, admin_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(9):
        assert len(suggested(admin_client, "tide")) == 4


def test_only_those_who_see_articles_are_answered(site: Archive) -> None:
    assert Client().get(ADDRESS).status_code == 302
    assert as_role("contributor").get(ADDRESS).status_code == 200


def test_nothing_is_posted_there(site: Archive, admin_client: Client) -> None:
    assert admin_client.post(ADDRESS).status_code == 405
