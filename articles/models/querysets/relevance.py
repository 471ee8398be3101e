"""How well an article answers a search, reckoned from its words in the index. One rule for every database; asks none.

It is FTS5's own, but for two things that need all that matches to be counted: how long an article is compared with the others,
and how rare a word is where all of them must be there.
"""

from collections.abc import Callable, Iterable, Sequence
from math import log
from typing import NamedTuple

# What a word counts in the title, in the other fields, and among the stems; in the body alone it counts `_BODY`.
_TITLE, _FIELDS, _STEMS, _BODY = 12.0, 4.0, 2.0, 1.0
_ENOUGH = 1.2  # a word that counts so much is worth half of the most: each further place adds less
_HALF_A_YEAR = 180 * 86_400.0
_LEAST = 1e-6  # what a word counts that most articles have


class Wanted(NamedTuple):
    """Words that must follow each other; a single word may match by its stem. The last may be the beginning of a word."""

    words: tuple[str, ...]
    stem: str = ""
    unfinished: bool = False


def _worth(counts: float) -> float:
    return counts / (counts + _ENOUGH)


# By where a word is: 1 for the title, 2 for the other fields, 4 for the stems, and their sums.
_WORTH = [
    _worth((_TITLE if where & 1 else 0.0) + (_FIELDS if where & 2 else 0.0) + (_STEMS if where & 4 else 0.0))
    for where in range(8)
]
_IN_A_BODY = _worth(_BODY)
TOGETHER = _WORTH[1]  # a title with all that is wanted side by side counts as one word more


def relevance(places: Iterable[Sequence[int]]) -> float:
    """Return how well an article answers that has everything wanted: the sum of what each is worth by where its alternatives are.

    The word as typed, its beginning and its stem count each for itself, so what is there as typed counts for more.
    """
    return sum(sum(_WORTH[where] for where in each) or _IN_A_BODY for each in places)


def alternatives(each: Wanted) -> list[Wanted]:
    """Return what is looked for instead of it: the words as typed, and what begins like them or has their stem if that may be."""
    typed = Wanted(each.words)
    begun = [typed._replace(unfinished=True)] if each.unfinished else []
    return [typed, *begun, *([Wanted((each.stem,))] if each.stem else [])]


def places_by(wanted: Sequence[Wanted]) -> Callable[[str, str, str], list[list[int]]]:
    """Return what says where an article has the alternatives of each, by its words, as numbers of which `relevance` knows.

    It is given the words of the title, of the excerpt, provider and topics, and the stems, each between two spaces.
    """
    every = [[_looked_for(other) for other in alternatives(each)] for each in wanted]

    def places(title: str, fields: str, stems: str) -> list[list[int]]:
        return [
            [
                _has_all(title, several) + 2 * _has_all(fields, several)
                if several
                else (alone in title) + 2 * (alone in fields) + 4 * (alone in stems)
                for alone, several in each
            ]
            for each in every
        ]

    return places


def freshness(age: float) -> float:
    """Return how much more an article of so many seconds counts: one of today double, of half a year one and a half times."""
    return 1.0 + _HALF_A_YEAR / (_HALF_A_YEAR + max(age, 0.0))


def rarity(here: int, everywhere: int) -> float:
    """Return how telling a word is that so many articles have, of so many that were looked through, as FTS5 reckons it."""
    return max(log((everywhere - here + 0.5) / (here + 0.5)), _LEAST) if here <= everywhere else _LEAST


def _looked_for(each: Wanted) -> tuple[str, list[str]]:
    """Return a single word, or several, as they are in a text: between two spaces, or after one if it goes on."""
    words = [f" {word} " for word in each.words]
    if each.unfinished:
        words[-1] = words[-1].rstrip()
    return words[0], words if len(words) > 1 else []


def _has_all(words: str, several: list[str]) -> bool:
    """Whether all of them are there: that they follow each other is the index's business."""
    return all(word in words for word in several)
