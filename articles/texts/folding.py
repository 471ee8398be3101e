"""Texts without what a person who searches leaves out: case, accents, strokes, and what is not seen. Knows no model."""

import re
import unicodedata
from collections.abc import Iterable

# Format characters (soft hyphens, joiners, marks of direction), fillers, variation selectors, and Arabic's stretching line.
IGNORED = (
    "\u00ad\u034f\u0600-\u0605\u061c\u0640\u06dd\u070f\u07fa\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef"
)
_IS_IGNORED = re.compile(f"[{IGNORED}]")
# Vowels and other marks without which a word would be another one, although Unicode counts them among accents.
_KEPT = re.compile("[\u0e38\u0e39\u0eb8\u0eb9\u0f71-\u0f7d\u0f80\u0f84\u3099\u309a]")
# Letters of their own for Unicode, for which people type another: those that are not named “… WITH …”.
_TYPED = {
    "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ȷ": "j", "ŋ": "n", "ĸ": "k", "ə": "e", "ǝ": "e", "ɛ": "e", "ɔ": "o",
    "ɣ": "g", "ɵ": "o", "ʉ": "u", "ʒ": "z", "ʊ": "u", "ɩ": "i", "ʻ": "", "ʼ": "’", "ʽ": "", "ʾ": "", "ʿ": "", "ꞌ": "’", "ꞑ": "n",
    "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ٱ": "ا",
}  # fmt: skip


def _signs() -> Iterable[str]:
    """Yield the marks of all scripts, as ranges of a character class."""
    first = last = 0
    for code in (*range(0x300, 0x1F000), 0x110000):
        if code < 0x110000 and unicodedata.category(chr(code))[0] == "M":
            first, last = first or code, code
        elif first:
            yield f"{chr(first)}-{chr(last)}"
            first = 0


SIGNS = "".join(_signs())


class _Plain(dict[int, str]):
    """What remains of each character of a decomposed text; reckoned when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if _IS_IGNORED.match(character) or (unicodedata.combining(character) and not _KEPT.match(character)):
            plain = ""
        elif character.isdecimal():
            plain = str(unicodedata.decimal(character))
        else:
            plain = "".join(map(_typed, character.casefold()))
        self[code] = plain
        return plain


def _typed(character: str) -> str:
    """Return the letter for which people type another without its stroke, hook or tail: `ł` is L WITH STROKE."""
    if character.isascii():
        return character
    if (typed := _TYPED.get(character)) is not None:
        return typed
    name, has, _ = unicodedata.name(character, "").partition(" WITH ")
    try:
        base = unicodedata.lookup(name) if has and " LETTER " in name else character
    except KeyError:
        return character
    return _TYPED.get(base, base)


_PLAIN = _Plain()


def fold(text: str) -> str:
    """Return the text as a person would type it who searches, with half-width letters as full ones. Queries pass here too."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).translate(_PLAIN))
