"""Dates in words, which change at midnight of the site's clocks and no oftener."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.reading.drawn import next_turn, noted, on_the_hour
from articles.reading.rendering import day_in_words
from articles.texts.days import LATEST
from tests.rows import make_article

NOW = datetime(2026, 11, 27, 14, 59, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "today 14:59"),
        (datetime(2026, 11, 27, tzinfo=UTC), "today 00:00"),
        (datetime(2026, 11, 27, 23, 59, 59, tzinfo=UTC), "today 23:59"),  # still to come
        (MIDNIGHT, "28 November 2026"),
        (datetime(2026, 11, 26, 23, 59, 59, tzinfo=UTC), "yesterday"),
        (datetime(2026, 11, 25, 23, 59, tzinfo=UTC), "2 days ago"),
        (datetime(2026, 11, 21, tzinfo=UTC), "6 days ago"),
        (datetime(2026, 11, 20, 23, 59, tzinfo=UTC), "20 November 2026"),
    ],
)
def test_a_day_is_told_as_people_tell_it(moment: datetime, words: str) -> None:
    assert day_in_words(moment, NOW) == words


def test_days_are_those_of_the_site() -> None:
    with timezone.override("Asia/Kolkata"):  # where it is 20:29
        assert day_in_words(datetime(2026, 11, 26, 18, 29, tzinfo=UTC), NOW) == "yesterday"
        assert day_in_words(datetime(2026, 11, 26, 18, 30, tzinfo=UTC), NOW) == "today 00:00"


def test_words_stay_the_same_all_day() -> None:
    moments = [NOW - timedelta(hours=hours) for hours in range(200)]
    first, last = datetime(2026, 11, 27, tzinfo=UTC), MIDNIGHT - timedelta(seconds=1)
    assert [day_in_words(moment, first) for moment in moments] == [day_in_words(moment, last) for moment in moments]


@pytest.mark.parametrize(
    ("moment", "turn"),
    [
        (NOW, MIDNIGHT),
        (NOW - timedelta(days=6), MIDNIGHT),
        (NOW - timedelta(days=8), None),
        (NOW + timedelta(days=3), datetime(2026, 11, 30, tzinfo=UTC)),
    ],
)
def test_an_answer_holds_as_long_as_its_words_do(moment: datetime, turn: datetime | None) -> None:
    with noted() as drawn:
        day_in_words(moment, NOW)
    assert drawn.until == turn


def test_words_hold_until_the_site_has_midnight() -> None:
    with timezone.override("Asia/Kolkata"), noted() as drawn:
        day_in_words(NOW, NOW)
    assert drawn.until == datetime(2026, 11, 27, 18, 30, tzinfo=UTC)


@pytest.mark.django_db
class TestNextTurn:
    def test_is_far_where_nothing_waits(self) -> None:
        make_article("a", published_at=NOW - timedelta(days=1), go_live_at=NOW, pinned_until=NOW, updated_at=NOW)
        assert next_turn(NOW) == LATEST

    def test_what_is_dated_now_is_in_the_archive_a_moment_later(self) -> None:
        make_article("a", published_at=NOW)
        assert next_turn(NOW) == NOW
        assert next_turn(NOW + timedelta(microseconds=1)) == LATEST

    @pytest.mark.parametrize("column", ["go_live_at", "published_at", "pinned_until", "updated_at"])
    @pytest.mark.parametrize("status", ["published", "folded", "draft", "withdrawn"])
    def test_is_that_of_what_readers_see(self, column: str, status: str) -> None:
        soon = NOW + timedelta(minutes=7)
        make_article("a", published_at=NOW - timedelta(days=1), go_live_at=NOW)
        make_article("b", **{"published_at": NOW - timedelta(days=1), "status": status, column: soon})
        assert next_turn(NOW) == (soon if status in ("published", "folded") else LATEST)


def test_what_changes_with_every_moment_changes_on_the_hour() -> None:
    with noted() as drawn:
        assert on_the_hour(NOW) == datetime(2026, 11, 27, 14, tzinfo=UTC)
    assert drawn.until == datetime(2026, 11, 27, 15, tzinfo=UTC)
