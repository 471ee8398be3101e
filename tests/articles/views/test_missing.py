"""The page for what is not there helps, and tells nobody what is hidden."""

import pytest
from django.test import Client

from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def site(archive: Archive) -> Archive:
    for day in range(20, 27):
        archive.write_article(
            f"2023-01-{day}-tides", webUrl=f'"https://news.example.org/{day}"', title=f'"Tide {day}"',
            publishedDateTime=f"2023-01-{day}T11:00:00Z", published="false" if day == 24 else "true",
        )  # fmt: skip
    archive.bring()
    return archive


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 404
    return response.content.decode()


def test_around_an_articles_day_there_is_more_to_read(client: Client, site: Archive) -> None:
    found = page(client, "/news/2023-01-25-no-such/")
    assert [day for day in range(20, 27) if f">Tide {day}<" in found] == [21, 22, 23, 25]


def test_a_draft_is_as_missing_as_what_never_was(client: Client, site: Archive) -> None:
    hidden, nothing = page(client, "/news/2023-01-24-tides/"), page(client, "/news/2023-01-24-never/")
    assert hidden.replace("tides", "never") == nothing.replace("tides", "never")


@pytest.mark.parametrize(
    "address", ["/nothing/", "/news/no-date/", "/news/2023-13-45-x/", "/news/9999-12-31-x/", "/topics/x/"]
)
def test_any_other_address_leads_to_search_and_lists(client: Client, site: Archive, address: str) -> None:
    found = page(client, address)
    assert 'action="/search/"' in found
    assert 'href="/archive/"' in found
