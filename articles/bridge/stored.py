"""What is stored of related entries, row by row, and what changed of it. Changes nothing."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from articles.bridge.documents import EntryWords
from articles.models import RelatedLink

Row: TypeAlias = tuple[int | None, EntryWords | None]  # what a stored entry points to, and what is its own


class Moved(NamedTuple):
    """A stored entry that was pointed elsewhere since another article came, went or changed: its row before and after."""

    article: int
    position: int
    was: Row
    now: Row


class Rewritten(NamedTuple):
    """An article whose entries were written anew: its rows before."""

    article: int
    was: list[Row]


def rows_by_article(articles: Iterable[int]) -> dict[int, list[Row]]:
    """What is stored of the entries of articles, in their order."""
    found: dict[int, list[Row]] = {pk: [] for pk in articles}
    links = RelatedLink.objects.filter(article__in=found).order_by("position", "pk")
    for article, target, own in links.values_list("article", "target", "own"):
        found[article].append((target, own))
    return found
