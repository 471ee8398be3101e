"""The stored rows of related entries, and what changed in them. Changes nothing."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from articles.bridge.documents import EntryWords
from articles.models import RelatedLink

Row: TypeAlias = tuple[int | None, EntryWords | None]  # the target of a stored entry, and its own values


class Moved(NamedTuple):
    """A stored entry whose target changed because another article arrived, left or changed: its row before and after."""

    article: int
    position: int
    was: Row
    now: Row


class Rewritten(NamedTuple):
    """An article whose entries were written again: its rows before."""

    article: int
    was: list[Row]


def rows_by_article(articles: Iterable[int]) -> dict[int, list[Row]]:
    """Return the stored entries of articles, in order."""
    found: dict[int, list[Row]] = {pk: [] for pk in articles}
    links = RelatedLink.objects.filter(article__in=found).order_by("position", "pk")
    for article, target, own in links.values_list("article", "target", "own"):
        found[article].append((target, own))
    return found
