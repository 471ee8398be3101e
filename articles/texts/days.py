"""What a day is, and what a clock's time means, in the site's time zone. Everything that reckons with days asks here.

A day is all the moments that the site's clocks call by its date. It has as many hours as its zone gives it: it may begin after
midnight, be in two parts where clocks are put back over midnight, or have no moment at all where it was left out.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone

# No zone is further than a day from another, whichever of them a moment is told in.
_AT_THE_TURN = {(12, 30), (12, 31), (1, 1), (1, 2)}
_DAY, _STEP, _SECOND = timedelta(days=1), timedelta(minutes=30), timedelta(seconds=1)
# No moment nearer to an end of the calendar can be shown in every time zone, and the codec takes none.
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC) + _DAY, datetime.max.replace(tzinfo=UTC) - _DAY


class Span(NamedTuple):
    """The moments from `start` up to `end`, which is not one of them; None where there is no bound."""

    start: datetime | None
    end: datetime | None


class Days(NamedTuple):
    """The days from `first` up to `until`, which is not one of them; None where there is no bound."""

    first: date | None = None
    until: date | None = None

    @classmethod
    def one(cls, day: date) -> "Days":
        return cls(day, _next(day))

    @classmethod
    def of_month(cls, year: int, month: int) -> "Days":
        """Raises ValueError where there is no such month."""
        first = date(year, month, 1)
        return cls(first, None if (year, month) == (9999, 12) else date(year + month // 12, month % 12 + 1, 1))

    @classmethod
    def of_year(cls, year: int) -> "Days":
        """Raises ValueError where there is no such year."""
        return cls(date(year, 1, 1), None if year == date.max.year else date(year + 1, 1, 1))

    @classmethod
    def before(cls, day: date) -> "Days":
        return cls(None, day)

    @classmethod
    def after(cls, day: date) -> "Days":
        """Return the days that follow one; none follow the last of the calendar."""
        return cls(_next(day), None) if _next(day) else cls(day, day)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return their moments: one span nearly always, none where all of them were left out."""
        first = None if self.first == date.min else self.first
        if self.until and self.until <= (first or date.min):
            return ()
        zone = timezone.get_current_timezone()
        begins, ends = (set(_turns(day, zone)) if day else set() for day in (first, self.until))
        # What is behind the end is behind the beginning too, so that the moments between them begin and end where only one turns.
        found: list[datetime | None] = [
            *([] if first else [None]),
            *sorted(begins ^ ends),
            *([] if self.until else [None]),
        ]
        return tuple(Span(*pair) for pair in zip(found[::2], found[1::2], strict=True))


def spans_until(spans: Iterable[Span], end: datetime) -> tuple[Span, ...]:
    """Return as much of these spans as is before a moment."""
    before = (span for span in spans if span.start is None or span.start < end)
    return tuple(Span(span.start, min(span.end or end, end)) for span in before)


def utc_day_of(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def utc_start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def utc_span(day: date) -> Span:
    """Return the moments that UTC calls by that date."""
    return Span(utc_start(day), shifted(utc_start(day), _DAY))


def utc_days_at_edges(days: Days) -> set[date]:
    """Return the days of UTC of which only a part is within these days of the site: where they begin and where they end."""
    edges = {edge for span in days.spans for edge in span if edge}
    return {utc_day_of(edge) for edge in edges if edge.astimezone(UTC).time() != time()}


def _next(day: date) -> date | None:
    return None if day == date.max else day + _DAY


@lru_cache(maxsize=4096)
def _turns(day: date, zone: tzinfo) -> tuple[datetime, ...]:
    """Return the moments at which clocks first reach a day and, where they are put back over its beginning, leave and reach it
    again."""
    midnight = datetime.combine(day, time(), UTC)
    turns: list[datetime] = []
    for since, until, offset in _offsets(midnight, zone):
        reaches, reached = midnight - offset, len(turns) % 2 == 1
        if since is not None and (since >= reaches) != reached:
            turns.append(since)
        if len(turns) % 2 == 0 and (until is None or reaches < until):
            turns.append(reaches)
    return tuple(turns)


def _offsets(midnight: datetime, zone: tzinfo) -> Iterator[tuple[datetime | None, datetime | None, timedelta]]:
    """Return the zone's differences from UTC within a day of a moment, each with the moments between which it holds."""
    at, end = shifted(midnight, -_DAY), shifted(midnight, _DAY)
    since, offset = None, _offset(at, zone)
    while at < end:
        then = min(at + _STEP, end)
        if _offset(then, zone) != offset:
            change = _change_between(at, then, zone)
            yield since, change, offset
            since, offset = change, _offset(then, zone)
        at = then
    yield since, None, offset


def _change_between(low: datetime, high: datetime, zone: tzinfo) -> datetime:
    """Return the second at which the offset changes."""
    before = _offset(low, zone)
    while high - low > _SECOND:
        middle = low + timedelta(seconds=(high - low) // _SECOND // 2)
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return high


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def day_of_moment(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def year_of_moment(moment: datetime) -> int:
    """Return the year by the site's clocks, which need only be asked around the turn of a year."""
    near = (moment.month, moment.day) in _AT_THE_TURN
    return day_of_moment(moment).year if near else moment.year


def moments_at(clock: datetime) -> list[datetime]:
    """Return the moments, earliest first, that a date and time without a zone may mean: two where clocks show it twice.

    A time that clocks leave out may mean what it would be by the clock before the change, or by the clock after it. Raises
    OverflowError at an end of the calendar.
    """
    zone = timezone.get_current_timezone()
    found = {clock.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    if not all(EARLIEST <= moment <= LATEST for moment in found):
        raise OverflowError(f"too near to the end of the calendar: {clock}")
    return sorted(found)  # in UTC: of two zones, Python calls moments of an hour that comes twice never equal


def is_left_out(clock: datetime) -> bool:
    """Return whether no clock ever shows a date and time."""
    return all(timezone.make_naive(moment).replace(fold=0) != clock for moment in moments_at(clock))


def shifted(moment: datetime, by: timedelta) -> datetime:
    """Return a moment so much later, or the end of the calendar that comes before it."""
    try:
        return min(max(moment + by, EARLIEST), LATEST)
    except OverflowError:
        return LATEST if by > timedelta() else EARLIEST
