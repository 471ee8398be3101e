"""Seeds' values as readers see them: tidied texts, safe addresses, rows of related coverage. Changes and queries nothing."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from articles.models import Article, RelatedLink
from articles.seed.values import UnfitError, moment

# Zero-width space, word joiner, byte order mark; the joiners of scripts and emoji stay.
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
# What a URL may hold as it is; `%` too, since most are encoded already.
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"


def tidy(text: str | None) -> str:
    """Entities resolved, zero-width characters out, white space as one space. Never stripped as HTML: `<MSFT.O>` stays."""
    resolved = html.unescape(html.unescape(text)) if text and "&" in text else text or ""
    return _SPACES.sub(" ", _ZERO_WIDTH.sub("", resolved)).strip()


def paragraphs(body: str) -> list[str]:
    return [text for part in _PARAGRAPH.split(body.replace("\r\n", "\n")) if (text := part.strip())]


def address(url: str | None) -> str:
    """A URL as an attribute may hold it: http, https or from the root; odd characters percent-encoded. Else empty."""
    text = (url or "").strip()
    if not re.match(r"https?://|/(?!/)", text, re.IGNORECASE):
        return ""
    return quote(text, safe=_URL_SAFE)


def host(url: str | None) -> str:
    """The host of a URL without `www.`, as readers name a site."""
    found = re.match(r"https?://(?:www\.)?([^/?#]+)", url or "", re.IGNORECASE)
    return found[1] if found else ""


@dataclass(frozen=True)
class Coverage:
    """One row of related coverage. `page` is the address of an article of ours that readers can open, else empty."""

    title: str
    excerpt: str
    provider: str
    domain: str
    published_at: datetime | None
    url: str
    page: str


def coverage(links: Iterable[RelatedLink]) -> list[Coverage]:
    """Rows for public related links; load them with `with_shown_coverage`."""
    return [_row(link) for link in links]


def _row(link: RelatedLink) -> Coverage:
    target, own = link.target, link.own or {}
    credit = own.get("provider") or {}
    if target is None:
        return Coverage(
            tidy(own.get("title")), tidy(own.get("excerpt")), tidy(credit.get("name") or credit.get("domain")),
            credit.get("domain") or "", _moment(own.get("publishedDateTime")),
            address(own.get("webUrl") or own.get("originalUrl")), "",
        )  # fmt: skip
    return Coverage(
        tidy(own.get("title") or target.title), tidy(own.get("excerpt", target.excerpt)),
        tidy(target.provider.name), target.provider.domain, target.published_at, address(target.url),
        f"/news/{quote(target.slug)}/" if target.is_public() else "",
    )  # fmt: skip


def _moment(text: Any) -> datetime | None:
    try:
        return moment(text) if text else None
    except UnfitError:
        return None


def picture(article: Article) -> Any:
    """The article's first picture that has an address, or None."""
    return next((image for image in article.images.all() if address(image.url)), None)
