"""Seeds' texts as readers can read them: entities resolved, what cannot be seen taken out, white space made even."""

import html
import re

# Zero-width space, word joiner, byte order mark; the joiners of scripts and emoji stay. And what no XML may hold.
_UNSHOWN = re.compile("[\u200b\u2060\ufeff]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029]")
_PARAGRAPH = re.compile(r"\n\s*\n")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def _read(text: str | None) -> str:
    """Entities resolved, zero-width and control characters out. Never stripped as HTML: `<MSFT.O>` stays."""
    resolved = html.unescape(html.unescape(text)) if text and "&" in text else text or ""
    return _UNSHOWN.sub("", resolved)


def legible(text: str) -> str:
    """A text of many lines: zero-width and control characters out, line ends made alike."""
    return _UNSHOWN.sub("", _LINE_END.sub("\n", text))


def tidy(text: str | None) -> str:
    """A text as one line: what we call read, white space as one space."""
    return _SPACES.sub(" ", _read(text)).strip()


def paragraphs(body: str) -> list[str]:
    """A body's paragraphs, tidied but for the line ends in them."""
    return [text for part in _PARAGRAPH.split(_LINE_END.sub("\n", _read(body))) if (text := part.strip())]


def language(locale: str | None) -> str:
    """A seed's locale as `lang` takes it; empty for what is none."""
    return locale.replace("_", "-") if locale and _LANGUAGE.fullmatch(locale) else ""


def og_locale(locale: str | None) -> str:
    """A locale as OpenGraph has it, such as en_US; a language alone stays so."""
    name, _, region = language(locale).partition("-")
    return f"{name.lower()}_{region.upper()}" if len(region) == 2 else name.lower()
