"""How well an article answers a search, reckoned from its words in the index. One rule for every database; asks none.

It is FTS5's own, but for two things that need all that matches to be counted: how long an article is compared with the others,
and how rare a word is where all of them must be there.
"""

from collections.abc import Callable, Sequence
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


def relevance_by(wanted: Sequence[Wanted]) -> Callable[[str, str, str], float]:
    """Return what reckons the relevance of an article that has everything wanted: the sum of what each is worth.

    It is given the words of the article, each between two spaces: of its title, of its excerpt, provider and topics, and its
    stems. The word as typed, its beginning and its stem count each for itself, so what is there as typed counts for more.
    """
    every = [[_looked_for(words) for words in _alternatives(each)] for each in wanted]

    def relevance(title: str, fields: str, stems: str) -> float:
        total = 0.0
        for alternatives in every:
            worth = 0.0
            for alone, several in alternatives:
                if several:
                    where = _has_all(title, several) + 2 * _has_all(fields, several)
                else:
                    where = (alone in title) + 2 * (alone in fields) + 4 * (alone in stems)
                worth += _WORTH[where]
            total += worth or _IN_A_BODY
        return total

    return relevance


def freshness(age: float) -> float:
    """Return how much more an article of so many seconds counts: one of today double, of half a year one and a half times."""
    return 1.0 + _HALF_A_YEAR / (_HALF_A_YEAR + max(age, 0.0))


def rarity(here: int, everywhere: int) -> float:
    """Return how telling a word is that so many articles have, of so many that were looked through, as FTS5 reckons it."""
    return max(log((everywhere - here + 0.5) / (here + 0.5)), _LEAST) if here <= everywhere else _LEAST


def _alternatives(each: Wanted) -> list[list[str]]:
    """Return the words of each alternative as they are in the index: between two spaces, or after one if it goes on."""
    typed = [f" {word} " for word in each.words]
    begun = [[*typed[:-1], f" {each.words[-1]}"]] if each.unfinished else []
    return [typed, *begun, *([[f" {each.stem} "]] if each.stem else [])]


def _looked_for(words: list[str]) -> tuple[str, list[str]]:
    return words[0], words if len(words) > 1 else []


def _has_all(words: str, several: list[str]) -> bool:
    """Whether all of them are there: that they follow each other is the index's business."""
    return all(word in words for word in several)
