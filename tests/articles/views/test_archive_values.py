"""What the pages of the archive are given: numbers, calendars, the days around, and the way to the page."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from articles.reading import frontpage
from articles.reading.structured import breadcrumbs, collection
from tests.rows import make_article, slugs

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
ARCHIVE = ("Archive", f"{SITE}/archive/")


def at(month: int, day: int, hour: int = 12, year: int = 2023) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.fixture(autouse=True)
def articles() -> None:
    """Two months of a year, the last month of the one before, and one article that is to come."""
    for name, when, rank in (
        ("eve", at(12, 31, 23, year=2022), 9), ("first", at(1, 24), 1), ("second", at(1, 24), 2), ("third", at(1, 24), 3),
        ("alone", at(1, 26), 0), ("spring", at(3, 1), 0), ("december", at(12, 31, 23), 0), ("far", at(1, 1, year=2999), 0),
    ):  # fmt: skip
        make_article(name, published_at=when, rank=rank)
    make_article("draft", status="draft", published_at=at(2, 1))


def given(client: Client, address: str, *names: str) -> dict[str, Any]:
    """What a page is given under these names."""
    response = client.get(address)
    assert response.status_code == 200
    return {name: response.context[name] for name in names}


def heats(calendar: dict[str, Any]) -> dict[date, tuple[int, int]]:
    """The number and the heat of each day that has any."""
    return {
        cell["day"]: (cell["number"], cell["heat"]) for week in calendar["weeks"] for cell in week if cell["number"]
    }


def members(*names: str) -> list[tuple[str, str]]:
    return [(name, f"{SITE}/news/{name}/") for name in names]


def test_years_come_the_newest_first_and_their_months_in_order(client: Client) -> None:
    def month(year: int, number: int, of: int) -> dict[str, Any]:
        return {"day": date(year, number, 1), "number": of}

    months_of_2023 = [month(2023, 1, 4), month(2023, 3, 1), month(2023, 12, 1)]
    assert given(client, "/archive/", "heading", "years", "structured") == {
        "heading": "Archive",
        "years": [
            {"year": 2023, "months": months_of_2023, "number": 6},
            {"year": 2022, "months": [month(2022, 12, 1)], "number": 1},
        ],
        "structured": [breadcrumbs([ARCHIVE])],
    }


def test_a_year_has_a_calendar_of_each_month_with_articles(client: Client) -> None:
    found = given(client, "/archive/2023/", "heading", "number", "months", "structured", "year")
    months = found.pop("months")
    assert found == {
        "heading": "2023", "number": 6, "year": 2023, "structured": [breadcrumbs([ARCHIVE, ("2023", f"{SITE}/archive/2023/")])],
    }  # fmt: skip
    assert [(month["first"], month["number"], heats(month)) for month in months] == [
        (date(2023, 1, 1), 4, {date(2023, 1, 24): (3, 4), date(2023, 1, 26): (1, 2)}),
        (date(2023, 3, 1), 1, {date(2023, 3, 1): (1, 2)}),
        (date(2023, 12, 1), 1, {date(2023, 12, 31): (1, 2)}),
    ]


def test_a_calendar_has_weeks_from_monday_and_empty_days_around_the_month(client: Client) -> None:
    found = given(client, "/archive/2023/", "months")["months"][0]["weeks"]
    assert [len(week) for week in found] == [7] * 6
    assert found[0] == [{"day": None, "number": 0, "heat": 0}] * 6 + [{"day": date(2023, 1, 1), "number": 0, "heat": 0}]


def test_a_month_has_its_calendar_and_what_led_in_it(client: Client) -> None:
    here = f"{SITE}/archive/2023/01/"
    found = given(client, "/archive/2023/01/", "heading", "number", "month", "articles", "structured", "year")
    shown, calendar = found.pop("articles"), found.pop("month")
    assert slugs(shown) == ["third", "second", "first", "alone"]
    assert heats(calendar) == {date(2023, 1, 24): (3, 4), date(2023, 1, 26): (1, 2)}
    way = breadcrumbs([ARCHIVE, ("2023", f"{SITE}/archive/2023/"), ("January 2023", here)])
    of_month = collection("January 2023", here, members("third", "second", "first", "alone"))
    assert found == {"heading": "January 2023", "number": 4, "structured": [of_month, way], "year": 2023}


def test_a_month_shows_as_many_as_a_front_page(client: Client) -> None:
    for number in range(frontpage.STORIES + 1):
        make_article(f"may-{number}", published_at=at(5, 1), rank=number)
    shown = slugs(given(client, "/archive/2023/05/", "articles")["articles"])
    assert shown == [f"may-{number}" for number in range(frontpage.STORIES, 0, -1)]


@pytest.mark.parametrize(("month", "number"), [("2022/12", 1), ("2023/12", 1), ("2023/03", 1)])
def test_a_month_ends_where_the_next_begins(client: Client, month: str, number: int) -> None:
    assert given(client, f"/archive/{month}/", "number") == {"number": number}


def test_a_day_has_its_front_page_and_leads_to_the_days_around_it_that_have_news(client: Client) -> None:
    here = f"{SITE}/archive/2023/01/25/"
    found = given(
        client, "/archive/2023/01/25/", "heading", "day", "has_month", "before", "following", "structured", "front"
    )
    stories = slugs(found.pop("front").stories)
    assert stories == ["eve", "third", "second", "first"]
    way = [ARCHIVE, ("January 2023", f"{SITE}/archive/2023/01/"), ("25 January 2023", here)]
    assert found == {
        "heading": "25 January 2023", "day": date(2023, 1, 25), "has_month": True, "before": date(2023, 1, 24),
        "following": date(2023, 1, 26),
        "structured": [collection("25 January 2023", here, members(*stories)), breadcrumbs(way)],
    }  # fmt: skip


def test_a_day_of_a_month_without_news_leads_to_the_archive(client: Client) -> None:
    found = given(client, "/archive/2023/02/10/", "has_month", "structured", "before", "following")
    way = breadcrumbs([ARCHIVE, ("10 February 2023", f"{SITE}/archive/2023/02/10/")])
    assert (found["has_month"], found["structured"][1]) == (False, way)
    assert (found["before"], found["following"]) == (date(2023, 1, 26), date(2023, 3, 1))


def test_the_first_and_the_last_day_with_news_lead_one_way_only(client: Client) -> None:
    assert given(client, "/archive/2022/12/31/", "before", "following") == {
        "before": None, "following": date(2023, 1, 24),
    }  # fmt: skip
    today = datetime.now(UTC).date()
    found = given(client, f"/archive/{today:%Y/%m/%d}/", "before", "following")
    assert found == {"before": date(2023, 12, 31), "following": None}
    assert client.get(f"/archive/{today + timedelta(days=1):%Y/%m/%d}/").status_code == 404
