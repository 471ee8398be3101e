"""Makes the texts of seeds readable: resolves entities, removes invisible characters, evens out white space."""

import html
import re

# Zero-width space, word joiner, byte order mark, and what XML may not hold. The joiners of scripts and emoji stay.
_UNSHOWN = re.compile("[\u200b\u2060\ufeff]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029]")
_PARAGRAPH = re.compile(r"\n\s*\n")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def _read(text: str | None) -> str:
    """Resolve entities and remove zero-width and control characters. Nothing is stripped as HTML: `<MSFT.O>` stays."""
    resolved = html.unescape(html.unescape(text)) if text and "&" in text else text or ""
    return _UNSHOWN.sub("", resolved)


def legible(text: str) -> str:
    """Return a text of many lines without zero-width and control characters, with equal line ends."""
    return _UNSHOWN.sub("", _LINE_END.sub("\n", text))


def tidy(text: str | None) -> str:
    """Return a text as one line: entities resolved, invisible characters removed, each run of white space one space."""
    return _SPACES.sub(" ", _read(text)).strip()


def paragraphs(body: str) -> list[str]:
    """Return a body's paragraphs, tidied except for the line ends in them."""
    return [text for part in _PARAGRAPH.split(_LINE_END.sub("\n", _read(body))) if (text := part.strip())]


def language(locale: str | None) -> str:
    """Return a seed's locale in the form that `lang` takes, or an empty text where it is not a locale."""
    return locale.replace("_", "-") if locale and _LANGUAGE.fullmatch(locale) else ""


def og_locale(locale: str | None) -> str:
    """Return a locale in OpenGraph's form, such as en_US; a language without a region stays alone."""
    name, _, region = language(locale).partition("-")
    return f"{name.lower()}_{region.upper()}" if len(region) == 2 else name.lower()
