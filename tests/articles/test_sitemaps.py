"""Sitemaps: what search engines are told, and in which shape."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree
from pytest_django import DjangoAssertNumQueries, Settings

from articles import sitemaps
from articles.models import Article
from tests.rows import NOW, make_article
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("sitemap.rng")))
OTHERS = [f"{SITE}/sitemap/{name}.xml" for name in ("pages", "topics", "providers")]


def read(client: Client, address: str) -> etree._Element:
    response = client.get(address.removeprefix(SITE))
    assert response.status_code == 200, address
    found = etree.fromstring(response.content)
    SCHEMA.assertValid(found)
    return found


def told(client: Client, address: str, what: str = "s:loc") -> list[str]:
    return [str(each.text) for each in read(client, address).iterfind(f".//{what}", NAMES)]


def write(archive: Archive, slug: str, published: str, /, **changes: str | None) -> None:
    archive.write_article(
        slug, webUrl=f'"https://news.example.org/{slug}"', **({"publishedDateTime": published} | changes)
    )


def test_the_index_leads_to_every_month_and_each_article_is_there_once(client: Client, archive: Archive) -> None:
    write(archive, "2023-01-24-a", "2023-01-24T11:00:00Z", updatedDateTime="2023-03-01T00:00:00Z")
    write(archive, "2023-01-24-b & c", "2023-01-31T23:59:59Z")
    write(archive, "2023-01-24-d", "2023-02-01T00:00:00Z")
    archive.bring()
    months = [f"{SITE}/sitemap/2023-2.xml", f"{SITE}/sitemap/2023-1.xml"]
    assert told(client, "/sitemap.xml") == OTHERS + months
    assert told(client, "/sitemap.xml", "s:lastmod") == ["2023-02-01T00:00:00Z", "2023-03-01T00:00:00Z"]
    assert [told(client, month) for month in months] == [
        [f"{SITE}/news/2023-01-24-d/"],
        [f"{SITE}/news/2023-01-24-b%20&%20c/", f"{SITE}/news/2023-01-24-a/"],
    ]
    assert told(client, months[1], "s:lastmod") == ["2023-01-31T23:59:59Z", "2023-03-01T00:00:00Z"]


def test_the_last_month_of_the_calendar_has_a_sitemap(client: Client) -> None:
    make_article("last", published_at=datetime(9999, 12, 30, tzinfo=UTC))
    make_article("now")
    assert told(client, "/sitemap/9999-12.xml") == [f"{SITE}/news/last/"]


def test_months_are_those_of_the_sites_time_zone(client: Client, archive: Archive, settings: Settings) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    write(archive, "2023-01-24-a", "2023-01-31T23:00:00Z")
    archive.bring()
    assert told(client, "/sitemap.xml") == [*OTHERS, f"{SITE}/sitemap/2023-2.xml"]
    assert told(client, "/sitemap/2023-2.xml") == [f"{SITE}/news/2023-01-24-a/"]


def test_a_large_month_is_told_in_parts(client: Client, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "A_SITEMAP", 2)
    for n in range(3):
        write(archive, f"2023-01-24-t{n}", f"2023-01-24T11:00:0{9 - n}Z")
    archive.bring()
    parts = told(client, "/sitemap.xml")[3:]
    assert parts == [f"{SITE}/sitemap/2023-1.xml", f"{SITE}/sitemap/2023-1-2.xml"]
    found = [address for part in parts for address in told(client, part)]
    assert found == [f"{SITE}/news/2023-01-24-t{n}/" for n in range(3)]


def test_lists_topics_and_providers_are_there(client: Client, archive: Archive) -> None:
    write(archive, "2023-01-24-a", "2023-01-24T11:00:00Z", topics="\n  - AI\n  - Größe")
    archive.bring()
    assert told(client, OTHERS[0]) == [f"{SITE}/", f"{SITE}/latest/", f"{SITE}/archive/"]
    assert told(client, OTHERS[1]) == [f"{SITE}/topics/{rest}" for rest in ("", "ai/", "gr%C3%B6%C3%9Fe/")]
    assert told(client, OTHERS[2]) == [f"{SITE}/providers/", f"{SITE}/providers/news.example.org/"]
    assert {client.get(a.removeprefix(SITE)).status_code for page in OTHERS for a in told(client, page)} == {200}


@pytest.mark.parametrize(
    "address",
    [f"/sitemap/{name}.xml" for name in ("2023-1", "2023-13", "0-1", "10000-1", "9999-12", "2023-1-0", "1-1", "x")],
)
def test_what_has_no_articles_has_no_sitemap(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_first_and_last_months_that_there_are_break_nothing(client: Client, archive: Archive) -> None:
    write(archive, "2023-01-24-last", "9999-12-31T11:00:00Z")
    write(archive, "2023-01-24-first", "0001-02-01T11:00:00Z")
    archive.bring()
    for address in told(client, "/sitemap.xml"):
        assert told(client, address)


@pytest.mark.parametrize("flags", [{"published": "false"}, {"removed": "true"}, {"goLiveAt": "2999-01-01T00:00:00Z"}])
def test_what_is_not_public_is_in_no_sitemap(client: Client, archive: Archive, flags: dict[str, str]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    write(archive, "2023-01-24-a", now, **flags)
    archive.bring()
    assert told(client, "/sitemap.xml") == OTHERS
    found = [told(client, address) for address in (*OTHERS[1:], "/news-sitemap.xml")]
    assert found == [[f"{SITE}/topics/"], [f"{SITE}/providers/"], [f"{SITE}/"]]


def test_the_news_are_those_of_two_days_and_at_most_a_thousand(
    client: Client, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 2)
    now = datetime.now(UTC)
    for hours, locale in ((-1, None), (1, "de_DE"), (2, "zh-CN"), (3, None), (49, None)):
        published = (now - timedelta(hours=hours)).isoformat(timespec="seconds").replace("+00:00", "Z")
        write(archive, f"2023-01-24-h{hours}", published, locale=locale, title='"a & <b> ]]>"')
    archive.bring()
    assert told(client, "/news-sitemap.xml") == [f"{SITE}/news/2023-01-24-h{hours}/" for hours in (1, 2)]
    assert told(client, "/news-sitemap.xml", "n:title") == ["a & <b> ]]>"] * 2
    assert told(client, "/news-sitemap.xml", "n:language") == ["de", "zh-cn"]
    assert told(client, "/news-sitemap.xml", "n:name") == ["Newsroom"] * 2
    assert told(client, "/news-sitemap.xml", "n:publication_date")[0].endswith("Z")
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 1000)
    assert len(told(client, "/news-sitemap.xml")) == 3


@pytest.mark.parametrize(
    "address",
    ["/sitemap.xml", "/sitemap/2023-1.xml", "/sitemap/topics.xml", "/sitemap/providers.xml", "/news-sitemap.xml"],
)
def test_a_sitemap_takes_as_many_queries_for_few_as_for_many(
    client: Client, archive: Archive, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    write(archive, "2023-01-24-a", "2023-01-24T11:00:00Z")
    archive.bring()
    with CaptureQueriesContext(connection) as few:
        read(client, address)
    assert len(few) <= 5
    for n in range(5):
        write(archive, f"2023-01-24-t{n}", f"2023-0{n + 1}-24T11:00:00Z", topics=f"\n  - T{n}")
    archive.bring()
    with django_assert_num_queries(len(few)):
        read(client, address)
    assert Article.objects.count() == 6


@pytest.mark.parametrize(("month", "days"), [("2023-12", [1, 31]), ("2024-1", [1]), ("2023-11", [30])])
def test_a_month_ends_where_the_next_begins_at_the_turn_of_the_year_too(
    client: Client, month: str, days: list[int]
) -> None:
    for published in ("2023-11-30T23:59:59Z", "2023-12-01T00:00:00Z", "2023-12-31T23:59:59Z", "2024-01-01T00:00:00Z"):
        make_article(published[:10], published_at=datetime.fromisoformat(published))
    expected = [
        f"{SITE}/news/{year}-{number:02}-{day:02}/" for year, number in [map(int, month.split("-"))] for day in days
    ]
    assert told(client, f"/sitemap/{month}.xml") == expected[::-1]


def test_a_sitemap_says_this_and_nothing_else(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(hours=2))
    make_article("tides", title="Ebb & flow", locale="de_DE", updated_at=NOW + timedelta(hours=1))
    begin, maps = "<?xml version='1.0' encoding='utf-8'?>\n", f'xmlns="{NAMES["s"]}"'
    others = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in OTHERS)
    of_month = f"<sitemap><loc>{SITE}/sitemap/2026-11.xml</loc><lastmod>2026-11-24T15:05:00Z</lastmod></sitemap>"
    tides = f"<loc>{SITE}/news/tides/</loc>"
    news = (
        "<news:news><news:publication><news:name>Newsroom</news:name><news:language>de</news:language></news:publication>"
        "<news:publication_date>2026-11-24T14:05:00Z</news:publication_date><news:title>Ebb &amp; flow</news:title></news:news>"
    )
    whole = {
        "/sitemap.xml": f"{begin}<sitemapindex {maps}>{others}{of_month}</sitemapindex>",
        "/sitemap/2026-11.xml": f"{begin}<urlset {maps}><url>{tides}<lastmod>2026-11-24T15:05:00Z</lastmod></url></urlset>",
        "/news-sitemap.xml": f'{begin}<urlset {maps} xmlns:news="{NAMES["n"]}"><url>{tides}{news}</url></urlset>',
    }
    answers = {address: client.get(address) for address in whole}
    assert {address: answer.content.decode() for address, answer in answers.items()} == whole
    assert {answer["Content-Type"] for answer in answers.values()} == {"application/xml; charset=utf-8"}


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("EN_us", "en"),
        ("zh_TW", "zh-tw"),
        ("zh-hk", "zh"),
        ("ast-ES", "ast"),
        ("english", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_news_say_their_language_or_that_of_the_site(
    client: Client, monkeypatch: pytest.MonkeyPatch, locale: str | None, language: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(seconds=1))
    make_article("tides", locale=locale)
    assert told(client, "/news-sitemap.xml", "n:language") == [language]


def test_news_are_told_from_two_days_ago_to_now(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    second = timedelta(seconds=1)
    for name, at in (
        ("old", -timedelta(hours=48) - second),
        ("oldest", -timedelta(hours=48)),
        ("newest", -second),
        ("now", second),
    ):
        make_article(name, published_at=NOW + at)
    assert told(client, "/news-sitemap.xml") == [f"{SITE}/news/{name}/" for name in ("newest", "oldest")]


@pytest.mark.parametrize(("part", "status"), [(2, 200), (3, 404), (1001, 404)])
def test_a_part_is_there_as_long_as_it_has_articles(
    client: Client, monkeypatch: pytest.MonkeyPatch, part: int, status: int
) -> None:
    monkeypatch.setattr(sitemaps, "A_SITEMAP", 1)
    for name in ("a", "b"):
        make_article(name)
    assert client.get(f"/sitemap/2026-11-{part}.xml").status_code == status
