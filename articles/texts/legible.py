"""Makes the texts of seeds readable: resolves entities, removes invisible characters, evens out white space."""

import html
import re
from html.entities import html5

# Zero-width space, word joiner, byte order mark, and what XML may not hold. The joiners of scripts and emoji stay.
_UNSHOWN = re.compile("[\u200b\u2060\ufeff]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", re.ASCII)
_SPACES = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029]")
_PARAGRAPH = re.compile(r"\n\s*\n")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def resolve_entities(text: str) -> str:
    """Resolve what is an entity for certain: `&copy;`. In `x?a=1&copy=2` and `Barnes&notable` there is none."""
    return _ENTITY.sub(_resolved, text)


def _resolved(found: re.Match[str]) -> str:
    name = found[1]
    return html.unescape(found[0]) if name.startswith("#") else html5.get(f"{name};", found[0])


def readable(text: str | None) -> str:
    """Resolve entities and remove zero-width and control characters. Nothing is stripped as HTML: `<MSFT.O>` stays."""
    resolved = resolve_entities(resolve_entities(text)) if text and "&" in text else text or ""
    return _UNSHOWN.sub("", resolved)


def legible(text: str) -> str:
    """Return a text of many lines without zero-width and control characters, with equal line ends."""
    return _UNSHOWN.sub("", _LINE_END.sub("\n", text))


def tidy(text: str | None) -> str:
    """Return a text as one line: entities resolved, invisible characters removed, each run of white space one space."""
    return _SPACES.sub(" ", readable(text)).strip()


def paragraphs(body: str) -> list[str]:
    """Return a body's paragraphs, tidied except for the line ends in them."""
    return [text for part in _PARAGRAPH.split(_LINE_END.sub("\n", readable(body))) if (text := part.strip())]


def language(locale: str | None) -> str:
    """Return a seed's locale in the form that `lang` takes, or an empty text where it is not a locale."""
    return locale.replace("_", "-") if locale and _LANGUAGE.fullmatch(locale) else ""


def og_locale(locale: str | None) -> str:
    """Return a locale in OpenGraph's form, such as en_US; a language without a region stays alone."""
    name, _, region = language(locale).partition("-")
    return f"{name.lower()}_{region.upper()}" if len(region) == 2 else name.lower()
