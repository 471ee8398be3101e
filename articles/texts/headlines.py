"""When two headlines are nearly the same, and which of many are worth comparing. Pure: reads no database."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from articles.texts.words import words

ALIKE = 0.7  # of the words: of eight, one may be another
DAYS_APART = timedelta(days=3)
_FEWEST_WORDS = 4  # shorter ones are alike by chance, unless they are the same
_MOST_OF_ONE = 20  # of a headline that comes each day ("Briefing"), the nearest are enough to decide about

_APOSTROPHES = re.compile("['’`ʼ]")
_SITE = re.compile(r"\s+[|–—-]\s+[^|–—-]{2,40}$")

HeadlineWords = frozenset[str]


class Headline(NamedTuple):
    """One article's; `is_new` where its duplicates have not been looked for yet."""

    pk: int
    published_at: datetime
    words: HeadlineWords
    is_new: bool


class LikelyPair(NamedTuple):
    one: int
    other: int
    likeness: float


def headline_words(title: str) -> HeadlineWords:
    """What is compared of a headline: its words without case, accents, apostrophes, and the site's name at its end."""
    bare = _SITE.sub("", title)
    found = _words(bare)
    return found if len(found) >= _FEWEST_WORDS else _words(title)


def _words(title: str) -> HeadlineWords:
    return frozenset(words(_APOSTROPHES.sub("", title)))


def likeness(one: HeadlineWords, other: HeadlineWords) -> float:
    """The share of their words that both have, from 0 to 1; 0 where they name different numbers, as parts of a series do."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    if min(len(one), len(other)) < _FEWEST_WORDS or _numbers(one) != _numbers(other):
        return 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def _numbers(words: HeadlineWords) -> HeadlineWords:
    return frozenset(word for word in words if word.isdecimal())


def alike(headlines: Iterable[Headline]) -> Iterator[LikelyPair]:
    """The pairs of nearly the same headline, of which one at least is new, at most three days apart.

    Takes the headlines in the order of time and remembers three days of them. Two that share `ALIKE` of their words share
    one of the rarest few of each as well, if both order their words alike: only those are compared (prefix filtering).
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
    """As many as two headlines that are alike cannot both lack; long words are rare ones."""
    return sorted(words, key=lambda word: (-len(word), word))[: len(words) - ceil(ALIKE * len(words)) + 1]
