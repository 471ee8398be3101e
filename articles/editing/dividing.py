"""Divides articles that hang together, some of which were parted, into stories that contain no parted pair. Pure.

The result depends on what the articles say and on what was parted, never on the order in which anything came: newcomers,
who hang together with several parts, are set aside, the one that joins the most first. What is left are the parts that
editors made; then each newcomer stands with the one that it resembles most.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from articles.texts.nearness import Weighed, likeness_of_texts


class Seen(NamedTuple):
    """What is compared of an article: what it tells is weighed."""

    published_at: datetime
    slug: str
    tells: Weighed


@dataclass(frozen=True)
class Division:
    """The stories, and by newcomer the members of those others that it names as well."""

    stories: list[frozenset[int]]
    unsure: dict[int, frozenset[int]]


@dataclass
class _Part:
    """A story that is being put together: bits of its articles, and of all that were parted from one of them."""

    articles: int = 0
    foes: int = 0

    def takes(self, other: "_Part") -> bool:
        return not self.articles & other.foes

    def take(self, other: "_Part") -> None:
        self.articles |= other.articles
        self.foes |= other.foes


class _Graph:
    """The articles as bits of numbers, in the order of their primary keys. `settled` are those that are not set `aside`."""

    def __init__(self, order: list[int], near: dict[int, int], foes: dict[int, int], seen: Mapping[int, Seen]) -> None:
        self.order, self.near, self.foes, self.seen = order, near, foes, seen
        self.bits = {pk: 1 << number for number, pk in enumerate(order)}
        self.settled = (1 << len(order)) - 1
        self.aside: list[int] = []

    def of(self, bits: int) -> Iterator[int]:
        while bits:
            lowest = bits & -bits
            yield self.order[lowest.bit_length() - 1]
            bits ^= lowest

    def latest(self, pk: int) -> tuple[datetime, str]:
        return self.seen[pk].published_at, self.seen[pk].slug


def divide(
    articles: Collection[int], near: Mapping[int, Collection[int]], foes: Mapping[int, Collection[int]],
    seen: Mapping[int, Seen],
) -> Division:  # fmt: skip
    """`near` are the articles of one story with each, as far as nobody has parted them, and `foes` those parted from it."""
    order = sorted(articles)
    graph = _Graph(order, _as_bits(order, near), _as_bits(order, foes), seen)
    _set_newcomers_aside(graph)
    parts = _hanging_together(graph)
    for pk in reversed(graph.aside):
        _place(pk, parts, graph)
    stories = [frozenset(graph.of(part.articles)) for part in parts]
    return Division(stories, dict(_unsure(parts, graph)))


def _as_bits(order: Sequence[int], known: Mapping[int, Collection[int]]) -> dict[int, int]:
    place = {pk: 1 << number for number, pk in enumerate(order)}
    return {pk: sum(place[other] for other in known.get(pk, ()) if other in place) for pk in order}


def _set_newcomers_aside(graph: _Graph) -> None:
    """Set aside who is near to two that were parted, the one with the most such pairs first, then the latest."""
    strain = {
        pk: sum((graph.foes[other] & graph.near[pk]).bit_count() for other in graph.of(graph.near[pk]))
        for pk in graph.order
    }
    while True:
        strained = [pk for pk, pairs in strain.items() if pairs]
        worst = max(strained, key=lambda pk: (strain[pk], *graph.latest(pk)), default=None) or _far_away(graph)
        if worst is None:
            return
        del strain[worst]
        graph.aside.append(worst)
        graph.settled &= ~graph.bits[worst]
        for other in graph.of(graph.near[worst] & graph.settled):
            strain[other] -= 2 * (graph.foes[worst] & graph.near[other] & graph.settled).bit_count()


def _far_away(graph: _Graph) -> int | None:
    """Return who joins parted articles with others between them: the latest that was parted from none, else the latest."""
    for part in _hanging_together(graph):
        if part.articles & part.foes:
            between = [pk for pk in graph.of(part.articles) if not graph.foes[pk] & part.articles]
            return max(between or graph.of(part.articles), key=graph.latest)
    return None


def _hanging_together(graph: _Graph) -> list[_Part]:
    """Return the parts of those that are not set aside."""
    parts, left = [], graph.settled
    while left:
        part, todo = _Part(), left & -left
        while todo:
            left &= ~todo
            part.articles |= todo
            reached = 0
            for pk in graph.of(todo):
                reached |= graph.near[pk]
                part.foes |= graph.foes[pk]
            todo = reached & left
        parts.append(part)
    return parts


def _place(pk: int, parts: list[_Part], graph: _Graph) -> None:
    """Put an article that was set aside into the part that it resembles most, and with it those that only it joins."""
    alone = _Part(graph.bits[pk], graph.foes[pk])
    around = [part for part in parts if part.articles & graph.near[pk]]
    around.sort(key=lambda part: _strangeness(pk, part, graph))
    for part in around:
        if alone.takes(part):
            alone.take(part)
            parts.remove(part)
    parts.append(alone)


def _strangeness(pk: int, part: _Part, graph: _Graph) -> tuple[int, float, datetime, str]:
    """Return the sort key: the part with more members that it names and that name it, then the one with an article that is
    most like it, then the oldest. Other newcomers do not count."""
    members = list(graph.of(part.articles & graph.settled)) or list(graph.of(part.articles))
    named = (part.articles & graph.settled & graph.near[pk]).bit_count()
    alike = max(likeness_of_texts(graph.seen[pk].tells, graph.seen[member].tells) for member in members)
    return (-named, -alike, *min(graph.latest(member) for member in members))


def _unsure(parts: list[_Part], graph: _Graph) -> Iterator[tuple[int, frozenset[int]]]:
    """Yield the newcomers with the members of other parts that they could be of, though no editor has parted these. Two
    newcomers are told of once."""
    told = 0
    for pk in graph.aside:
        others = [
            part.articles for part in parts if part.articles & graph.near[pk] and not part.articles & graph.bits[pk]
        ]
        found = frozenset(other for articles in others for other in graph.of(articles & ~graph.foes[pk] & ~told))
        told |= graph.bits[pk]
        if found:
            yield pk, found
