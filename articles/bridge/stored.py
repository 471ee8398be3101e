"""The stored rows of related entries, and what changed in them. Changes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from articles.bridge.documents import EntryWords
from articles.models import RelatedLink
from articles.seed.plain import Json

Row: TypeAlias = tuple[int | None, EntryWords | None]  # the target of a stored entry, and its own values


class Given(NamedTuple):
    """Rows of an article's entries that are known already, and of each the keys of the values that a file brings anew."""

    rows: Sequence[Row | None]
    brought: Sequence[Collection[str]] = ()

    @property
    def targets(self) -> set[int]:
        return {row[0] for row in self.rows if row and row[0]}

    def row(self, position: int, words: Mapping[int, EntryWords], last: Mapping[int, Json]) -> Row | None:
        """Return the row, without what its article says as well; None where it is not known, or its article is gone."""
        target, own = self.rows[position] or (None, None)
        if target is None or target not in words:
            return None
        brought = self.brought[position] if self.brought else ()
        now, before = words[target], last.get(target) or {}
        same = {
            key for key in brought
            if own and (own.get(key) == now.get(key) or (key in before and own.get(key) == before[key]))
        }  # fmt: skip
        return target, {key: value for key, value in (own or {}).items() if key not in same} or None


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
