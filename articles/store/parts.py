"""Rewrites what derives from articles, in parts: others can write in between, and a killed run does no harm."""

from collections.abc import Callable, Iterator, Sequence

from articles.models.querysets import ArticleQuerySet
from articles.store.turns import one_writer

_PART = 500  # articles per transaction


def in_parts(articles: ArticleQuerySet, write: Callable[[Sequence[int]], None]) -> Iterator[int]:
    """Call `write` with the primary keys of each part, and yield how many there were."""
    last = 0
    while pks := list(articles.following(last).values_list("pk", flat=True)[:_PART]):
        with one_writer():
            write(pks)
        last = pks[-1]
        yield len(pks)
