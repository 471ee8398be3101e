"""Rows of related coverage as pages list them, also by day. Changes and queries nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from articles.models import Article, RelatedLink
from articles.models.article import is_open_to_readers
from articles.seed.values import UnfitError, moment
from articles.texts.addresses import address, host
from articles.texts.days import day_of_moment
from articles.texts.legible import tidy

_SAID = {
    "title": "title", "excerpt": "excerpt", "publishedDateTime": "published_at", "webUrl": "web_url",
    "originalUrl": "original_url",
}  # fmt: skip


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


class FollowedRow(Protocol):
    """A plain row of `rows_of_coverage`: what the entry says itself, and columns of the article that it follows, if any."""

    @property
    def own(self) -> dict[str, Any] | None: ...

    @property
    def target(self) -> int | None: ...

    @property
    def target__slug(self) -> str: ...

    @property
    def target__status(self) -> str: ...

    @property
    def target__go_live_at(self) -> datetime | None: ...

    @property
    def target__provider__name(self) -> str: ...


def coverage(links: Iterable[RelatedLink]) -> list[Coverage]:
    """Return rows for public related links, with an article's words where the entry has none of its own.

    Load the links with `with_shown_coverage`.
    """
    return [_row(link.own, *(_of_article(link.target) if link.target else ())) for link in links]


def coverage_of_rows(rows: Iterable[FollowedRow]) -> list[Coverage]:
    """Return the same for plain rows, which `rows_of_coverage` gives."""
    return [_row(row.own, *(_of_row(row) if row.target else ())) for row in rows]


def by_day(rows: Iterable[Coverage]) -> list[Day]:
    """Return the rows by the day on which they appeared, newest day first; those without a day come last."""
    days: dict[date | None, list[Coverage]] = {}
    for row in rows:
        days.setdefault(day_of_moment(row.published_at) if row.published_at else None, []).append(row)
    order = sorted(days, key=lambda day: day or date.min, reverse=True)
    return [Day(day, days[day]) for day in order]


def _row(own: dict[str, Any] | None, words: dict[str, Any] | None = None, slug: str = "") -> Coverage:
    said = (words or {}) | (own or {})
    credit = said.get("provider") or {}
    url = said.get("webUrl") or said.get("originalUrl")
    return Coverage(
        title=tidy(said.get("title")) or host(url),
        excerpt=tidy(said.get("excerpt")),
        provider=tidy(credit.get("name") or credit.get("domain")) or host(url),
        published_at=_moment(said.get("publishedDateTime")),
        url=address(url),
        slug=slug,
    )


def _of_article(article: Article) -> tuple[dict[str, Any], str]:
    """Return what a row shows of the article that it follows, by the seed's keys, and its slug if readers can open its page."""
    words = {key: getattr(article, name) for key, name in _SAID.items()}
    return words | {"provider": {"name": article.provider.name}}, article.slug if article.is_public() else ""


def _of_row(row: FollowedRow) -> tuple[dict[str, Any], str]:
    words = {key: getattr(row, f"target__{name}") for key, name in _SAID.items()}
    is_open = is_open_to_readers(row.target__status, row.target__go_live_at)
    return words | {"provider": {"name": row.target__provider__name}}, row.target__slug if is_open else ""


def _moment(value: str | datetime | None) -> datetime | None:
    try:
        return moment(value) if isinstance(value, str) else value
    except UnfitError:
        return None
