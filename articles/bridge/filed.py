"""What the files of articles said last of their related entries: only they tell the words of an entry from its article's.

Reads texts only of articles that are not as their files say, and only when it is asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from articles import seed
from articles.bridge.documents import EntryWords
from articles.bridge.matching import URLS
from articles.bridge.words import Words
from articles.models import Article, RelatedLink, Revision
from articles.seed.schema import TABLES
from articles.store import load_texts

_KEYS = [*(row.key for row in TABLES["related"]), "+"]


def entries_in_files(pks: Iterable[int], brought: Mapping[int, seed.Article]) -> dict[int, list[EntryWords]]:
    """Return the entries in the last imported texts of articles, or in files that are `brought` just now."""
    wanted = set(pks)
    rows = Article.objects.filter(pk__in=wanted - brought.keys(), imported__isnull=False).values_list("pk", "imported")
    imported: dict[int, int] = {pk: revision or 0 for pk, revision in rows}
    revisions = Revision.objects.in_bulk(imported.values())
    load_texts(revisions.values())
    documents = {pk: document for pk, document in brought.items() if pk in wanted}
    for pk, revision in imported.items():
        document = seed.parse(revisions[revision].whole or b"", plain=True)
        if isinstance(document, seed.Article):
            documents[pk] = document
    return {pk: [seed.as_json(entry) for entry in document.related or ()] for pk, document in documents.items()}


def in_file(
    links: Sequence[RelatedLink], words: Mapping[int, Words], entries: Sequence[tuple[EntryWords, int | None]]
) -> dict[int, EntryWords]:
    """Return, by link, what the file of their article says of some links; one that it does not name is missing.

    `entries` are those of the file, with the articles that they mean now. Each is at most one link, with its URL: the one
    that says the same, else the one to this article, else the one that agrees with it in most values.
    """
    pairs = []
    for number, link in enumerate(links):
        its = words.get(link.target_id or 0)
        for place, (entry, target) in enumerate(entries):
            if alike := _agreement(link, its, entry):
                pairs.append((-(alike == len(_KEYS)), -(target == link.target_id), -alike, number, place))
    found: dict[int, EntryWords] = {}
    taken: set[int] = set()
    for *_, number, place in sorted(pairs):
        if place not in taken and links[number].pk not in found:
            found[links[number].pk] = entries[place][0]
            taken.add(place)
    return found


def _agreement(link: RelatedLink, words: Words | None, entry: EntryWords) -> int:
    """Return in how many values an entry agrees with a link: 0 where in no URL."""
    own = link.own or {}

    def agrees(key: str) -> bool:
        if key in own or words is None:
            return bool(own.get(key) == entry.get(key))
        return words.has(key, entry.get(key))

    named = any(entry.get(key) and agrees(key) for key in URLS)
    return sum(map(agrees, _KEYS)) if named else 0


def given_by_editors(own: EntryWords | None, file: EntryWords | None) -> Collection[str]:
    """Return the keys of the values that an editor gave to an entry although its file says otherwise."""
    return {key for key, value in (own or {}).items() if file.get(key) != value} if file is not None else ()
