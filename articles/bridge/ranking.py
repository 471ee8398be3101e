"""How hot an article is among others of its time: a number by which the database orders them, whatever the hour."""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import log2

from django.conf import settings

from articles.models import Article


def rank_of(heat: int | None, news_at: datetime) -> float:
    """Return a number that orders articles by heat that halves with age, without a clock: log2 of heat plus age in half-lives.

    With 36 hours, a story that is ten times as hot ranks as one of the same heat that appeared about five days later.
    """
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    return log2(max(heat or 0, 1)) + (news_at - epoch).total_seconds() / (settings.RANK_HALF_LIFE * 3600)


def news_of(article: Article) -> datetime:
    """Return what `news_at` of a row will be that is not stored yet."""
    return max(article.published_at, article.go_live_at or article.published_at)


def rank_again(pks: Sequence[int]) -> None:
    """Write the rank of these articles again, as after a change of the half-life."""
    found = list(Article.objects.filter(pk__in=pks).only("heat", "news_at"))
    for article in found:
        article.rank = rank_of(article.heat, article.news_at)
    Article.objects.bulk_update(found, ["rank"])
