"""What the headline and the excerpt of an article tell, in a form in which articles can be compared. Knows no model.

Case, accents, punctuation and the endings of words make no difference; but what is written like a name counts as one.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from articles.texts.folding import SIGNS
from articles.texts.legible import readable
from articles.texts.usual import CALENDAR, CONTRACTED, NEGATIONS, is_usual, negates
from articles.texts.words import words

_ENOUGH = 7  # letters of a word: its forms, and compounds of it, begin alike
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_POINTS = str.maketrans({".": None, ",": None, ":": "x"})  # 1.200 is 1,200 elsewhere; but 3:1 is not 31
_CAPITALISED = re.compile(f"[^\\W\\d_](?:\\w|[{SIGNS}])*")
_BEFORE = " \u00a0\u202f«“„”\"'‘’([—–-"  # may stand between the end of a sentence and a word
_ENDS = ".:!?…|;¿¡"
_MOST = 2_000  # characters of an excerpt that are compared


@dataclass(frozen=True, slots=True)
class Tidings:
    """`heads` are the words of the headline, `tells` those of the excerpt, both shortened. `names` are written with a capital
    within a sentence, `plain` without one. `numbers` and `days`, with months, are the headline's; `negates` says if it denies."""

    at: datetime
    heads: frozenset[str]
    tells: frozenset[str]
    names: frozenset[str]
    plain: frozenset[str]
    numbers: frozenset[str]
    days: frozenset[str]
    negates: bool
    full: frozenset[str]  # all words as the search index has them

    @property
    def words(self) -> frozenset[str]:
        return self.heads | self.tells

    @property
    def frame(self) -> frozenset[str]:
        """The headline without what counts, dates or denies: of two parts of a series, this is the same."""
        return frozenset(word for word in self.heads - self.numbers - self.days - _NEGATIONS if not is_usual(word))


def tidings(title: str, excerpt: str, at: datetime) -> Tidings:
    headline, rest = readable(title), readable(excerpt)[:_MOST]
    heads, tells = _words(headline), _words(rest)
    cased = [_by_case(headline), _by_case(rest)]
    plain = cased[0][1] | cased[1][1]
    numbers = frozenset(word for word in heads if word[0].isdecimal())
    days = frozenset(map(stump, heads)) & _DAYS
    return Tidings(
        at, frozenset(map(stump, heads)), frozenset(map(stump, tells)),
        (cased[0][0] | cased[1][0]) - plain, plain, numbers, days, negates(headline, heads, tells), heads | tells,
    )  # fmt: skip


def stump(word: str) -> str:
    """Return the beginning that forms of a folded word share; a number stays whole."""
    return word[:_ENOUGH] if word.isalpha() else word


_NEGATIONS, _DAYS = frozenset(map(stump, NEGATIONS)), frozenset(map(stump, CALENDAR))


def _words(text: str) -> frozenset[str]:
    spelled = CONTRACTED.sub(" not", text)
    return frozenset(words(_NUMBER.sub(lambda found: found[0].translate(_POINTS), spelled)))


def _by_case(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that are written like names, and those that are not. Where Every Word Has a Capital, it says nothing."""
    found = list(_CAPITALISED.finditer(text))
    long = [each[0] for each in found if len(each[0]) > 3]
    if len(long) > 3 and sum(word[0].isupper() for word in long) > 0.7 * len(long):
        return frozenset(), frozenset()
    names: set[str] = set()
    plain: set[str] = set()
    for each in found:
        if not each[0][0].isupper():
            plain.update(_pieces(each[0]))
        elif not _begins(text, each.start()):
            names.update(word for word in _pieces(each[0]) if not is_usual(word) and word not in _DAYS)
    return frozenset(names), frozenset(plain)


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    return tuple(map(stump, words(word)))


def _begins(text: str, place: int) -> bool:
    """Return whether a sentence begins at this place."""
    place -= 1
    while place >= 0 and text[place] in _BEFORE:
        place -= 1
    return place < 0 or text[place] in _ENDS
