"""Whether two articles are the same report: headline and excerpt nearly the same. Which of many are worth comparing.

Two reports of one event are not the same report; for these see `articles.texts.nearness`. Pure: reads no database.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from articles.texts.nearness import Frequencies, are_told_apart, name_others
from articles.texts.tidings import Tidings, tidings
from articles.texts.words import words

ALIKE = 0.7  # the share of words in common: of eight words, one may differ
DAYS_APART = timedelta(days=3)
_MINIMUM_WORDS = 4  # shorter headlines are alike by chance, unless they are the same
_SAME, _MOST_OF_SHORTER = 0.5, 0.8  # of excerpts, by weight: in common of all, or of the shorter, which may be cut off
_LONG = 6  # words of an excerpt that is not within another by chance
_MOST_OF_ONE = 20  # a headline may come every day ("Briefing"): the nearest are enough to decide about

_APOSTROPHES = re.compile("['’`ʼ]")
_SITE = re.compile(r"\s+[|–—-]\s+[^|–—-]{2,40}$")

HeadlineWords = frozenset[str]


class Headline(NamedTuple):
    """What is compared of one article: the words of its headline, and if these are like another's, all of both texts.
    `is_new` means that nobody has looked for its duplicates yet."""

    pk: int
    published_at: datetime
    words: HeadlineWords
    title: str
    excerpt: str
    is_new: bool

    @property
    def tidings(self) -> Tidings:
        return tidings(self.title, self.excerpt, self.published_at)


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


def same_report(one: Tidings, other: Tidings, known: Frequencies) -> float:
    """Return how much of what two headlines and excerpts tell is the same, from 0 to 1; 0 where they are not the same report."""
    if are_told_apart(one, other) or name_others(one, other):
        return 0.0
    heads = _in_common(one.heads, other.heads, known)
    if not one.tells or not other.tells:
        return heads if heads == 1.0 or one.tells == other.tells else 0.0
    tells = _in_common(one.tells, other.tells, known)
    shorter = min(one.tells, other.tells, key=lambda each: (len(each), sorted(each)))
    is_within = len(shorter) >= _LONG and _share_of(shorter, one.tells & other.tells, known) >= _MOST_OF_SHORTER
    return (heads + tells) / 2 if heads >= _SAME and (tells >= _SAME or is_within) else 0.0


def _in_common(one: HeadlineWords, other: HeadlineWords, known: Frequencies) -> float:
    return _share_of(one | other, one & other, known)


def _share_of(all_words: HeadlineWords, some: HeadlineWords, known: Frequencies) -> float:
    whole = sum(map(known.weight, sorted(all_words)))
    return sum(map(known.weight, sorted(some))) / whole if whole else 0.0


def _numbers(words: HeadlineWords) -> HeadlineWords:
    return frozenset(word for word in words if word.isdecimal())


def alike(headlines: Iterable[Headline], common: Frequencies) -> Iterator[LikelyPair]:
    """Yield the pairs of nearly the same report that are at most three days apart, where at least one is new.

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
                if likeness(this.words, other.words) >= ALIKE and (
                    share := same_report(this.tidings, other.tidings, common)
                ):
                    pairs[this.pk] += 1
                    yield LikelyPair(this.pk, other.pk, share)
            known.append(this)


def _rarest(words: HeadlineWords) -> list[str]:
    """Return so many of the rarest words that two headlines that are alike share one of them. Long words count as rare."""
    return sorted(words, key=lambda word: (-len(word), word))[: len(words) - ceil(ALIKE * len(words)) + 1]
