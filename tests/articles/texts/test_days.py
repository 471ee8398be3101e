"""What a day is, in zones whose clocks do odd things."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.utils import timezone

from articles.texts.days import (
    EARLIEST,
    LATEST,
    Days,
    day_of_moment,
    is_left_out,
    moments_at,
    shifted,
    year_of_moment,
)

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def lengths(days: Days) -> list[timedelta | None]:
    """How long each part of them is."""
    return [end - start if start and end else None for start, end in days.spans]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("UTC", date(2026, 10, 25), [24]),
        ("Europe/Berlin", date(2026, 10, 25), [25]),
        ("Europe/Berlin", date(2026, 3, 29), [23]),
        ("Australia/Lord_Howe", date(2026, 4, 5), [24.5]),
        ("Australia/Lord_Howe", date(2026, 10, 4), [23.5]),
        ("America/Sao_Paulo", date(2018, 11, 4), [23]),  # there is no midnight
        ("America/Sao_Paulo", date(2019, 2, 16), [25]),
        ("Pacific/Apia", date(2011, 12, 30), []),  # left out
        ("Pacific/Apia", date(2011, 12, 31), [24]),
        ("Pacific/Kwajalein", date(1993, 8, 21), []),
        ("Pacific/Kwajalein", date(1969, 9, 30), [47]),  # it came twice
        ("America/St_Johns", date(2009, 10, 31), [24, 59 / 60]),  # clocks were put back a minute after midnight
        ("America/St_Johns", date(2009, 11, 1), [1 / 60, 24]),
    ],
)
def test_a_day_has_as_many_hours_as_its_zone_gives_it(zone: str, day: date, hours: list[float]) -> None:
    with timezone.override(ZoneInfo(zone)):
        assert lengths(Days.one(day)) == [hours_ * HOUR for hours_ in hours]


def odd_days(zone: str) -> list[date]:
    """Days of some decades on which the zone's difference from UTC changes, and those around them."""
    known, found = ZoneInfo(zone), set()
    at = datetime(1965, 1, 1, tzinfo=UTC)
    while at.year < 2030:
        then = at + 24 * HOUR
        if at.astimezone(known).utcoffset() != then.astimezone(known).utcoffset():
            found |= {at.astimezone(known).date() + timedelta(days=n) for n in (-2, -1, 0, 1, 2)}
        at = then
    return sorted(found)


SAMPLE = sorted(available_timezones())[::12]


@pytest.mark.parametrize("zone", SAMPLE)
def test_each_moment_is_of_the_one_day_that_its_clock_says(zone: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        for day in odd_days(zone)[:60]:
            spans = Days.one(day).spans
            for start, end in spans:
                assert start is not None
                assert end is not None
                assert day_of_moment(start) == day_of_moment(end - SECOND) == day
                assert day_of_moment(end) != day
                assert day_of_moment(start - SECOND) != day
            at = datetime(day.year, day.month, day.day, tzinfo=UTC) - 24 * HOUR
            for n in range(48 * 4):
                moment = at + n * HOUR / 4
                inside = any(start <= moment < end for start, end in spans if start and end)
                assert inside == (day_of_moment(moment) == day)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Manila", "America/Juneau"])
def test_the_ends_of_the_calendar_are_days_like_others(zone: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        for day in (date.min, date(1, 1, 2), date(9999, 12, 30), date.max):
            assert len(Days.one(day).spans) == 1
        for whole in (Days.of_year(1), Days.of_year(9999), Days.of_month(1, 1), Days.of_month(9999, 12), Days()):
            assert len(whole.spans) == 1
        assert Days().spans == ((None, None),)
        assert Days.before(date.min).spans == Days.after(date.max).spans == ()
        assert Days(date(2026, 1, 2), date(2026, 1, 1)).spans == ()
        assert day_of_moment(EARLIEST) <= date(1, 1, 3)
        assert day_of_moment(LATEST) >= date(9999, 12, 29)


@pytest.mark.parametrize(("year", "month"), [(0, 1), (2026, 0), (2026, 13), (10_000, 1), (2026, 10**30)])
def test_no_month_is_none(year: int, month: int) -> None:
    with pytest.raises((ValueError, OverflowError)):
        Days.of_month(year, month)


def test_a_time_means_one_moment_or_two() -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        half_past = datetime(2026, 10, 25, 2, 30)
        assert moments_at(half_past) == [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
        assert [f"{timezone.localtime(moment):%Z}" for moment in moments_at(half_past)] == ["CEST", "CET"]
        assert not is_left_out(half_past)
        left_out = datetime(2026, 3, 29, 2, 30)
        assert [f"{timezone.localtime(moment):%H:%M %Z}" for moment in moments_at(left_out)] == [
            "01:30 CET",
            "03:30 CEST",
        ]
        assert is_left_out(left_out)
        assert moments_at(datetime(2026, 3, 29, 3)) == [datetime(2026, 3, 29, 1, tzinfo=UTC)]


def test_a_moment_is_shifted_no_further_than_the_calendar_goes() -> None:
    assert shifted(EARLIEST, -HOUR) == EARLIEST == shifted(EARLIEST + HOUR, -timedelta(days=10**6))
    assert shifted(LATEST, HOUR) == LATEST == shifted(LATEST, timedelta(days=10**6))
    assert shifted(EARLIEST, HOUR) == EARLIEST + HOUR


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu"])
def test_a_year_is_that_of_the_site_s_clocks(zone: str) -> None:
    turn = datetime(2026, 1, 1, tzinfo=UTC)
    moments = [turn + timedelta(minutes=30 * n) for n in range(-200, 200)] + [
        turn + timedelta(days=n) for n in range(400)
    ]
    with timezone.override(zone):
        assert [year_of_moment(moment) for moment in moments] == [day_of_moment(moment).year for moment in moments]
