"""Whether two headlines are nearly the same, which of many are worth comparing, and which words say what one is about.

Pure: reads no database.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from articles.texts.words import stem, words

ALIKE = 0.7  # the share of words in common: of eight words, one may differ
DAYS_APART = timedelta(days=3)
_MINIMUM_WORDS = 4  # shorter headlines are alike by chance, unless they are the same
_MOST_OF_ONE = 20  # a headline may come every day ("Briefing"): the nearest are enough to decide about

_SHORTEST = 4  # minimum letters of a word that says what a headline is about, unless it is one of these
_EMPTY = frozenset(
    """about after also another away back been before being best could does down even every first from gets have here into
    just know last like look made make many more most much need news next only open over plan plus says should show some
    still such take than that their them then there these they this those time today under until used using want week well
    were what when where which while will with would year years your""".split()  # noqa: SIM905
)

_APOSTROPHES = re.compile("['’`ʼ]")
_SITE = re.compile(r"\s+[|–—-]\s+[^|–—-]{2,40}$")

HeadlineWords = frozenset[str]


class Headline(NamedTuple):
    """The headline of one article. `is_new` means that nobody has looked for its duplicates yet."""

    pk: int
    published_at: datetime
    words: HeadlineWords
    is_new: bool


class LikelyPair(NamedTuple):
    one: int
    other: int
    likeness: float


def headline_words(title: str) -> HeadlineWords:
    """Return the words that are compared: without case, accents, apostrophes, and the site's name at the end."""
    bare = _SITE.sub("", title)
    found = _words(bare)
    return found if len(found) >= _MINIMUM_WORDS else _words(title)


def _words(title: str) -> HeadlineWords:
    return frozenset(words(_APOSTROPHES.sub("", title)))


def telling_words(title: str) -> frozenset[str]:
    """Return the words of a headline that say what it is about, without their endings."""
    found = words(title)
    return frozenset(
        stem(word) for word in found if word not in _EMPTY and (len(word) >= _SHORTEST or not word.isascii())
    )


def likeness(one: HeadlineWords, other: HeadlineWords) -> float:
    """Return the share of words that both have, from 0 to 1; 0 where their numbers differ, as in parts of a series."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    if min(len(one), len(other)) < _MINIMUM_WORDS or _numbers(one) != _numbers(other):
        return 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def _numbers(words: HeadlineWords) -> HeadlineWords:
    return frozenset(word for word in words if word.isdecimal())


def alike(headlines: Iterable[Headline]) -> Iterator[LikelyPair]:
    """Yield the pairs of nearly the same headline that are at most three days apart, where at least one is new.

    Takes the headlines in the order of time and remembers three days of them. Two that share `ALIKE` of their words also
    share one of the rarest few of each, if both order their words alike. So only those are compared (prefix filtering).
    """
    lately: dict[str, list[Headline]] = defaultdict(list)
    pairs: dict[int, int] = defaultdict(int)
    for this in headlines:
        compared = set()
        rare = _rarest(this.words)
        for word in rare:
            known = lately[word]
            if known and known[0].published_at < this.published_at - DAYS_APART:
                lately[word] = known = [each for each in known if each.published_at >= this.published_at - DAYS_APART]
            for other in reversed(known):
                if other.pk in compared or not (this.is_new or other.is_new) or pairs[this.pk] >= _MOST_OF_ONE:
                    continue
                compared.add(other.pk)
                if (share := likeness(this.words, other.words)) >= ALIKE:
                    pairs[this.pk] += 1
                    yield LikelyPair(this.pk, other.pk, share)
            known.append(this)


def _rarest(words: HeadlineWords) -> list[str]:
    """Return so many of the rarest words that two headlines that are alike share one of them. Long words count as rare."""
    return sorted(words, key=lambda word: (-len(word), word))[: len(words) - ceil(ALIKE * len(words)) + 1]
