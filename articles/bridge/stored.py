"""The stored rows of related entries, and what changed in them. Changes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from articles.bridge.documents import EntryWords
from articles.bridge.words import Words
from articles.models import RelatedLink

NOT_GIVEN: frozenset[str] = frozenset()
Row: TypeAlias = tuple[int | None, EntryWords | None]  # the target of a stored entry, and its own values


class Given(NamedTuple):
    """What is known of an article's entries before they are written: rows that stay, and of each entry the keys of the values
    that a file brings anew, and of those that an editor gave although the file says otherwise."""

    rows: Sequence[Row | None]
    brought: Sequence[Collection[str]] = ()
    by_editors: Sequence[frozenset[str]] = ()

    @property
    def targets(self) -> set[int]:
        return {row[0] for row in self.rows if row and row[0]}

    def row(self, position: int, words: Mapping[int, Words]) -> Row | None:
        """Return the row, without what its article says as well; None where it is not known, or its article is gone."""
        target, own = self.rows[position] or (None, None)
        if target is None or target not in words:
            return None
        brought = self.brought[position] if self.brought else ()
        stays = {
            key: value for key, value in (own or {}).items() if key not in brought or not words[target].has(key, value)
        }
        return target, stays or None

    def given(self, position: int) -> frozenset[str]:
        return self.by_editors[position] if self.by_editors else NOT_GIVEN


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
