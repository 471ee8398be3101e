"""Finds, in sets, the article of ours to which each related entry points. Entries are JSON by the seed's keys.

SEMANTICS, Related entries are edges: by exact web URL, else by original URL. Of several articles, it is the one whose
current or last imported title is the entry's, else none. It is never the entry's own article. When an article arrives,
or its words or URLs change, the entries that name it are matched again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import F, Q

from articles import seed
from articles.bridge.documents import EntryWords, entry_of, entry_words_by_pk, said
from articles.bridge.stored import Given, Moved, Row
from articles.models import Article, FormerArticle, RelatedLink, text_key
from articles.seed.plain import Json
from articles.store.rows import insert_rows, update_rows

_CHUNK = 500
_LOOKED_AT = 2_000  # rows in memory with all their words: a large story has thirty thousand
_POINTED = ("target", "own", "web_key", "original_key")
_URLS = ("webUrl", "originalUrl")


class Candidate(NamedTuple):
    pk: int
    titles: frozenset[str]


class Matcher:
    """Finds the articles to which a set of entries point, with the same number of queries for one and for many.

    A URL that no article has or had belongs to the article that took in the one which had it.
    """

    def __init__(self, entries: Iterable[EntryWords]) -> None:
        entries = list(entries)
        self.current: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
        self.former: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
        self.merged: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
        web = {text_key(entry.get("webUrl")) for entry in entries}
        original = {text_key(entry.get("originalUrl")) for entry in entries}
        columns = ("pk", "title", "web_url", "original_url", "imported_words")
        for some_web, some_original in _chunks(web, original):
            for row in Article.objects.with_url(some_web, some_original).values_list(*columns):
                self._add(*row)
            for former in FormerArticle.objects.merged().with_url(some_web, some_original):
                candidate = Candidate(former.successor_id or 0, frozenset((former.title,)))
                for key, url in (("webUrl", former.web_url), ("originalUrl", former.original_url)):
                    if url:
                        self.merged[key, url].append(candidate)

    def _add(
        self, pk: int, title: str, web_url: str | None, original_url: str | None, imported: EntryWords | None
    ) -> None:
        imported = imported or {}
        candidate = Candidate(pk, frozenset((title, imported.get("title", title))))
        for key, url in (("webUrl", web_url), ("originalUrl", original_url)):
            if url:
                self.current[key, url].append(candidate)
            if imported.get(key):
                self.former[key, imported[key]].append(candidate)

    def candidates(self, entry: EntryWords) -> set[int]:
        """Return every article that has or had one of the entry's URLs, or took in one that had it."""
        places = [
            places.get((key, entry.get(key) or ""), ())
            for places in (self.current, self.former, self.merged)
            for key in _URLS
        ]
        return {candidate.pk for found in places for candidate in found}

    def target(self, entry: EntryWords, *, of: int | None = None) -> int | None:
        """Return the article to which the entry points, if it is an entry of the article `of`."""
        for places in (self.current, self.former, self.merged):
            for key in _URLS:
                url = entry.get(key)
                found = [candidate for candidate in places.get((key, url), ()) if candidate.pk != of] if url else []
                if len(found) > 1:
                    found = [candidate for candidate in found if entry.get("title") in candidate.titles]
                    return found[0].pk if len(found) == 1 else None
                if found:
                    return found[0].pk
        return None


def _chunks(web: set[int | None], original: set[int | None]) -> Iterable[tuple[list[int | None], list[int | None]]]:
    first, second = list(web), list(original)
    for start in range(0, max(len(first), len(second)), _CHUNK):
        yield first[start : start + _CHUNK], second[start : start + _CHUNK]


def own_values(entry: EntryWords, words: EntryWords | None, last: EntryWords | None) -> EntryWords | None:
    """Return what an entry must store. That is everything or, if it follows an article, what differs from the article's
    current and last imported words (null where the entry lacks a value)."""
    if words is None:
        return entry
    last = last or {}
    differs = {
        key: entry.get(key)
        for key in {**words, **entry}
        if entry.get(key) != words.get(key) and not (key in last and entry.get(key) == last[key])
    }
    return differs or None


def point(
    link: RelatedLink, entry: EntryWords, target: int | None, words: EntryWords | None, last: EntryWords | None
) -> bool:
    """Set a link's target and own values on its row. Return whether the row changed."""
    before = (link.target_id, link.own)
    link.target_id = target
    link.own = own_values(entry, words if target else None, last)
    link.web_key, link.original_key = _keys(link.own)
    return before != (link.target_id, link.own)


def _keys(own: EntryWords | None) -> tuple[int | None, int | None]:
    return text_key((own or {}).get("webUrl")), text_key((own or {}).get("originalUrl"))


def imported_words_by_pk(pks: Iterable[int]) -> dict[int, Json]:
    rows = Article.objects.filter(pk__in=list(pks), imported_words__isnull=False)
    return dict(rows.values_list("pk", "imported_words"))


class Edge(NamedTuple):
    """What a related link stores of an entry with a certain target. `is_same`: it then says what the entry said."""

    target: int | None
    own: EntryWords | None
    web_key: int | None
    original_key: int | None
    is_same: bool


def edge_of(entry: EntryWords, target: int | None, words: EntryWords | None, last: EntryWords | None) -> Edge:
    own = own_values(entry, words if target else None, last)
    return Edge(target, own, *_keys(own), is_same=said(own, words if target else None) == entry)


def edge_as_kept(row: Row, entry: EntryWords, words: Mapping[int, EntryWords]) -> Edge:
    target, own = row
    return Edge(target, own, *_keys(own), is_same=said(own, words.get(target or 0)) == entry)


def write_links(
    owner_entries: Sequence[tuple[Article, Sequence[seed.Related]]], words: dict[int, EntryWords], last: dict[int, Json],
    given: Mapping[int, Given],
) -> set[int]:  # fmt: skip
    """Insert rows for the entries of existing articles. Return the articles whose entries now say something else than given.

    `words` and `last` are the current and last imported words of articles that were just written. In a story every member
    has the same entry, so it is looked up only once per object.
    """
    entries = {id(entry): entry for _, related in owner_entries for entry in related}
    plain = {key: seed.as_json(entry) for key, entry in entries.items()}
    matcher = Matcher(plain.values())
    candidates = {key: matcher.candidates(entry) for key, entry in plain.items()}
    others = {pk for found in [*candidates.values(), *(each.targets for each in given.values())] for pk in found}
    others -= words.keys()
    words, last = words | entry_words_by_pk(others), last | imported_words_by_pk(others)
    edges: dict[tuple[int, int | None], Edge] = {}
    rows: list[tuple[Any, ...]] = []
    stale = set()
    for owner, related in owner_entries:
        kept = given.get(owner.pk)
        for position, entry in enumerate(related):
            key = id(entry)
            # The owner matters only where the entry could be that article itself.
            asking = owner.pk if owner.pk in candidates[key] else None
            edge = edges.get((key, asking))
            if row := kept.row(position, words, last) if kept else None:
                edge = edge_as_kept(row, plain[key], words)
            elif edge is None:
                target = matcher.target(plain[key], of=asking)
                edge = edge_of(plain[key], target, words.get(target or 0), last.get(target or 0))
                edges[key, asking] = edge
            rows.append((owner.pk, position, *edge[:4]))
            if not edge.is_same:
                stale.add(owner.pk)
    insert_rows(RelatedLink, ("article", "position", "target", "own", "web_key", "original_key"), rows)
    return stale


def _targets(rows: Iterable[Row]) -> set[int]:
    return {target for target, _ in rows if target}


def rematch(articles: Collection[Article], former_urls: Iterable[str] = ()) -> list[Moved]:
    """Match again every entry that names one of the articles by a URL, present or among `former_urls`, or points to it.

    An article whose entry then says something else no longer counts as imported. Return the rows that changed.
    """
    pks = [article.pk for article in articles]
    urls = {url for article in articles for url in (article.web_url, article.original_url) if url} | set(former_urls)
    keys = {text_key(url) for url in urls}
    sharing = Article.objects.with_url(keys, keys).exclude(pk__in=pks).values_list("pk", flat=True)
    unmatched = Q(target__isnull=True) & (Q(web_key__in=keys) | Q(original_key__in=keys))
    with_own = Q(target__in=pks, own__isnull=False) | Q(web_key__in=keys) | Q(original_key__in=keys)
    also = Q(target__in=[*sharing, *pks]) if sharing else Q()
    found = list(RelatedLink.objects.filter(unmatched | with_own | also).order_by("pk").values_list("pk", flat=True))
    moved = []
    for start in range(0, len(found), _LOOKED_AT):
        moved += _look_again(list(RelatedLink.objects.filter(pk__in=found[start : start + _LOOKED_AT])))
    return moved


def _look_again(links: list[RelatedLink]) -> list[Moved]:
    before = {link.pk: (link.target_id, link.own) for link in links}
    words = entry_words_by_pk({link.target_id for link in links if link.target_id})
    entries = [entry_of(link, words.get(link.target_id or 0)) for link in links]
    matcher = Matcher(entries)
    targets = [matcher.target(entry, of=link.article_id) for link, entry in zip(links, entries, strict=True)]
    words |= entry_words_by_pk({target for target in targets if target} - set(words))
    last = imported_words_by_pk({target for target in targets if target})
    changed, stale = [], set()
    for link, entry, target in zip(links, entries, targets, strict=True):
        if point(link, entry, target, words.get(target or 0), last.get(target or 0)):
            changed.append(link)
        if entry_of(link, words.get(target or 0)) != entry:
            stale.add(link.article_id)
    Article.objects.filter(pk__in=stale).update(as_imported=False)
    return _store(changed, before)


def _store(links: list[RelatedLink], before: Mapping[int, Row]) -> list[Moved]:
    """Store rows whose target changed. Whoever has the form of their article open must look at them again."""
    update_rows(links, _POINTED)
    Article.objects.filter(pk__in={link.article_id for link in links}).update(version=F("version") + 1)
    return [Moved(link.article_id, link.position, before[link.pk], (link.target_id, link.own)) for link in links]


def put_back(rows: Mapping[tuple[int, int], Row]) -> list[Moved]:
    """Set entries, by article and position, back to their former targets and values, where those targets still exist."""
    there = set(Article.objects.filter(pk__in=_targets(rows.values())).values_list("pk", flat=True))
    links = []
    for link in RelatedLink.objects.filter(article__in={article for article, _ in rows}).order_by("pk"):
        row = rows.get((link.article_id, link.position))
        if row and row != (link.target_id, link.own) and (row[0] is None or row[0] in there):
            links.append(link)
    before = {link.pk: (link.target_id, link.own) for link in links}
    for link in links:
        link.target_id, link.own = rows[link.article_id, link.position]
        link.web_key, link.original_key = _keys(link.own)
    Article.objects.filter(pk__in={link.article_id for link in links}).update(as_imported=False)
    return _store(links, before)


def point_unmatched(article: Article) -> None:
    """Set the targets of an article's own rows. A row without one is matched by its URLs; any other keeps and follows its."""
    links = list(article.related_links.all())
    words = entry_words_by_pk({link.target_id for link in links if link.target_id})
    loose = [link for link in links if not link.target_id]
    matcher = Matcher(entry_of(link, None) for link in loose)
    targets = {link.pk: matcher.target(entry_of(link, None), of=article.pk) for link in loose}
    words |= entry_words_by_pk({target for target in targets.values() if target})
    last = imported_words_by_pk(words)
    changed = []
    for link in links:
        target = link.target_id or targets[link.pk]
        entry = entry_of(link, words.get(link.target_id or 0))
        keys = (link.web_key, link.original_key)
        if point(link, entry, target, words.get(target or 0), last.get(target or 0)) or keys != (
            link.web_key,
            link.original_key,
        ):
            changed.append(link)
    update_rows(changed, _POINTED)


def forget_targets(articles: Collection[Article]) -> list[Moved]:
    """Let the entries that follow these articles store all their words themselves, before the articles are deleted.

    The articles' own entries are deleted with them. Return the rows that changed.
    """
    pks = [article.pk for article in articles]
    RelatedLink.objects.filter(article__in=pks).delete()
    links = list(RelatedLink.objects.filter(target__in=pks))
    before = {link.pk: (link.target_id, link.own) for link in links}
    words = entry_words_by_pk({link.target_id for link in links if link.target_id})
    for link in links:
        point(link, entry_of(link, words[link.target_id or 0]), None, None, None)
    return _store(links, before)
