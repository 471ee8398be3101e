"""Writes what derives from articles anew, some at a time: others have their turn in between, and a killed run harms nothing."""

from collections.abc import Callable, Iterator, Sequence

from articles.models.querysets import ArticleQuerySet
from articles.store.turns import one_writer

_PART = 500  # articles in one transaction


def in_parts(articles: ArticleQuerySet, write: Callable[[Sequence[int]], None]) -> Iterator[int]:
    """`write` gets the primary keys of a part; yields how many there were after each part."""
    last = 0
    while pks := list(articles.following(last).values_list("pk", flat=True)[:_PART]):
        with one_writer():
            write(pks)
        last = pks[-1]
        yield len(pks)
