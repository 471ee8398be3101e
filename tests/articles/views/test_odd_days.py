"""Every page that reckons with days, in zones whose clocks do odd things: nothing is missing, nothing is there twice."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from articles.models import Article, RelatedLink
from articles.reading.modified import months_modified
from tests.pages import markup
from tests.rows import make_article, make_provider

pytestmark = pytest.mark.django_db

# Each zone with a moment at which its clocks are changed, and what they show before it and then: hours that come twice or not
# at all, by one hour, two, a half or less, over midnight or from it, days that come twice or not at all.
ODDITIES = [
    ("Europe/Berlin", "2023-10-29 01:00:00", "29 02:59 then 29 02:00"),
    ("Europe/Berlin", "2023-03-26 01:00:00", "26 01:59 then 26 03:00"),
    ("Europe/Dublin", "2023-10-29 01:00:00", "29 01:59 then 29 01:00"),
    ("Europe/Moscow", "2014-10-25 22:00:00", "26 01:59 then 26 01:00"),
    ("Europe/Istanbul", "2015-11-08 01:00:00", "08 03:59 then 08 03:00"),
    ("Europe/Chisinau", "2023-03-26 00:00:00", "26 01:59 then 26 03:00"),
    ("Atlantic/Azores", "2023-03-26 01:00:00", "25 23:59 then 26 01:00"),
    ("Atlantic/Azores", "2023-10-29 01:00:00", "29 00:59 then 29 00:00"),
    ("America/New_York", "2023-11-05 06:00:00", "05 01:59 then 05 01:00"),
    ("America/St_Johns", "2009-11-01 02:31:00", "01 00:00 then 31 23:01"),
    ("America/St_Johns", "2009-03-08 03:31:00", "08 00:00 then 08 01:01"),
    ("America/St_Johns", "1988-04-03 03:31:00", "03 00:00 then 03 02:01"),
    ("America/Goose_Bay", "2010-11-07 03:01:00", "07 00:00 then 06 23:01"),
    ("America/Havana", "2023-03-12 05:00:00", "11 23:59 then 12 01:00"),
    ("America/Havana", "2023-11-05 05:00:00", "05 00:59 then 05 00:00"),
    ("America/Sao_Paulo", "2018-11-04 03:00:00", "03 23:59 then 04 01:00"),
    ("America/Sao_Paulo", "2019-02-17 02:00:00", "16 23:59 then 16 23:00"),
    ("America/Asuncion", "2023-10-01 04:00:00", "30 23:59 then 01 01:00"),
    ("America/Asuncion", "2023-03-26 03:00:00", "25 23:59 then 25 23:00"),
    ("America/Santiago", "2023-09-03 04:00:00", "02 23:59 then 03 01:00"),
    ("America/Santiago", "2023-04-02 03:00:00", "01 23:59 then 01 23:00"),
    ("America/Caracas", "2007-12-09 07:00:00", "09 02:59 then 09 02:30"),
    ("America/Caracas", "2016-05-01 07:00:00", "01 02:29 then 01 03:00"),
    ("America/Bahia", "2011-10-16 03:00:00", "15 23:59 then 16 01:00"),
    ("America/Campo_Grande", "2013-10-20 04:00:00", "19 23:59 then 20 01:00"),
    ("America/Juneau", "1867-10-19 00:31:13", "19 15:33 then 18 15:33"),
    ("America/Noronha", "2000-10-08 02:00:00", "07 23:59 then 08 01:00"),
    ("Africa/Cairo", "2023-04-27 22:00:00", "27 23:59 then 28 01:00"),
    ("Africa/Cairo", "2023-10-26 21:00:00", "26 23:59 then 26 23:00"),
    ("Africa/Casablanca", "2023-03-19 02:00:00", "19 02:59 then 19 02:00"),
    ("Africa/El_Aaiun", "2023-04-23 02:00:00", "23 01:59 then 23 03:00"),
    ("Africa/Juba", "2021-01-31 21:00:00", "31 23:59 then 31 23:00"),
    ("Africa/Monrovia", "1972-01-07 00:44:30", "06 23:59 then 07 00:44"),
    ("Asia/Beirut", "2021-03-27 22:00:00", "27 23:59 then 28 01:00"),
    ("Asia/Beirut", "2021-10-30 21:00:00", "30 23:59 then 30 23:00"),
    ("Asia/Tehran", "2022-03-21 20:30:00", "21 23:59 then 22 01:00"),
    ("Asia/Tehran", "2022-09-21 19:30:00", "21 23:59 then 21 23:00"),
    ("Asia/Amman", "2022-02-24 22:00:00", "24 23:59 then 25 01:00"),
    ("Asia/Damascus", "2022-03-24 22:00:00", "24 23:59 then 25 01:00"),
    ("Asia/Gaza", "2021-10-28 22:00:00", "29 00:59 then 29 00:00"),
    ("Asia/Kathmandu", "1985-12-31 18:30:00", "31 23:59 then 01 00:15"),
    ("Asia/Pyongyang", "2015-08-14 15:00:00", "14 23:59 then 14 23:30"),
    ("Asia/Pyongyang", "2018-05-04 15:00:00", "04 23:29 then 05 00:00"),
    ("Asia/Colombo", "2006-04-14 18:30:00", "15 00:29 then 15 00:00"),
    ("Asia/Manila", "1844-12-31 15:56:08", "30 23:59 then 01 00:00"),
    ("Asia/Hong_Kong", "1979-10-20 18:30:00", "21 03:29 then 21 02:30"),
    ("Asia/Singapore", "1981-12-31 16:00:00", "31 23:29 then 01 00:00"),
    ("Asia/Dhaka", "2009-06-19 17:00:00", "19 22:59 then 20 00:00"),
    ("Asia/Ulaanbaatar", "2016-09-23 15:00:00", "23 23:59 then 23 23:00"),
    ("Australia/Lord_Howe", "2023-04-01 15:00:00", "02 01:59 then 02 01:30"),
    ("Australia/Lord_Howe", "2023-09-30 15:30:00", "01 01:59 then 01 02:30"),
    ("Australia/Eucla", "2008-10-25 17:15:00", "26 01:59 then 26 03:00"),
    ("Pacific/Apia", "2011-12-30 10:00:00", "29 23:59 then 31 00:00"),
    ("Pacific/Fakaofo", "2011-12-30 11:00:00", "29 23:59 then 31 00:00"),
    ("Pacific/Kwajalein", "1993-08-21 12:00:00", "20 23:59 then 22 00:00"),
    ("Pacific/Kwajalein", "1969-09-30 13:00:00", "30 23:59 then 30 01:00"),
    ("Pacific/Kiritimati", "1994-12-31 10:00:00", "30 23:59 then 01 00:00"),
    ("Pacific/Enderbury", "1994-12-31 11:00:00", "30 23:59 then 01 00:00"),
    ("Pacific/Norfolk", "2015-10-03 14:30:00", "04 01:59 then 04 01:30"),
    ("Pacific/Chatham", "2023-04-01 14:00:00", "02 03:44 then 02 02:45"),
    ("Pacific/Easter", "2023-09-03 04:00:00", "02 21:59 then 02 23:00"),
    ("Pacific/Tongatapu", "1999-10-06 13:00:00", "07 01:59 then 07 03:00"),
    ("Antarctica/Troll", "2023-03-26 01:00:00", "26 00:59 then 26 03:00"),
    ("Antarctica/Casey", "2018-03-10 17:00:00", "11 03:59 then 11 01:00"),
]
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
AROUND = [
    -49 * HOUR, -24 * HOUR, -13 * HOUR, -HOUR, -30 * MINUTE, -MINUTE, -SECOND, timedelta(), 30 * MINUTE, 59 * MINUTE, HOUR,
    61 * MINUTE, 2 * HOUR, 13 * HOUR, 24 * HOUR, 49 * HOUR,
]  # fmt: skip
Expected = dict[date, list[str]]


def moments_around(change: str) -> list[datetime]:
    moment = datetime.fromisoformat(change).replace(tzinfo=UTC)
    return [moment + by for by in AROUND]


def written(zone: str, change: str) -> Expected:
    """Articles around a moment; the slugs of each day, as the zone's clocks say it."""
    days: Expected = {}
    provider = make_provider()
    made = []
    for n, at in enumerate(moments_around(change)):
        made.append(
            Article(slug=f"a{n:02}", title=f"a{n}", published_at=at, rank=n, status="published", provider=provider)
        )
        days.setdefault(at.astimezone(ZoneInfo(zone)).date(), []).append(f"a{n:02}")
    Article.objects.bulk_create(made)
    return days


def around(zone: str, change: str) -> list[date]:
    """The days of the moments nearest to a change."""
    near = [at.astimezone(ZoneInfo(zone)).date() for at in moments_around(change)[3:11]]
    return sorted(set(near))


def page_at(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return markup(response)


def of_day(day: date) -> str:
    return f"/archive/{day:%Y/%m/%d/}"


def in_calendars(page: str) -> dict[str, int]:
    """How many articles a page's calendars give for each day."""
    return {address: int(number) for address, number in re.findall(r'href="([^"]+)" title="(\d+) article', page)}


def test_databases_reckon_days_months_and_years_as_clocks_do() -> None:
    provider = make_provider()
    moments = sorted({at for _, change, _ in ODDITIES for at in moments_around(change)})
    Article.objects.bulk_create(
        Article(slug=f"a{n}", title="a", published_at=at, status="published", provider=provider)
        for n, at in enumerate(moments)
    )
    for zone, change, _ in ODDITIES:
        near = moments_around(change)
        every = Article.objects.since(near[0]).until(near[-1] + SECOND)
        days, months = Counter[date](), Counter[date]()
        for at in moments:
            day = at.astimezone(ZoneInfo(zone)).date()
            days[day] += near[0] <= at <= near[-1]
            months[day.replace(day=1)] += 1
        with timezone.override(ZoneInfo(zone)):
            assert every.per_day() == +days, zone
            counted = months_modified(near[-1])
            assert [row[:2] for row in counted] == sorted(months.items(), reverse=True), zone


@pytest.mark.any_server
@pytest.mark.parametrize(
    ("zone", "change"), [row[:2] for row in ODDITIES], ids=[f"{row[0]} {row[2]}" for row in ODDITIES]
)
def test_odd_days_lose_and_repeat_nothing(client: Client, settings: Settings, zone: str, change: str) -> None:
    settings.TIME_ZONE = zone
    days, near = written(zone, change), around(zone, change)
    _of_archive(client, days)
    _of_days(client, days, near)
    _of_search(client, days, near)
    _of_sitemaps(client, days)
    _of_coverage(client, days)


def _of_archive(client: Client, days: Expected) -> None:
    per_day = {of_day(day): len(slugs) for day, slugs in days.items()}
    listed = set(re.findall(r'href="([^"]+)"', page_at(client, "/archive/")))
    for length, kind in ((4, "/archive/{:%Y}/"), (7, "/archive/{:%Y/%m}/")):
        addresses = {kind.format(day) for day in days}
        assert addresses <= listed
        shown = Counter[str]()
        for address in addresses:
            shown.update(in_calendars(page_at(client, address)))
        assert shown == per_day, length


def _of_days(client: Client, days: Expected, near: list[date]) -> None:
    order = sorted(days)
    for day in near:
        page, place = page_at(client, of_day(day)), order.index(day)
        links = {way: address for address, way in re.findall(r'href="(/archive/[^"]+)" rel="(\w+)"', page)}
        beside = {"prev": order[place - 1] if place else None, "next": order[place + 1] if day != order[-1] else None}
        assert links == {way: of_day(other) for way, other in beside.items() if other}, day
        for slug in days[day]:
            assert f'href="/news/{slug}/"' in page, (day, slug)


def _of_search(client: Client, days: Expected, near: list[date]) -> None:
    for day in near:
        found = page_at(client, f"/search/?q=after:{day} before:{day + timedelta(days=1)}")
        assert sorted(set(re.findall(r'href="/news/(a\d\d)/"', found))) == days[day]
    earlier = page_at(client, f"/search/?q=before:{near[-1]}&sort=date")
    assert set(re.findall(r'href="/news/(a\d\d)/"', earlier)) == {
        slug for other, slugs in days.items() if other < near[-1] for slug in slugs
    }


def _of_sitemaps(client: Client, days: Expected) -> None:
    months = re.findall(r"<loc>http://127.0.0.1:8000(/sitemap/[\d-]+\.xml)</loc>", page_at(client, "/sitemap.xml"))
    slugs = [slug for month in months for slug in re.findall(r"/news/(\w+)/", page_at(client, month))]
    assert sorted(slugs) == sorted(slug for each in days.values() for slug in each)


def _of_coverage(client: Client, days: Expected) -> None:
    hub = make_article("hub")
    targets = Article.objects.exclude(pk=hub.pk)
    RelatedLink.objects.bulk_create(
        RelatedLink(article=hub, target=target, position=n) for n, target in enumerate(targets)
    )
    page = page_at(client, "/news/hub/")
    assert re.findall(r'<h3><time datetime="([^"]+)"', page) == [day.isoformat() for day in sorted(days, reverse=True)]


@pytest.mark.any_server
@pytest.mark.parametrize(
    ("zone", "change", "day"),
    [
        ("Pacific/Apia", "2011-12-30 10:00:00", date(2011, 12, 30)),
        ("Pacific/Fakaofo", "2011-12-30 11:00:00", date(2011, 12, 30)),
        ("Pacific/Kwajalein", "1993-08-21 12:00:00", date(1993, 8, 21)),
        ("Pacific/Kiritimati", "1994-12-31 10:00:00", date(1994, 12, 31)),
    ],
)
def test_a_day_that_was_left_out_is_no_page(
    client: Client, settings: Settings, zone: str, change: str, day: date
) -> None:
    settings.TIME_ZONE = zone
    assert day not in written(zone, change)
    assert client.get(of_day(day)).status_code == 404
    before, behind = (page_at(client, of_day(day + timedelta(days=n))) for n in (-1, 1))
    assert f'href="{of_day(day + timedelta(days=1))}" rel="next"' in before
    assert f'href="{of_day(day - timedelta(days=1))}" rel="prev"' in behind
    assert "/news/" not in page_at(client, f"/search/?q=after:{day} before:{day + timedelta(days=1)}")


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Manila"])
def test_bounds_at_either_end_of_the_calendar_are_answers(client: Client, settings: Settings, zone: str) -> None:
    settings.TIME_ZONE = zone
    make_article("first", published_at=datetime(1, 1, 3, tzinfo=UTC))
    make_article("last", published_at=datetime(9999, 12, 29, tzinfo=UTC))
    for asked in (
        "before:0001", "after:0001", "before:9999-12-31", "after:9999-12-31", "before:9999", "after:9999", "after:9999-12",
        "before:0001-01-01", "after:0000", "before:10000", "after:0001 before:9999-12-31",
    ):  # fmt: skip
        page_at(client, f"/search/?q={asked}")
    assert "first" in page_at(client, "/search/?q=before:9999")
    assert "last" in page_at(client, "/search/?q=after:9999")
    for address in (
        "", "0001/", "9999/", "0001/01/", "9999/12/", "0001/01/01/", "0001/01/02/", "0001/01/03/", "9999/12/29/", "9999/12/30/",
        "9999/12/31/", "0000/", "0000/00/00/", "9999/99/99/",
    ):  # fmt: skip
        assert client.get(f"/archive/{address}").status_code in (200, 404), address
    for month in ("1-1", "9999-12", "0-0", "9999-13", f"{10**30}-1"):
        assert client.get(f"/sitemap/{month}.xml").status_code in (200, 404), month


def linked(client: Client, start: str) -> set[str]:
    """Every address of the archive to which one leads, and all of those from there on."""
    seen, left = set[str](), [start]
    while left:
        address = left.pop()
        if address not in seen:
            seen.add(address)
            left += re.findall(r'href="(/archive/[^"#]*)"', page_at(client, address))
    return seen


@pytest.mark.any_server
def test_no_page_leads_to_a_day_to_come(client: Client) -> None:
    make_article("now", published_at=datetime(2023, 1, 24, tzinfo=UTC))
    make_article("wrong-year", published_at=datetime(2999, 1, 1, tzinfo=UTC))
    assert linked(client, "/archive/") == {"/archive/", "/archive/2023/", "/archive/2023/01/", "/archive/2023/01/24/"}
    assert client.get("/archive/2999/").status_code == 404
