"""Rows of related coverage as pages list them, also by day. Changes and queries nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from articles.models import Article, RelatedLink
from articles.seed.values import UnfitError, moment
from articles.texts.addresses import address, host
from articles.texts.days import day_of_moment
from articles.texts.legible import tidy


class Day(NamedTuple):
    day: date | None
    rows: "list[Coverage]"


@dataclass(frozen=True)
class Coverage:
    """One row of related coverage. `slug` is that of the article of ours, if readers can open its page; else it is empty."""

    title: str
    excerpt: str
    provider: str
    published_at: datetime | None
    url: str
    slug: str


def coverage(links: Iterable[RelatedLink]) -> list[Coverage]:
    """Return rows for public related links, with an article's words where the entry has none of its own.

    Load the links with `with_shown_coverage`.
    """
    return [_row(link) for link in links]


def by_day(rows: Iterable[Coverage]) -> list[Day]:
    """Return the rows by the day on which they appeared, newest day first; those without a day come last."""
    days: dict[date | None, list[Coverage]] = {}
    for row in rows:
        days.setdefault(day_of_moment(row.published_at) if row.published_at else None, []).append(row)
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
    """Return what a row shows of the article that it follows, by the seed's keys; the provider has its own name."""
    return {
        "title": article.title,
        "excerpt": article.excerpt,
        "publishedDateTime": article.published_at,
        "webUrl": article.web_url,
        "originalUrl": article.original_url,
        "provider": {"name": article.provider.name},
    }


def _moment(value: str | datetime | None) -> datetime | None:
    try:
        return moment(value) if isinstance(value, str) else value
    except UnfitError:
        return None
