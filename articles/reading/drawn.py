"""What the answer at hand is drawn from and until when it holds, told by what draws it. See `articles.kept`.

An answer that tells nothing is drawn from everything: it holds until anything changes that readers see.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from articles.models import Article, Dependency
from articles.texts.days import LATEST, Days, utc_day_of

_HOUR = timedelta(hours=1)
_EVERYWHERE = {Dependency.Kind.SITE, Dependency.Kind.TOPICS, Dependency.Kind.PROVIDERS}


@dataclass
class Drawn:
    """`subjects` are numbers by their kind (see `Dependency`), None is everything. `days` are the first and last day of spans,
    `of_topics` the articles of topics in such spans: a topic by primary key, and the two days.
    """

    subjects: dict[str, set[int]] | None = None
    days: list[tuple[date | None, date | None]] = field(default_factory=list)
    of_topics: list[tuple[int, date | None, date | None]] = field(default_factory=list)
    until: datetime | None = None

    def packed(self) -> list[Any]:
        """Return it as JSON holds it, without `until`; `unpacked` reads it."""
        subjects = self.subjects
        told = None if subjects is None else {kind: sorted(pks) for kind, pks in subjects.items() if pks}
        of_topics = [[topic, *map(_written, span)] for topic, *span in self.of_topics]
        return [told, [list(map(_written, span)) for span in self.days], of_topics]

    @classmethod
    def unpacked(cls, packed: list[Any]) -> "Drawn":
        subjects, days, of_topics = packed
        spans = [(_read(first), _read(last)) for first, last in days]
        in_spans = [(topic, _read(first), _read(last)) for topic, first, last in of_topics]
        return cls(None if subjects is None else {kind: set(pks) for kind, pks in subjects.items()}, spans, in_spans)


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


_drawn: ContextVar[Drawn | None] = ContextVar("drawn", default=None)


@contextmanager
def noted() -> Iterator[Drawn]:
    """Within this context, what draws an answer tells it to the yielded object."""
    drawn = Drawn()
    token = _drawn.set(drawn)
    try:
        yield drawn
    finally:
        _drawn.reset(token)


def only_from(
    *, articles: Iterable[int] = (), topics: Iterable[int] = (), providers: Iterable[int] = (),
    between: Iterable[tuple[datetime | None, datetime | None]] = (),
    of_topics: Iterable[tuple[int, datetime | None, datetime | None]] = (),
) -> None:  # fmt: skip
    """Say that the answer shows only these articles, those of these topics and providers by primary key, and those that appeared
    or became news between moments, with both; None has no bound. `of_topics` are topics of which it
    shows only what did so between two moments. The names of topics and providers and the masthead are always part of it.
    """
    if (drawn := _drawn.get()) is None:
        return
    told = {Dependency.Kind.ARTICLE: articles, Dependency.Kind.TOPIC: topics, Dependency.Kind.PROVIDER: providers}
    drawn.subjects = {str(kind): {0} for kind in _EVERYWHERE} | {str(kind): set(pks) for kind, pks in told.items()}
    drawn.days = [(first and utc_day_of(first), last and utc_day_of(last)) for first, last in between]
    drawn.of_topics = [
        (topic, first and utc_day_of(first), last and utc_day_of(last)) for topic, first, last in of_topics
    ]


def holds_until(moment: datetime) -> None:
    """Say that the clock alone changes the answer at that moment."""
    drawn = _drawn.get()
    if drawn is not None and (drawn.until is None or moment < drawn.until):
        drawn.until = moment


def on_the_hour(at: datetime) -> datetime:
    """Return the last full hour, for what would change with every moment: the answer at hand holds until the next."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    holds_until(hour + _HOUR)
    return hour


def holds_until_day(day: date, now: datetime) -> None:
    """Say that the answer changes when the site's clocks next begin that day, or leave it."""
    if _drawn.get() is not None:
        edges = (edge for span in Days.one(day).spans for edge in span if edge and edge > now)
        holds_until(min(edges, default=now + _HOUR))


def next_turn(at: datetime) -> datetime:
    """Return the next moment at which the clock alone may change any answer: something goes live or becomes news, or a pin ends.
    Without any it is the end of the calendar."""
    return min(Article.objects.next_turns(at), default=LATEST)
