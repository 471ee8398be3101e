"""Writes, in sets, which article of ours each related entry follows, and which words are its own.

When an article arrives, or its words or URLs change, the entries that name it are matched again: as their files name it, so
that the outcome is the same in whatever order files come.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import F

from articles import seed
from articles.bridge.documents import EntryWords, entry_of, said
from articles.bridge.filed import entries_in_files, given_by_editors, in_file
from articles.bridge.matching import URLS, Matcher
from articles.bridge.stored import NOT_GIVEN, Given, Moved, Row
from articles.bridge.words import Words, own_values, words_by_pk
from articles.models import Article, FormerWord, RelatedLink, text_key
from articles.store import Prepared
from articles.store.dependencies import numbered_ahead
from articles.store.rows import insert_rows, update_rows

_LOOKED_AT = 2_000  # rows in memory with all their words: a large story has thirty thousand
_POINTED = ("target", "own", "web_key", "original_key")
_KEYS = ("web_key", "original_key", "imported_web_key", "imported_original_key")
_HOLDERS = Prepared(lambda keys: Article.objects.with_url(keys, keys).values_list("pk", *_KEYS))
_NAMING = Prepared(lambda pks, keys, rivals: RelatedLink.objects.naming(pks, keys, rivals).values_list("pk", flat=True))


def point(link: RelatedLink, target: int | None, own: EntryWords | None) -> bool:
    """Set a link's target and own values on its row. Return whether the row changed."""
    before = (link.target_id, link.own)
    link.target_id, link.own = target, own
    link.web_key, link.original_key = _keys(link.own)
    return before != (link.target_id, link.own)


def _keys(own: EntryWords | None) -> tuple[int | None, int | None]:
    return text_key((own or {}).get("webUrl")), text_key((own or {}).get("originalUrl"))


class Edge(NamedTuple):
    """What a related link stores of an entry with a certain target. `is_same`: it then says what the entry said."""

    target: int | None
    own: EntryWords | None
    web_key: int | None
    original_key: int | None
    is_same: bool


def _edge(row: Row, entry: EntryWords, words: Words | None) -> Edge:
    target, own = row
    return Edge(target, own, *_keys(own), is_same=said(own, words.now if words else None) == entry)


def write_links(
    owner_entries: Sequence[tuple[Article, Sequence[seed.Related]]], words: Mapping[int, Words], given: Mapping[int, Given],
    *, from_files: bool,
) -> set[int]:  # fmt: skip
    """Insert rows for the entries of existing articles. Return the articles whose entries now say something else than given.

    `words` are those of articles that were just written. In a story every member has the same entry, so it is looked up
    only once per object. What an article once said counts as its words only where entries come `from_files`.
    """
    entries = {id(entry): entry for _, related in owner_entries for entry in related}
    plain = {key: seed.as_json(entry) for key, entry in entries.items()}
    matcher = Matcher(plain.values())
    candidates = {key: matcher.candidates(entry) for key, entry in plain.items()}
    others = {pk for found in [*candidates.values(), *(each.targets for each in given.values())] for pk in found}
    known = {**words, **words_by_pk(others - words.keys())}
    if not from_files:
        known = {pk: each.without_former() for pk, each in known.items()}
    edges: dict[tuple[int, int | None, frozenset[str]], Edge] = {}
    rows: list[tuple[Any, ...]] = []
    stale = set()
    for pk, related in ((owner.pk, related) for owner, related in owner_entries):
        kept = given.get(pk)
        for position, entry in enumerate(related):
            # The owner matters only where the entry could be that article itself.
            asking = pk if pk in candidates[id(entry)] else None
            key = (id(entry), asking, kept.given(position) if kept else NOT_GIVEN)
            edge = edges.get(key)
            if row := kept.row(position, known) if kept else None:
                edge = _edge(row, plain[id(entry)], known[row[0] or 0])
            elif edge is None:
                edge = edges[key] = _found(plain[id(entry)], matcher, known, key)
            rows.append((pk, position, edge.target, edge.own, edge.web_key, edge.original_key))
            if not edge.is_same:
                stale.add(pk)
    with numbered_ahead({owner.pk for owner, _ in owner_entries}):
        insert_rows(RelatedLink, ("article", "position", "target", "own", "web_key", "original_key"), rows)
    return stale


def _found(
    entry: EntryWords, matcher: Matcher, known: Mapping[int, Words], key: tuple[int, int | None, frozenset[str]]
) -> Edge:
    _, asking, given = key
    target = matcher.target(entry, of=asking)
    words = known.get(target or 0)
    return _edge((target, own_values(entry, words, given)), entry, words)


def _targets(rows: Iterable[Row]) -> set[int]:
    return {target for target, _ in rows if target}


def rematch(
    articles: Collection[Article], former_urls: Iterable[str] = (), brought: Mapping[int, seed.Article] | None = None
) -> list[Moved]:
    """Match again every entry that names one of the articles by a URL, present or former or among `former_urls`, or points to it.

    An article whose entry then says something else no longer counts as imported. `brought` are the files that are imported
    just now. Return the rows that changed.
    """
    pks = [article.pk for article in articles]
    keys = {text_key(url) for url in former_urls}
    for each in articles:
        keys |= {getattr(each, name) for name in _KEYS}
    is_any_former = FormerWord.objects.exists()  # an archive that never changed need not be asked
    if is_any_former:
        keys |= {key for found in FormerWord.objects.of(pks, *URLS).values() for _, key in found}
    known = [key for key in keys if key is not None]
    rivals = _rivals(known, is_any_former=is_any_former)
    found = _NAMING(pks=pks, keys=known, rivals=rivals)
    moved = []
    for start in range(0, len(found), _LOOKED_AT):
        links = list(RelatedLink.objects.filter(pk__in=found[start : start + _LOOKED_AT]))
        moved += _look_again(links, rivals, brought or {})
    return moved


def _rivals(keys: Collection[int], *, is_any_former: bool) -> set[int]:
    """Return the articles that have or had one of these URLs which another has or had as well."""
    holders: dict[int | None, set[int]] = defaultdict(set)
    for pk, *its in _HOLDERS(keys=keys):
        for key in its:
            holders[key].add(pk)
    for pk, _, key in FormerWord.objects.urls(keys, keys) if is_any_former else ():
        holders[key].add(pk)
    return {pk for key in keys for pk in holders[key] if len(holders[key]) > 1}


def _look_again(links: list[RelatedLink], rivals: Collection[int], brought: Mapping[int, seed.Article]) -> list[Moved]:
    before = {link.pk: (link.target_id, link.own) for link in links}
    words = words_by_pk({link.target_id for link in links if link.target_id})
    shown = [_shown(link, words) for link in links]
    files = _files(links, shown, words, rivals, brought)
    asked = [files.get(link.pk) or entry for link, entry in zip(links, shown, strict=True)]
    matcher = Matcher(asked)
    targets = [matcher.target(entry, of=link.article_id) for link, entry in zip(links, asked, strict=True)]
    words |= words_by_pk({target for target in targets if target} - words.keys())
    changed, stale = [], set()
    for link, entry, target in zip(links, shown, targets, strict=True):
        file = files.get(link.pk)
        if point(link, target, _own_now(link, entry, file, target, words)):
            changed.append(link)
        if _shown(link, words) != entry:
            stale.add(link.article_id)
    Article.objects.filter(pk__in=stale).update(as_imported=False)
    return _store(changed, before)


def _shown(link: RelatedLink, words: Mapping[int, Words]) -> EntryWords:
    return entry_of(link, words[link.target_id].now if link.target_id else None)


def _own_now(
    link: RelatedLink, shown: EntryWords, file: EntryWords | None, target: int | None, words: Mapping[int, Words]
) -> EntryWords | None:
    """Return what is an entry's own with that target. What an editor gave stays; the rest is what its file says."""
    its, given = words[target] if target else None, given_by_editors(link.own, file)
    if target != link.target_id:
        return own_values(said(link.own, file) if file else shown, its if file else its and its.without_former(), given)
    if its is None or link.own is None:
        return link.own
    known = its if file else its.without_former()
    return {key: value for key, value in link.own.items() if key in given or not known.has(key, value)} or None


def _files(
    links: Sequence[RelatedLink], shown: Sequence[EntryWords], words: Mapping[int, Words], rivals: Collection[int],
    brought: Mapping[int, seed.Article],
) -> dict[int, EntryWords]:  # fmt: skip
    """Return, by link, what its file says, where that matters: the article may be another, or a word no longer its own."""
    owners = {link.article_id for link in links}
    clean = set(Article.objects.filter(pk__in=owners, as_imported=True).values_list("pk", flat=True))
    found: dict[int, EntryWords] = {}
    doubtful: dict[int, list[RelatedLink]] = defaultdict(list)
    for link, entry in zip(links, shown, strict=True):
        its = words.get(link.target_id or 0)
        names_it_otherwise = its is not None and (link.target_id in rivals or not {*URLS}.isdisjoint(link.own or {}))
        if link.article_id in clean and not names_it_otherwise:
            found[link.pk] = entry
        elif its is None or names_it_otherwise or any(its.has(*pair) for pair in (link.own or {}).items()):
            doubtful[link.article_id].append(link)
    said_last = entries_in_files(doubtful, brought)
    matcher = Matcher(entry for entries in said_last.values() for entry in entries) if said_last else None
    for owner, entries in said_last.items():
        meant = [(entry, matcher.target(entry, of=owner) if matcher else None) for entry in entries]
        found |= in_file(doubtful[owner], words, meant)
    return found


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
    words = words_by_pk({link.target_id for link in links if link.target_id})
    shown = [_shown(link, words) for link in links]
    matcher = Matcher(entry for link, entry in zip(links, shown, strict=True) if not link.target_id)
    targets = [link.target_id or matcher.target(entry, of=article.pk) for link, entry in zip(links, shown, strict=True)]
    words |= words_by_pk({target for target in targets if target} - words.keys())
    changed = []
    for link, entry, target in zip(links, shown, targets, strict=True):
        keys = (link.web_key, link.original_key)
        own = own_values(entry, words[target].without_former() if target else None)
        if point(link, target, own) or keys != (link.web_key, link.original_key):
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
    words = words_by_pk({link.target_id for link in links if link.target_id})
    for link in links:
        point(link, None, _shown(link, words))
    return _store(links, before)
