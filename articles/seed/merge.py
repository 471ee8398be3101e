"""Three-way merge of documents, as git does it, field by field and item by item. Reads no database.

SEMANTICS, Merging: a change on one side is taken; the same change on both is fine; different changes are a conflict. What
`published`, `removed` and a heat of -1 mean together is one field, the status.
Lists merge by item: topics by name, images by URL, related entries by the article they point to, else by URL where it is the
only one of that URL on each side, else by URL and title.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, TypeVar
from unicodedata import normalize

from articles.seed.document import (
    NOTHING,
    Article,
    FieldValue,
    Image,
    ListEntry,
    Organization,
    Pairs,
    Record,
    Related,
    Topic,
)
from articles.seed.plain import Json, as_json, data_as_json, value_as_json
from articles.seed.schema import NEEDS_URL, STATUS_FLAGS, TABLES, Field, Kind
from articles.seed.standing import Standing, Whose
from articles.seed.weaving import Entries, Listed, item_name, item_place, woven

STATUS, HEAT, RELATED = "status", "heat", "related"
_URLS = {"webUrl", "originalUrl"}
Document = TypeVar("Document", Article, Topic, Organization)
# The article of ours to which a related entry points; None where it links to elsewhere.
Identify = Callable[[Related], Hashable | None]
# The values of one of our entries that are its own, and not those of the article that it follows.
Own = Callable[[Related], Mapping[str, Json]]
Show = Callable[[FieldValue], Json]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that both sides changed differently. The three values are JSON; None is absent or removed."""

    field: str
    base: Json
    ours: Json
    theirs: Json


class Origin(NamedTuple):
    """What the three sides have of one related entry of a merged document."""

    base: Related | None
    ours: Related | None
    theirs: Related | None


@dataclass(frozen=True, slots=True)
class Merged(Generic[Document]):
    """`origins` are those of an article's related entries, in their order."""

    document: Document
    conflicts: tuple[Conflict, ...]
    origins: tuple[Origin, ...] = field(default=(), compare=False)


def elsewhere(entry: Related) -> None:
    return None


def follows(entry: Related) -> Mapping[str, Json]:
    """Return that an entry has no value of its own."""
    return {}


def merge(
    base: Document, ours: Document, theirs: Document, *, identify: Identify = elsewhere, take_theirs: bool = False,
    standing: Standing | None = None, own: Own = follows,
) -> Merged[Document]:  # fmt: skip
    """Merge what both sides made of `base`. In a conflict ours stays, or theirs with `take_theirs`; it is listed either way.

    With `standing`, the flags of the status are merged as that one field; without it, key by key.
    """
    merger = Merger(identify, take_theirs=take_theirs, standing=standing, own=own)
    if standing and standing.is_disputed:
        merger.conflicts.append(Conflict(STATUS, standing.base, standing.ours, standing.theirs))
    values = merger.record(base, ours, theirs, base.table, "")
    body = merger.plain("body", base.body, ours.body, theirs.body, lambda value: value)
    document = replace(ours, **values, body=body)
    return Merged(document, tuple(merger.conflicts), merger.origins(base, ours, theirs, document))


class Merger:
    """Walks three documents of one kind, and names each place as a conflict there is named: `images[URL].width`."""

    def __init__(
        self, identify: Identify, *, take_theirs: bool, standing: Standing | None = None, own: Own = follows
    ) -> None:
        self.identify, self.take_theirs, self.own = identify, take_theirs, own
        self.related: list[Hashable] | None = (
            None  # what the merged entries are known by, if they were merged one by one
        )
        self.whose = standing.whose(take_theirs=take_theirs) if standing else None
        self.conflicts: list[Conflict] = []

    def record(self, base: Record, ours: Record, theirs: Record, table: str, where: str) -> dict[str, Any]:
        values = {
            row.name: self.value(
                row, getattr(base, row.name), getattr(ours, row.name), getattr(theirs, row.name), where
            )
            for row in TABLES[table]
        }
        if table in NEEDS_URL and not (values["web_url"] or values["original_url"]):
            values |= self.address(base, ours, theirs, where)
        return values | {"extra": self.extra(base.extra, ours.extra, theirs.extra, where)}

    def address(self, base: FieldValue, ours: FieldValue, theirs: FieldValue, prefix: str) -> dict[str, str | None]:
        """Record a conflict where each side removed a different one of the two URLs, because one of them is needed."""
        where = f"{prefix}.webUrl" if prefix else "webUrl"
        self.conflicts.append(Conflict(where, base.web_url, ours.web_url, theirs.web_url))
        side = theirs if self.take_theirs else ours
        return {"web_url": side.web_url, "original_url": side.original_url}

    def plain(self, where: str, base: FieldValue, ours: FieldValue, theirs: FieldValue, show: Show) -> FieldValue:
        """Merge one value by the rule above."""
        if theirs in (ours, base):
            return ours
        if ours == base:
            return theirs
        self.conflicts.append(
            Conflict(where, *(None if value is None else show(value) for value in (base, ours, theirs)))
        )
        return theirs if self.take_theirs else ours

    def value(self, row: Field, base: FieldValue, ours: FieldValue, theirs: FieldValue, prefix: str) -> FieldValue:
        where = f"{prefix}.{row.key}" if prefix else row.key
        if self.whose and where in STATUS_FLAGS and (where != HEAT or self.is_flag(ours, theirs)):
            return self.flag(base, ours, theirs)
        if theirs in (ours, base):
            return ours
        if ours == base:
            return theirs
        if where == RELATED and base and None in (ours, theirs):
            return self.items(row, base, ours or (), theirs or (), where) or (None if ours is None else theirs)
        if row.kind is Kind.RECORD and None not in (base, ours, theirs):
            return replace(ours, **self.record(base, ours, theirs, row.table, where))
        if row.kind in (Kind.TEXTS, Kind.RECORDS, Kind.RECORDS_OR_URLS) and None not in (ours, theirs):
            return self.items(row, base or (), ours, theirs, where)
        return self.plain(where, base, ours, theirs, lambda value: value_as_json(row, value))

    def is_flag(self, ours: FieldValue, theirs: FieldValue) -> bool:
        """Return whether the heat is a flag of the status here, and not a number."""
        return -1 in (ours, theirs) and self.whose is not Whose.EITHER

    def flag(self, base: FieldValue, ours: FieldValue, theirs: FieldValue) -> FieldValue:
        """Take the side whose status it is. Where it is either's, a file may write the same in another way."""
        if self.whose is Whose.EITHER:
            return theirs if ours == base else ours
        return theirs if self.whose is Whose.THEIRS else ours

    def extra(self, base: Pairs, ours: Pairs, theirs: Pairs, prefix: str) -> Pairs:
        if ours == base:
            return theirs
        before, mine, yours = dict(base.pairs), dict(ours.pairs), dict(theirs.pairs)
        merged = {}
        for key in mine | yours:
            where = f"{prefix}.{key}" if prefix else key
            merged[key] = self.plain(where, before.get(key), mine.get(key), yours.get(key), data_as_json)
        return Pairs(tuple((key, value) for key, value in merged.items() if value is not None))

    def items(self, row: Field, base: Listed, ours: Listed, theirs: Listed, where: str) -> FieldValue:
        old, mine, yours = self.by_identity(base, ours, theirs)
        merged: Entries = {}
        for key, either in (mine | yours).items():
            item = self.item(row, old.get(key), mine.get(key), yours.get(key), item_place(where, either, key))
            if item is not None:
                merged[key] = item
        if len(merged) > row.limit:
            return self.plain(where, base, ours, theirs, lambda value: value_as_json(row, value))
        keys = self.order(old, mine, yours, merged, where)
        self.related = keys if where == RELATED else self.related
        return tuple(merged[key] for key in keys)

    def origins(self, base: Document, ours: Document, theirs: Document, merged: Document) -> tuple[Origin, ...]:
        if not isinstance(merged, Article) or not merged.related:
            return ()
        sides: Any = self.by_identity(*(getattr(side, RELATED) or () for side in (base, ours, theirs)))
        old, mine, yours = sides
        either = mine if merged.related == getattr(ours, RELATED) else yours
        return tuple(
            Origin(old.get(key), mine.get(key), yours.get(key))
            for key in (either if self.related is None else self.related)
        )

    def item(self, row: Field, base: FieldValue, ours: FieldValue, theirs: FieldValue, where: str) -> FieldValue:
        """Return the merged entry, or None where it leaves the list."""
        if isinstance(ours or theirs, Related) and self.identify(ours or theirs) is not None:
            return self.followed(row, base, ours, theirs, where)
        if not any(item is None or isinstance(item, str) for item in (base, ours, theirs)):
            return replace(ours, **self.record(base, ours, theirs, row.table, where))
        return self.plain(where, base, ours, theirs, lambda item: item if isinstance(item, str) else as_json(item))

    def followed(
        self, row: Field, base: Related | None, ours: Related | None, theirs: Related | None, where: str
    ) -> Related | None:
        """Merge an entry that is an article of ours: its membership, and the values that an editor gave to it itself.

        All other words are that article's, so that they are in no conflict: the file's are taken where it changed them.
        """
        if ours is None or theirs is None:
            kept = ours if theirs is None else None
            if base is not None and kept is not None and self.given(base, kept):
                stays: Related | None = self.plain(where, base, kept, None, as_json)
                return stays
            return None if base is not None else ours or theirs
        given, brought = self.given(base, ours), brought_anew(base, theirs)
        values = {}
        for each in TABLES[row.table]:
            before, mine, yours = (getattr(side, each.name) if side else None for side in (base, ours, theirs))
            if each.key in given:
                values[each.name] = self.value(each, before, mine, yours, where)
            elif base is None or each.key in brought:
                values[each.name] = yours
        if "+" in brought:
            values["extra"] = theirs.extra
        return replace(ours, **values)

    def given(self, base: Related | None, ours: Related) -> set[str]:
        """Return the keys of the values that an editor gave to an entry: its own ones that its file did not bring."""
        brought = as_json(base) if base else {}
        return {key for key, value in self.own(ours).items() if value != brought.get(key)}

    def by_identity(self, *sides: Listed) -> list[Entries]:
        """Return the items of each side by what they are known by; the same ones by a number as well."""
        crowded = {url for side in sides for url in self.crowded(side)}
        found: list[Entries] = []
        for side in sides:
            entries: Entries = {}
            for item in side:
                key, number = self.identity(item, crowded), 0
                while (key, number) in entries:
                    number += 1
                entries[(key, number)] = item
            found.append(entries)
        return found

    def crowded(self, side: Listed) -> set[str | None]:
        """Return the URLs elsewhere that more than one of the entries has: there the title tells them apart."""
        urls = Counter(
            item.web_url or item.original_url
            for item in side
            if isinstance(item, Related) and self.identify(item) is None
        )
        return {url for url, number in urls.items() if number > 1}

    def identity(self, item: ListEntry, crowded: Collection[str | None]) -> Hashable:
        if isinstance(item, Related):
            ours, url = self.identify(item), item.web_url or item.original_url
            return ("ours", ours) if ours is not None else (url, item.title if url in crowded else None)
        if isinstance(item, Image):
            return item.url
        return normalize("NFC", item) if isinstance(item, str) else item

    def order(self, old: Entries, mine: Entries, yours: Entries, kept: Entries, where: str) -> list[Hashable]:
        """Return the merged order: ours where only we moved entries, else theirs. Additions stay behind their neighbour."""
        common = {key for key in old if key in mine and key in yours}
        before, ours, theirs = ([key for key in side if key in common] for side in (old, mine, yours))
        mine_moved = ours != before
        if mine_moved and before != theirs != ours:
            orders = ([item_name(item) for item in side.values()] for side in (old, mine, yours))
            self.conflicts.append(Conflict(f"{where} order", *orders))
            mine_moved = not self.take_theirs
        return woven(mine, yours, kept) if mine_moved else woven(yours, mine, kept)


def brought_anew(base: Related | None, theirs: Related) -> frozenset[str]:
    """Return the keys of the values that a file brings anew. The two URLs are one thing: an entry needs one of them."""
    if base == theirs:
        return frozenset()
    rows = TABLES[theirs.table]
    changed = {row.key for row in rows if (getattr(base, row.name) if base else None) != getattr(theirs, row.name)}
    if theirs.extra != (base.extra if base else NOTHING):
        changed.add("+")
    return frozenset(changed if changed.isdisjoint(_URLS) else changed | _URLS)
