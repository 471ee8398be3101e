"""The one spelling of Unicode (NFC) in which names are compared and addressed, and the slugs made of them. Knows no model."""

import re
import unicodedata

MOST_SLUG_BYTES = 200  # a file name has at most 255 bytes
# Marks that belong to no letter of a script: variation selectors, enclosing marks of symbols, what is ignored when shown.
_STRAY_MARKS = re.compile("[\u034f\u180b-\u180f\u20d0-\u20ff\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Ethiopic and Tibetan write a mark where other scripts have a space.
_WORD_MARKS = re.compile("[\u1361\u0f0b\u0f0c]")
_GAPS = re.compile(r"[-\s]+")


def nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def same_domain(domain: str) -> str:
    """Return the same text for a domain in any case and spelling."""
    return nfc(domain.lower())


def slug_of(text: str) -> str:
    """Return a text as a part of an address, with every letter, mark and digit of every script; empty where it has none."""
    text = unicodedata.normalize("NFKC", _STRAY_MARKS.sub("", text))
    text = _WORD_MARKS.sub(" ", text).replace("\u0130", "i").lower()  # without the dot that `lower` would put on it
    kept: list[str] = []
    for character in text:
        after_letter = bool(kept) and not (kept[-1] in "_-" or kept[-1].isspace())
        if character.isalnum() or character in "_-" or character.isspace() or (after_letter and is_mark(character)):
            kept.append(character)
    return nfc(_GAPS.sub("-", "".join(kept))).strip("-_")


def without_marks(slug: str) -> str:
    """Return a slug as earlier versions made it, which dropped the marks that do not combine with their letter."""
    return "".join(character for character in slug if not is_mark(character))


def shortened_slug(slug: str, most: int = MOST_SLUG_BYTES, least: int = 1) -> str:
    """Return a slug of at most `most` bytes, cut between words where one ends behind `least` characters, else between letters."""
    while len(slug.encode()) > most:
        head, dash, _ = slug.rpartition("-")
        slug = head if dash and len(head) >= least else _without_last(slug)
    return slug


def _without_last(text: str) -> str:
    """Return the text without its last letter and the marks on it."""
    while text and is_mark(text[-1]):
        text = text[:-1]
    return text[:-1]


def is_mark(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character)[0] == "M"
