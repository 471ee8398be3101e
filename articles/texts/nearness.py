"""How near two articles are: how likely they tell of one event, from 0 to 1. It suggests; editors decide. Knows no model.

Articles are near that share words which are rare in their archive, within days. Headlines that are the same but for a number, a
day or a negation tell of two things, and so do articles that both name somebody or something, but nothing in common.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from math import exp, fsum, log, sqrt

from articles.texts.tidings import Tidings
from articles.texts.usual import is_usual

# From which nearness on, as `python -m tests.bench.bench_nearness` calibrates it: worth showing; more likely one story than not;
# and one story in 19 of 20 cases.
SUGGESTED, LIKELY, SURE = 0.06, 0.1, 0.25
NEAR_IN_TIME = timedelta(days=14)
# Days in which reports of an event usually come, and in which it is e times less likely after that; what is left at last.
_AT_ONCE, _FADES, _LATE = 1.0, 3.0, 0.15
_OF_HEADLINE, _OF_EXCERPT = 1.5, 1.0
_OTHER_NAMES = 0.3  # of what is left where both name something, but nothing in common
_SAME_FRAME = 0.5  # share of the words of two headlines that makes them the same but for their numbers
_COMPARED = 3  # members of a story: the nearest of a large one say more than all of it

# An archive that nobody has seen: so many articles, all of which have a usual word, and two any other.
_UNSEEN, _USUAL, _OTHER = 1_000, 1_000, 2


@dataclass(frozen=True)
class Frequencies:
    """How many of `number` articles have a word. What is too rare to be listed counts as never seen."""

    number: int = 0
    words: Mapping[str, int] = field(default_factory=dict)
    _weights: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    def weight(self, word: str) -> float:
        """Return what a word counts: the more, the fewer articles have it."""
        known = self._weights.get(word)
        if known is None:
            expected = self.words.get(word, 0) + (_USUAL if is_usual(word) else _OTHER)
            known = self._weights[word] = log(1 + (self.number + _UNSEEN) / expected)
        return known

    def share(self, word: str) -> float:
        """Return which share of the articles has a word, at most."""
        return (self.words.get(word, 0) + 1) / (self.number + 1)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What an article tells, with what each of its words counts."""

    tidings: Tidings
    weights: Mapping[str, float]
    length: float


def weighed(told: Tidings, frequencies: Frequencies) -> Weighed:
    weights = {
        word: frequencies.weight(word) * (_OF_HEADLINE * (word in told.heads) + _OF_EXCERPT * (word in told.tells))
        for word in told.words
    }
    return Weighed(told, weights, sqrt(sum(weight * weight for weight in weights.values())))


def nearness(one: Weighed, other: Weighed) -> float:
    """Return how likely two articles tell of one event: 0 where they have nothing in common, 1 where they tell the same."""
    apart = abs(one.tidings.at - other.tidings.at)
    if apart > NEAR_IN_TIME:
        return 0.0
    days = apart / timedelta(days=1)
    return likeness_of_texts(one, other) * max(_LATE, exp(-max(0.0, days - _AT_ONCE) / _FADES))


def likeness_of_texts(one: Weighed, other: Weighed) -> float:
    """Return the same, whenever the two appeared."""
    if not one.length or not other.length or are_told_apart(one.tidings, other.tidings):
        return 0.0
    few, many = sorted((one.weights, other.weights), key=len)
    shared = fsum(weight * many[word] for word, weight in few.items() if word in many)
    cosine = min(1.0, shared / (one.length * other.length))
    return cosine * _OTHER_NAMES if name_others(one.tidings, other.tidings) else cosine


def are_told_apart(one: Tidings, other: Tidings) -> bool:
    """Return whether two headlines are the same but for what they count, when it was, or whether they deny it."""
    if one.negates == other.negates and not (_differ(one.days, other.days) or _differ(one.numbers, other.numbers)):
        return False
    frames = one.frame, other.frame
    together = frames[0] | frames[1]
    return bool(together) and len(frames[0] & frames[1]) >= _SAME_FRAME * len(together)


def _differ(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return not (mine <= theirs or theirs <= mine)


def name_others(one: Tidings, other: Tidings) -> bool:
    """Return whether both name somebody or something, but nothing in common."""
    mine, theirs = one.names - other.plain, other.names - one.plain
    if (
        not mine.isdisjoint(theirs)
        or any(name in other.words for name in mine)
        or any(name in one.words for name in theirs)
    ):
        return False
    return bool(mine and theirs)


def nearness_of_story(nearnesses: Iterable[float], size: int) -> float:
    """Return how near an article is to a story of so many articles, being so near to these: the mean of the nearest."""
    nearest = sorted(nearnesses, reverse=True)[:_COMPARED]
    return sum(nearest) / max(1, min(size, _COMPARED)) if nearest else 0.0
