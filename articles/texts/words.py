"""The words of a text for search and comparison: folded, split, stemmed. Knows no model.

Texts for the index and queries pass through the same functions, on every database.
"""

import re
from functools import lru_cache
from threading import Lock

import snowballstemmer
from django.conf import settings

from articles.texts.folding import IGNORED, SIGNS, fold

# Scripts written without spaces between words. Their words are pairs of characters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u1950-\u19df\u1a20-\u1aaf\uaa80-\uaadf"  # scripts of the Tai
    "\u1b00-\u1b7f\ua980-\ua9df"  # Balinese, Javanese
    "\u3005-\u3007\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\U0001aff0-\U0001b16f"  # kana, Bopomofo
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"  # Han
)
# Letters and digits, with the marks that are written on and around them, and what is not seen within a word.
WORD = re.compile(f"[^\\W_](?:[^\\W_]|[{SIGNS}{IGNORED}])*")
_POSSESSIVE = re.compile(r"['’ʼ]s\b", re.IGNORECASE)
_LONGEST = 60  # characters per word: a longer one is a checksum or an accident
_LANGUAGES = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_turn = Lock()  # a stemmer keeps its word in itself while it works, so threads take turns


def words(text: str) -> list[str]:
    """Return the folded words of a text in order. A run of a script without spaces becomes overlapping pairs."""
    folded = _POSSESSIVE.sub("", fold(text))
    found = WORD.findall(folded)
    if folded.isascii():
        return [word if len(word) <= _LONGEST else word[:_LONGEST] for word in found]
    return [piece for word in found for piece in _pieces(word)]


def _pieces(word: str) -> list[str]:
    if not _UNSPACED.search(word):
        return [word[:_LONGEST]]
    pieces = []
    last = 0
    for run in _UNSPACED.finditer(word):
        pieces += [word[last : run.start()][:_LONGEST]] if run.start() > last else []
        pieces += [run[0][place : place + 2] for place in range(max(len(run[0]) - 1, 1))]
        last = run.end()
    return pieces + ([word[last:][:_LONGEST]] if last < len(word) else [])


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the part that a folded word shares with its other forms, if the language of `SITE_LOCALE` has a stemmer."""
    stemmer = _stemmer(settings.SITE_LOCALE)
    if stemmer is None:
        return word
    with _turn:
        return str(stemmer.stemWord(word))


@lru_cache(maxsize=8)
def _stemmer(locale: str) -> "snowballstemmer.stemmer | None":
    language = _LANGUAGES.get(re.split("[-_]", locale.lower())[0])
    return snowballstemmer.stemmer(language) if language else None
