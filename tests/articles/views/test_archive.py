"""The archive: years, months and days, in the site's time zone, and nothing that is not public."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from tests.once import Once
from tests.pages import markup
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


def write(archive: Archive, name: str, published: str, /, **changes: str | None) -> None:
    archive.write_article(
        name,
        webUrl=f'"https://news.example.org/{name}"',
        title=f'"{name[11:]}"',
        publishedDateTime=published,
        **changes,
    )


@pytest.fixture(scope="module")
def brought(shared_archive: Archive, once: Once) -> Iterator[Archive]:
    with once():
        write_site(shared_archive)
        yield shared_archive


@pytest.fixture
def site(brought: Archive, tmp_path: Path) -> Archive:
    return brought.copied(tmp_path)


def write_site(archive: Archive) -> None:
    write(archive, "2022-12-31-eve", "2022-12-31T23:30:00Z")
    write(archive, "2023-01-24-one", "2023-01-24T11:00:00Z")
    write(archive, "2023-01-24-two", "2023-01-24T12:00:00Z")
    write(archive, "2023-03-01-canary", "2023-03-01T12:00:00Z", published="false")
    archive.bring()


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return markup(response)


def test_years_and_months_have_their_numbers(client: Client, site: Archive) -> None:
    page = text(client, "/archive/")
    assert re.findall(r'href="(/archive/[^"]+)"', page) == [
        "/archive/2023/", "/archive/2023/01/", "/archive/2022/", "/archive/2022/12/",
    ]  # fmt: skip
    assert "canary" not in page


def test_a_months_calendar_leads_to_its_days(client: Client, site: Archive) -> None:
    page = text(client, "/archive/2023/01/")
    assert re.findall(r'href="(/archive/2023/01/\d\d/)" title="([^"]+)"', page) == [
        ("/archive/2023/01/24/", "2 articles")
    ]
    assert page.count("<tr>") == 7  # six weeks and their head


def test_a_year_is_its_months(client: Client, site: Archive) -> None:
    page = text(client, "/archive/2023/")
    assert re.findall(r"<caption>.*?>(\w+ \d+)<", page) == ["January 2023"]


def test_a_day_has_the_front_page_that_it_had(client: Client, site: Archive) -> None:
    assert "eve" in text(client, "/archive/2023/01/10/")
    page = text(client, "/archive/2023/01/24/")
    assert 'href="/archive/2022/12/31/" rel="prev"' in page
    assert 'href="/archive/2023/01/24/" rel="next"' in text(client, "/archive/2022/12/31/")
    assert "one" in page
    assert "canary" not in text(client, "/archive/2023/03/01/")


def test_every_day_that_the_calendar_leads_to_is_there(client: Client, archive: Archive) -> None:
    write(archive, "2023-01-24-late", "2023-01-24T11:00:00Z", goLiveAt="2023-01-26T00:00:00Z")
    archive.bring()
    assert "/archive/2023/01/24/" in text(client, "/archive/2023/01/")
    assert "nothing on the site yet" in text(client, "/archive/2023/01/24/")
    assert "late" in text(client, "/archive/2023/01/26/")


def test_a_day_ends_where_the_next_begins_when_clocks_change(
    client: Client, archive: Archive, settings: Settings
) -> None:
    settings.TIME_ZONE = "Europe/Paris"
    write(archive, "2023-03-26-early", "2023-03-26T10:00:00Z")
    write(archive, "2023-03-27-night", "2023-03-26T22:30:00Z")  # half past midnight of the 27th, in summer time
    archive.bring()
    assert "night" not in re.findall(r"<h3.*?</h3>", text(client, "/archive/2023/03/26/"), re.DOTALL)[0]
    assert len(re.findall(r"<h3", text(client, "/archive/2023/03/26/"))) == 1


def test_days_are_those_of_the_sites_time_zone(client: Client, site: Archive, settings: Settings) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    assert "/archive/2023/01/01/" in text(client, "/archive/2023/01/")
    assert client.get("/archive/2022/12/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "2021/", "2023/02/", "2023/13/", "2023/02/30/", "2022/12/30/", "2999/01/01/", "0000/", "0001/01/01/", "9999/12/31/",
        "9999/", "9999/12/", "2023/1/", "23/", "2023/01/24/x/", "abcd/",
    ],
)  # fmt: skip
def test_what_had_no_news_is_not_there(client: Client, site: Archive, address: str) -> None:
    assert client.get(f"/archive/{address}").status_code == 404


def test_the_first_year_that_there_is_breaks_nothing(client: Client, archive: Archive) -> None:
    write(archive, "2023-01-01-first", "0001-02-01T11:00:00Z")
    archive.bring()
    for address in ("", "0001/", "0001/02/", "0001/02/01/"):
        assert text(client, f"/archive/{address}")


def test_an_empty_site_has_an_archive_that_says_so(client: Client) -> None:
    assert "There is no archive yet" in text(client, "/archive/")


@pytest.mark.parametrize("address", ["/archive/", "/archive/2023/", "/archive/2023/01/", "/archive/2023/01/24/"])
def test_many_days_take_as_many_queries_as_one(
    client: Client, site: Archive, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with CaptureQueriesContext(connection) as few:
        text(client, address)
    assert len(few) <= 13
    for n in range(1, 24):
        write(site, f"2023-01-{n:02}-more", f"2023-01-{n:02}T11:00:00Z")
    site.bring()
    with django_assert_num_queries(len(few)):
        text(client, address)
