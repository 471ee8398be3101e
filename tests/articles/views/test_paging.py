"""Long lists: a page leads on and back to the very one before it, and only the first says what leads and what is covered."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertRedirects

from articles.store import Prepared
from articles.views import provider as views_provider
from articles.views.pages import PER_PAGE
from tests.once import Once
from tests.rows import NOW, make_article, make_topic, slugs

pytestmark = pytest.mark.django_db
LISTS = ["/latest/", "/topics/ai/", "/providers/news.example.org/"]
NEWEST = [f"tides-{number:02}" for number in range(2 * PER_PAGE + 1)]


@pytest.fixture(scope="module")
def three_pages(once: Once) -> Iterator[None]:
    """The last page has one article, and two of each day say which comes first by their path."""
    with once():
        topic = make_topic("AI")
        for number, slug in enumerate(NEWEST):
            make_article(slug, topic, published_at=NOW - timedelta(days=number // 2), rank=number)
        yield


def following(client: Client, address: str) -> list[Any]:
    """The contexts of all pages of a list."""
    pages = [client.get(address).context]
    while pages[-1]["next"]:
        pages.append(client.get(pages[-1]["next"]).context)
    return pages


@pytest.mark.usefixtures("three_pages")
@pytest.mark.parametrize("address", LISTS)
def test_each_page_goes_on_where_the_one_before_it_ended(client: Client, address: str) -> None:
    pages = [slugs(page["articles"]) for page in following(client, address)]
    assert pages == [NEWEST[:PER_PAGE], NEWEST[PER_PAGE : 2 * PER_PAGE], NEWEST[2 * PER_PAGE :]]


@pytest.mark.usefixtures("three_pages")
@pytest.mark.parametrize("address", LISTS)
def test_each_page_leads_back_to_the_one_before_it(client: Client, address: str) -> None:
    first, second, third = following(client, address)
    assert [page["previous"] for page in (first, second, third)] == ["", address, f"{address}after/{second['after']}/"]
    back = client.get(third["previous"]).content.decode()
    assert f'<a href="{address}" rel="prev">Newer</a>' in back
    assert f'<link rel="next" href="{second["next"]}">' in back


@pytest.mark.usefixtures("three_pages")
@pytest.mark.parametrize("address", LISTS)
def test_the_addresses_of_before_lead_to_those_of_today(client: Client, address: str) -> None:
    second = following(client, address)[1]
    assertRedirects(client.get(f"{address}?after={second['after']}"), f"{address}after/{second['after']}/", 301)


@pytest.mark.usefixtures("three_pages")
def test_only_the_first_page_of_a_topic_has_its_leading_stories(client: Client) -> None:
    first, second, _ = following(client, "/topics/ai/")
    assert slugs(first["leading"]) == NEWEST[:-4:-1]
    assert "leading" not in second


@pytest.mark.usefixtures("three_pages")
def test_only_the_first_page_of_a_provider_says_what_it_covers_and_how_often(client: Client) -> None:
    first, second, _ = following(client, "/providers/news.example.org/")
    assert [(topic.name, topic.article_count) for topic in first["covers"]] == [("AI", len(NEWEST))]
    often = [first["often"][name] for name in ("number", "first", "last")]
    assert often == [len(NEWEST), NOW - timedelta(days=PER_PAGE), NOW]
    assert ("covers" in second, "often" in second) == (False, False)


@pytest.mark.usefixtures("three_pages")
def test_what_a_large_provider_covers_is_told_by_its_newest_and_without_numbers(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def covers(compared: int) -> str:
        monkeypatch.setattr(views_provider, "COMPARED_FOR_COVERS", compared)
        monkeypatch.setattr(views_provider, "_COVERS", Prepared(views_provider._COVERS._build))
        page = client.get("/providers/news.example.org/").content.decode()
        return page.partition('aria-label="What they cover"')[2].partition("</nav>")[0]

    make_article("newest", make_topic("Tides"), published_at=NOW)
    every = len(NEWEST) + 1
    assert [f">{each}<" in covers(every) for each in ("AI", "Tides", len(NEWEST), 1)] == [True] * 4
    assert [f">{each}<" in covers(every - 1) for each in ("AI", "Tides", len(NEWEST) - 1, 1)] == [
        True,
        True,
        False,
        False,
    ]
    assert [f">{each}<" in covers(1) for each in ("AI", "Tides")] == [False, True]


def test_a_list_that_fills_one_page_leads_nowhere(client: Client) -> None:
    for number in range(PER_PAGE):
        make_article(f"tides-{number}")
    [page] = following(client, "/latest/")
    assert (len(page["articles"]), page["next"], page["previous"]) == (PER_PAGE, "", "")
