"""Search above the list of articles: the same words and operators as the readers', over articles of every status."""

import pytest
from django.test import Client

from tests.articles.admin.signed_in import LIST
from tests.articles.reading.search.site import site, site_once
from tests.seeds import Archive, archive, edit

__all__ = ["archive", "site", "site_once"]
pytestmark = pytest.mark.django_db


def listed(client: Client, text: str) -> int:
    return client.get(LIST, {"q": text}).content.decode().count('class="field-headline"')


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("harbour clock", 2),
        ("tide -moon", 3),
        ('"tide tables"', 1),
        ("topic:Crafts", 5),
        ("provider:kai.example.org after:2023", 1),
        ("2022-01-03-tides", 1),
        ("https://2022-01-03-tides.example.org/", 1),
        ("03-tides.exam", 1),
        ("nowhere", 0),
        ("", 13),
        ("-", 13),
    ],
)
def test_the_list_is_searched_by_words_operators_and_addresses(
    site: Archive, admin_client: Client, text: str, number: int
) -> None:
    assert listed(admin_client, text) == number


def test_an_article_of_any_status_is_found_at_once(site: Archive, admin_client: Client) -> None:
    edit("2022-01-03-tides", title="An albatross", published=False, removed=True)
    assert listed(admin_client, "albatros") == 1


def test_related_articles_are_looked_for_by_their_words(site: Archive, admin_client: Client) -> None:
    address = "/admin/autocomplete/?app_label=articles&model_name=relatedlink&field_name=target&term=lighthou"
    assert [row["text"] for row in admin_client.get(address).json()["results"]] == ["A lighthouse for sale"]
