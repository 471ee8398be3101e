"""Knows what has changed since a number, by what the database has numbered: of articles, also all that shows them.

The database numbers the rows that change, which costs it little. What shows them (days, topics, providers, and the articles of
which they are coverage) each process looks up once for all pages, when it sees that the last number has moved.
"""

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from articles.models import Dependency
from articles.store import register
from articles.store.register import LastChange

# Changes of more than so many articles at once make all pages of before stale: to look up what shows them costs more.
_MOST = 500
_MOST_KNOWN = 200_000  # subjects, before what is known is forgotten
_TABLE = Dependency._meta.db_table
_NO_BOUND = (0, 99_999_999)  # as days are numbered
_TRIES = 3

Subjects = Mapping[str, Collection[int]]
_DaySpan = Sequence[date | None]  # the first and the last day


class Sources(Protocol):
    """What an answer was drawn from; see `articles.reading.drawn`."""

    @property
    def subjects(self) -> Subjects | None: ...

    @property
    def days(self) -> Iterable[_DaySpan]: ...

    @property
    def of_topics(self) -> Iterable[tuple[int, date | None, date | None]]: ...


class Changes:
    """All changes with a number above `start` are known, up to the one with number `end`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forget(LastChange(0, 0))

    def _forget(self, last: LastChange) -> None:
        self.since, self.start, self.end = last.since, last.number, last.number
        self._numbers: dict[str, dict[int, int]] = defaultdict(dict)
        self._said: dict[str, dict[int, int]] = defaultdict(dict)  # those of them that the database itself has numbered
        self._days_of_topics: dict[int, dict[int, int]] = defaultdict(dict)

    def touch(self, after: int, drawn: Sources, last: LastChange) -> bool:
        """Return whether a change after a number, up to the last, touches what an answer was drawn from. What cannot be known
        counts as touched."""
        if drawn.subjects is None:
            return after != last.number
        with self._lock:
            if last.number < self.end:  # another thread has learnt of later ones, or the database is that of a backup
                last = register.last_change() or last
            if (
                last.since != self.since
                or last.number < self.end
                or sum(map(len, self._numbers.values())) > _MOST_KNOWN
            ):
                self._forget(last._replace(number=min(after, last.number)))
            if after < self.start:
                self._forget(last._replace(number=after))
            if not self._learn(last.number) or after < self.start:
                return True
            return self._touch(after, drawn.subjects, drawn)

    def note_turned(self, articles: Collection[int], number: int) -> bool:
        """Let articles, and what shows them, count as changed with a number: the clock changed what readers see of them. Return
        whether it could be looked up."""
        with self._lock:
            return len(articles) <= _MOST and (not articles or self._note_what_shows(dict.fromkeys(articles, number)))

    def _touch(self, after: int, subjects: Subjects, drawn: Sources) -> bool:
        for kind, pks in subjects.items():
            numbers = self._numbers[kind]
            if any(numbers.get(pk, 0) > after for pk in pks):
                return True
        if any(_is_within(span, self._numbers[Dependency.Kind.DAY], after) for span in drawn.days):
            return True
        return any(self._touch_topic(topic, span, after) for topic, *span in drawn.of_topics)

    def _touch_topic(self, topic: int, span: _DaySpan, after: int) -> bool:
        """Where the database has numbered a topic or a day, an article has left it: which day or topic goes with it is not known,
        and any may."""
        if self._numbers[Dependency.Kind.TOPIC].get(topic, 0) <= after:
            return False
        is_left = self._said[Dependency.Kind.TOPIC].get(topic, 0) > after
        days = self._numbers[Dependency.Kind.DAY] if is_left else self._days_of_topics[topic]
        return _is_within(span, days, after) or _is_within(span, self._said[Dependency.Kind.DAY], after)

    def _learn(self, until: int) -> bool:
        """Look up what is new, and again until nothing came meanwhile: what shows an article is asked after the number."""
        for _ in range(_TRIES):
            if self.end >= until:
                return True
            rows = register.fetched(
                f"SELECT number, subject, CASE kind WHEN 'article' THEN 1 ELSE 0 END, kind FROM {_TABLE} "
                f"WHERE number > {self.end} AND NOT kind IN ('all', 'since') ORDER BY number DESC LIMIT {_MOST * 4}"
            )
            if rows is None:
                return False
            articles = {subject: number for number, subject, is_article, _ in rows if is_article}
            end = max([until, *(row[0] for row in rows)])
            if len(rows) == _MOST * 4 or len(articles) > _MOST:
                self._forget(LastChange(end, self.since))
            else:
                for number, subject, _, kind in rows:
                    self._note(str(kind), subject, number)
                    _note_last(self._said[str(kind)], subject, number)
                if articles and not self._note_what_shows(articles):
                    return False
                self.end = end
            last = register.last_change()
            if last is None or last.since != self.since:
                return False
            until = last.number
        return False

    def _note(self, kind: str, subject: int, number: int) -> None:
        _note_last(self._numbers[kind], subject, number)

    def _note_what_shows(self, articles: dict[int, int]) -> bool:
        """Note articles that show some as coverage, or have entries which these show or hide, and what lists them all."""
        pks = _listed(articles)
        naming = register.fetched(
            f"SELECT l.article_id, l.target_id FROM articles_relatedlink AS l WHERE l.target_id IN ({pks}) "
            f"UNION SELECT l.article_id, a.id FROM articles_article AS a "
            f"JOIN articles_relatedlink AS l ON l.web_key = a.web_key WHERE a.id IN ({pks}) "
            f"UNION SELECT l.article_id, a.id FROM articles_article AS a "
            f"JOIN articles_relatedlink AS l ON l.original_key = a.original_key WHERE a.id IN ({pks})"
        )
        every = dict(articles)  # with the number of the last change of each
        for article, named in naming or ():
            every[article] = max(every.get(article, 0), articles[named])
        pks = _listed(every)
        days = ", ".join(register.utc_day_number(moment) for moment in ("published_at", "news_at"))
        places = register.fetched(f"SELECT id, {days}, provider_id FROM articles_article WHERE id IN ({pks})")
        carried = f"SELECT content_object_id, tag_id FROM articles_articletopic WHERE content_object_id IN ({pks})"
        topics = register.fetched(carried)
        if naming is None or places is None or topics is None:
            return False
        for article, number in every.items():
            self._note(Dependency.Kind.ARTICLE, article, number)
        for article, appeared, told, provider in places:
            self._note(Dependency.Kind.DAY, appeared, every[article])
            self._note(Dependency.Kind.DAY, told, every[article])
            self._note(Dependency.Kind.PROVIDER, provider, every[article])
        days_of = {article: days for article, *days, _ in places}
        for article, topic in topics:
            self._note(Dependency.Kind.TOPIC, topic, every[article])
            for day in days_of.get(article, ()):
                _note_last(self._days_of_topics[topic], day, every[article])
        return True


def _note_last(numbers: dict[int, int], subject: int, number: int) -> None:
    numbers[subject] = max(number, numbers.get(subject, 0))


def _is_within(span: _DaySpan, days: Mapping[int, int], after: int) -> bool:
    """Return whether one of the days, with the number of its last change, has changed after a number and is of the span."""
    first, last = map(_number, span, _NO_BOUND)
    return any(first <= day <= last and number > after for day, number in days.items())


def _number(day: date | None, bound: int) -> int:
    return bound if day is None else day.year * 10_000 + day.month * 100 + day.day


def _listed(pks: Iterable[int]) -> str:
    return ", ".join(str(int(pk)) for pk in pks)
