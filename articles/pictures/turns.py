"""Fetching for those who wait for it: in their turn, and some at a time."""

from collections.abc import Collection
from itertools import islice

from django.utils import timezone

from articles.pictures.caching import Counts, due, refetch
from articles.store import one_fetcher

_AT_ONCE = 64


def number_due() -> int:
    return sum(1 for _ in due(timezone.now()))


def cache_some(*, seconds: float) -> Counts | None:
    """Fetch some of those that are due; none is begun later than that. None where another run has the turn."""
    with one_fetcher() as is_our_turn:
        return refetch(list(islice(due(timezone.now()), _AT_ONCE)), seconds=seconds) if is_our_turn else None


def fetch_again(urls: Collection[str], *, seconds: float) -> Counts | None:
    """The same for these, whatever came of them before."""
    with one_fetcher() as is_our_turn:
        return refetch(urls, seconds=seconds) if is_our_turn else None
