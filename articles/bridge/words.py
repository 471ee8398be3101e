"""Which words of a related entry are its own, and what articles once said. Entries are JSON by the seed's keys.

A value that the article has, that its file said last, or that it had or its file said until an import replaced it, is the
article's. So an entry follows its article in whatever order their files come.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from articles.bridge.documents import EntryWords, articles_for_words, entry_words
from articles.models import FormerWord, value_key
from articles.seed.plain import Json

Former: TypeAlias = Collection[tuple[str, int]]  # the seed's keys, and the keys of the values


class Words(NamedTuple):
    """What an article says now, those values that its file said last and that are not current, and what either once said."""

    now: EntryWords
    last: EntryWords
    once: Former = frozenset()

    def has(self, key: str, value: Json) -> bool:
        last = key in self.last and value == self.last[key]
        return value == self.now.get(key) or last or (bool(self.once) and (key, value_key(value)) in self.once)

    def without_former(self) -> "Words":
        """Return what counts where an editor writes: a word of long ago is then meant."""
        return self._replace(once=frozenset())


def words_by_pk(pks: Iterable[int]) -> dict[int, Words]:
    wanted = list(pks)
    once = FormerWord.objects.of(wanted)
    rows = articles_for_words(wanted)
    return {row.pk: Words(entry_words(row), row.imported_words or {}, once.get(row.pk, frozenset())) for row in rows}


def own_values(entry: EntryWords, words: Words | None, given: Collection[str] = ()) -> EntryWords | None:
    """Return what an entry must store. That is everything or, if it follows an article, what differs from the article's
    words (null where the entry lacks a value), and what an editor has `given` to it although its file says otherwise."""
    if words is None:
        return entry
    keys = {**words.now, **entry, **dict.fromkeys(given)}
    return {key: entry.get(key) for key in keys if key in given or not words.has(key, entry.get(key))} or None


def replaced(before: EntryWords, last: EntryWords, now: EntryWords, file: EntryWords) -> set[tuple[str, int]]:
    """Return what an import replaces of an article's words, and of what its file said `last`, that neither says any more."""
    return {
        (key, value_key(old.get(key)))
        for old in (before, {**before, **last})
        for key in {**old, **now, **file}
        if old.get(key) not in (now.get(key), file.get(key))
    }


def keep_former(former: Mapping[int, Former]) -> None:
    """Keep what articles, by primary key, once said."""
    rows = [FormerWord(article_id=pk, key=key, value_key=value) for pk, each in former.items() for key, value in each]
    if rows:
        FormerWord.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
