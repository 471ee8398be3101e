"""Fetches for callers who wait: in turn, and some at a time."""

from collections.abc import Collection
from itertools import islice

from django.utils import timezone

from articles.pictures.caching import Counts, due, refetch
from articles.store import one_fetcher

_AT_ONCE = 64


def number_due() -> int:
    return sum(1 for _ in due(timezone.now()))


def cache_some(*, seconds: float) -> Counts | None:
    """Fetch some that are due, and begin none after `seconds`. Return None where another run has the turn."""
    with one_fetcher() as is_our_turn:
        return refetch(list(islice(due(timezone.now()), _AT_ONCE)), seconds=seconds) if is_our_turn else None


def fetch_again(urls: Collection[str], *, seconds: float) -> Counts | None:
    """Fetch these in the same way, whatever the outcome was before."""
    with one_fetcher() as is_our_turn:
        return refetch(urls, seconds=seconds) if is_our_turn else None
