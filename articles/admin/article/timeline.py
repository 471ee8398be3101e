"""A story's articles on a time line, one row per provider, as numbers for a template. Queries nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from articles.models import Article

WIDTH, ROW, MARGIN, NAMES = 720, 22, 12, 180
_MOST_ROWS = 40


@dataclass(frozen=True)
class Dot:
    article: Article
    x: int
    is_leader: bool


@dataclass(frozen=True)
class ProviderLine:
    provider: str
    y: int
    dots: list[Dot]


@dataclass(frozen=True)
class Timeline:
    """Providers in the order of their first article. `more` counts the providers for which there is no room."""

    lines: list[ProviderLine]
    first: datetime
    last: datetime
    more: int
    width: int = WIDTH
    names: int = NAMES

    @property
    def height(self) -> int:
        return ROW * len(self.lines) + 2 * MARGIN


def timeline(articles: Collection[Article]) -> Timeline:
    """Return the time line of a story; the first of the articles is the leader."""
    leader = next(iter(articles))
    ordered = sorted(articles, key=lambda article: article.published_at)
    first, last = ordered[0].published_at, ordered[-1].published_at
    span = max((last - first).total_seconds(), 1)
    by_provider: dict[str, list[Dot]] = {}
    for article in ordered:
        share = (article.published_at - first).total_seconds() / span
        x = NAMES + MARGIN + round(share * (WIDTH - NAMES - 2 * MARGIN))
        by_provider.setdefault(str(article.provider), []).append(Dot(article, x, article is leader))
    shown = list(by_provider.items())[:_MOST_ROWS]
    lines = [ProviderLine(name, MARGIN + ROW // 2 + ROW * place, dots) for place, (name, dots) in enumerate(shown)]
    return Timeline(lines, first, last, len(by_provider) - len(shown))
