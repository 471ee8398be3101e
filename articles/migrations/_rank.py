"""How articles are ranked: log2 of heat, which halves with age, plus age in half-lives."""

from datetime import UTC, datetime
from math import log2

from django.conf import settings

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def rank_of(heat: int | None, news_at: datetime) -> float:
    return log2(max(heat or 0, 1)) + (news_at - _EPOCH).total_seconds() / (settings.RANK_HALF_LIFE * 3600)
