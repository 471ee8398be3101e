"""Seeds' values as readers see them: tidied texts, safe addresses, rows of related coverage. Changes and queries nothing."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit
from zlib import crc32

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime

from articles.models import Article, Image, Picture, Provider, RelatedLink, Topic
from articles.seed.values import UnfitError, moment

# Zero-width space, word joiner, byte order mark; the joiners of scripts and emoji stay. And what no XML may hold.
_UNSHOWN = re.compile("[\u200b\u2060\ufeff]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029]")
_PARAGRAPH = re.compile(r"\n\s*\n")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
# What a URL may hold as it is; a `%` only before two hexadecimal digits.
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


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


def headline(article: Article) -> str:
    """Never empty: an article without a readable headline is called by its address."""
    return tidy(article.title) or article.slug


def name_of(provider: Provider) -> str:
    return tidy(provider.name) or provider.domain


def site_of(provider: Provider) -> str:
    """Where the provider's own pages are."""
    return address(f"https://{provider.domain}/")


def paragraphs(body: str) -> list[str]:
    """A body's paragraphs, tidied but for the line ends in them."""
    return [text for part in _PARAGRAPH.split(_LINE_END.sub("\n", _read(body))) if (text := part.strip())]


def address(url: str | None) -> str:
    """A URL as an attribute may hold it: http or https, odd characters percent-encoded, the host in ASCII. Else empty."""
    if not url or not _WEB.match(url):
        return ""
    encoded = _BARE_PERCENT.sub("%25", quote(url, safe=_URL_SAFE))
    try:
        name = urlsplit(url).hostname or ""
        ascii_name = name.encode("idna").decode()
    except ValueError:
        return encoded
    return encoded if ascii_name == name else encoded.replace(quote(name), ascii_name, 1)


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, in words, within a week; else the day."""
    minutes = int((now - moment).total_seconds() // 60)
    if not 0 <= minutes < 7 * 24 * 60:
        return date_format(localtime(moment), "j F Y")
    if minutes < 1:
        return "just now"
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            number = minutes // size
            return f"{number} {unit}{'s' if number > 1 else ''} ago"
    return "just now"


def host(url: str | None) -> str:
    """The host of a URL without `www.`, as readers name a site."""
    found = re.match(r"https?://(?:www\.)?([^/?#]+)", url or "", re.IGNORECASE)
    return found[1] if found else ""


def language(locale: str | None) -> str:
    """A seed's locale as `lang` takes it; empty for what is none."""
    return locale.replace("_", "-") if locale and _LANGUAGE.fullmatch(locale) else ""


def og_locale(locale: str | None) -> str:
    """A locale as OpenGraph has it, such as en_US; a language alone stays so."""
    name, _, region = language(locale).partition("-")
    return f"{name.lower()}_{region.upper()}" if len(region) == 2 else name.lower()


def topic_above(article: Article) -> Topic | None:
    """The first topic that stands below another, which says more than one that all articles carry; else the first."""
    topics = [placed.tag for placed in article.topic_links.all()]
    return next((topic for topic in topics if topic.parent_id), topics[0] if topics else None)


class Day(NamedTuple):
    day: date | None
    rows: "list[Coverage]"


@dataclass(frozen=True)
class Coverage:
    """One row of related coverage. `slug` is that of an article of ours whose page readers can open, else empty."""

    title: str
    excerpt: str
    provider: str
    published_at: datetime | None
    url: str
    slug: str


def coverage(links: Iterable[RelatedLink]) -> list[Coverage]:
    """Rows for public related links: an article's words under the entry's own. Load them with `with_shown_coverage`."""
    return [_row(link) for link in links]


def by_day(rows: Iterable[Coverage]) -> list[Day]:
    """The rows by the day on which they appeared, the newest day first; those that say none stand last."""
    days: dict[date | None, list[Coverage]] = {}
    for row in rows:
        days.setdefault(localtime(row.published_at).date() if row.published_at else None, []).append(row)
    order = sorted(days, key=lambda day: day or date.min, reverse=True)
    return [Day(day, days[day]) for day in order]


def _row(link: RelatedLink) -> Coverage:
    said = (_words(link.target) if link.target else {}) | (link.own or {})
    credit = said.get("provider") or {}
    url = said.get("webUrl") or said.get("originalUrl")
    return Coverage(
        title=tidy(said.get("title")) or host(url),
        excerpt=tidy(said.get("excerpt")),
        provider=tidy(credit.get("name") or credit.get("domain")) or host(url),
        published_at=_moment(said.get("publishedDateTime")),
        url=address(url),
        slug=link.target.slug if link.target and link.target.is_public() else "",
    )


def _words(article: Article) -> dict[str, Any]:
    """What a row that follows an article shows of it, by the seed's keys; the provider by its own name."""
    return {
        "title": article.title,
        "excerpt": article.excerpt,
        "publishedDateTime": article.published_at,
        "webUrl": article.web_url,
        "originalUrl": article.original_url,
        "provider": {"name": article.provider.name},
    }


def _moment(value: Any) -> datetime | None:
    try:
        return moment(value) if isinstance(value, str) else value
    except UnfitError:
        return None


def picture(article: Article) -> Image | None:
    """The article's first picture of which we have a copy, else the first that stands somewhere on the web."""
    images = list(article.images.all())
    return next((image for image in images if copy_of(image)), None) or next(
        (image for image in images if address(image.url)), None
    )


def copy_of(image: Image) -> Picture | None:
    """Our copy, where there is one to show."""
    return image.copy if image.copy and image.copy.has_copy else None


@dataclass(frozen=True)
class Shown:
    """A picture as a page shows it. `avif` and `webp` are for `srcset`, empty where it is another site's own.

    `focus` holds the classes that tell the style sheet what a crop keeps in view.
    """

    src: str
    width: int
    height: int
    avif: str = ""
    webp: str = ""
    focus: str = ""


def shown(image: Image) -> Shown | None:
    """Our copy; the publisher's own picture only where the site wants that; else None, and a mark stands there."""
    if copy := copy_of(image):
        return shown_copy(copy)
    if settings.REMOTE_PICTURES and address(image.url):
        return Shown(address(image.url), max(image.width or 0, 0), max(image.height or 0, 0))
    return None


def shown_copy(copy: Picture) -> Shown:
    avif, webp = (", ".join(f"{copy.address(w, ending)} {w}w" for w in copy.widths) for ending in ("avif", "webp"))
    steps = [(axis, round(at, -1)) for axis, at in (("x", copy.focus_x), ("y", copy.focus_y))]
    focus = " ".join(f"focus-{axis}{step}" for axis, step in steps if step != 50)
    middle = min(copy.widths, key=lambda width: abs(width - 640))
    return Shown(copy.address(middle, "webp"), copy.width, copy.height, avif, webp, focus)


class Whole(NamedTuple):
    """A picture as other programs fetch it; a size is None where nobody said it."""

    url: str
    width: int | None
    height: int | None


def whole(image: Image) -> Whole:
    """Our copy that every program can show, else the publisher's own: whole addresses."""
    if copy := copy_of(image):
        scaled = max(1, round(copy.height * copy.jpeg_width / copy.width))
        return Whole(urljoin(f"{settings.SITE_URL}/", copy.jpeg), copy.jpeg_width, scaled)
    width, height = ((size if size and size > 0 else None) for size in (image.width, image.height))
    return Whole(address(image.url), width, height)


class Mark(NamedTuple):
    """What stands where a picture may be: a provider's first letter, and which of twelve colours it has."""

    letter: str
    hue: int


def mark(provider: Provider) -> Mark:
    letter = next((character for character in name_of(provider) if character.isalnum()), "•")
    return Mark(letter.upper(), crc32(provider.domain.encode()) % 12)


def alternative(image: Image, article: Article) -> str:
    """What a picture's title says to those who do not see it; empty where it only says the headline again."""
    title = tidy(image.title)
    return "" if title.casefold() == tidy(article.title).casefold() else title
