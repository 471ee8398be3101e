"""Takes one field from another version of a document, as when an editor settles a conflict. Reads no database."""

from dataclasses import dataclass, replace
from typing import Any, Generic

from articles.seed.document import FieldValue, Pairs
from articles.seed.merge import HEAT, STATUS, Document, Identify, Merger, Show, elsewhere
from articles.seed.plain import Json, as_json, data_as_json, value_as_json
from articles.seed.schema import STATUS_FLAGS, Field, Kind
from articles.seed.weaving import Entries, Listed, item_name, item_place, woven


@dataclass(frozen=True, slots=True)
class Taken(Generic[Document]):
    """`ours` with one field as `theirs` has it, and what both say there: JSON, None where absent."""

    document: Document
    ours: Json
    theirs: Json


def take(ours: Document, theirs: Document, field: str, *, identify: Identify = elsewhere) -> Taken[Document]:
    """Take exactly the field of a conflict from `theirs`, named as `merge` names it. A field that is gone changes nothing."""
    taker = _Taker(identify, field)
    if field == STATUS:
        return _with_status(ours, theirs)
    values = taker.record(ours, ours, theirs, ours.table, "")
    body = taker.plain("body", ours.body, ours.body, theirs.body, lambda value: value)
    return Taken(replace(ours, **values, body=body), *(taker.found or (None, None)))


def _with_status(ours: Document, theirs: Document) -> Taken[Document]:
    """Take the flags together; the heat is one of them where it is -1 on either side."""
    mine, yours = ({flag: getattr(side, flag, None) for flag in STATUS_FLAGS} for side in (ours, theirs))
    flags: Any = yours if -1 in (mine[HEAT], yours[HEAT]) else yours | {HEAT: mine[HEAT]}
    return Taken(replace(ours, **flags), mine, yours)


class _Taker(Merger):
    """Walks two versions as a merge does, and changes only the one place."""

    def __init__(self, identify: Identify, field: str) -> None:
        super().__init__(identify, take_theirs=True)
        self.field = field
        self.found: tuple[Json, Json] | None = None

    def plain(self, where: str, base: FieldValue, ours: FieldValue, theirs: FieldValue, show: Show) -> FieldValue:
        if where != self.field:
            return ours
        self.found = self.found or (_shown(ours, show), _shown(theirs, show))
        return theirs

    def value(self, row: Field, base: FieldValue, ours: FieldValue, theirs: FieldValue, prefix: str) -> FieldValue:
        where = f"{prefix}.{row.key}" if prefix else row.key
        if where == self.field:
            return self.plain(where, base, ours, theirs, lambda value: value_as_json(row, value))
        if not self.field.startswith(where):
            return ours
        if row.kind is Kind.RECORD and ours is not None and theirs is not None:
            return replace(ours, **self.record(ours, ours, theirs, row.table, where))
        if row.kind in (Kind.TEXTS, Kind.RECORDS, Kind.RECORDS_OR_URLS):
            return self.items(row, (), ours or (), theirs or (), where) or (None if ours is None else ())
        return ours

    def address(self, base: FieldValue, ours: FieldValue, theirs: FieldValue, prefix: str) -> dict[str, str | None]:
        """Take both URLs where theirs lacks the one in question, because one of the two is needed."""
        side = theirs if self.found else ours
        return {"web_url": side.web_url, "original_url": side.original_url}

    def extra(self, base: Pairs, ours: Pairs, theirs: Pairs, prefix: str) -> Pairs:
        mine, yours = dict(ours.pairs), dict(theirs.pairs)
        kept = {}
        for key in mine | yours:
            where = f"{prefix}.{key}" if prefix else key
            kept[key] = self.plain(where, None, mine.get(key), yours.get(key), data_as_json)
        return Pairs(tuple((key, value) for key, value in kept.items() if value is not None))

    def items(self, row: Field, base: Listed, ours: Listed, theirs: Listed, where: str) -> FieldValue:
        mine, yours = self.by_identity(ours, theirs)
        kept: Entries = {}
        for key, either in (mine | yours).items():
            item = self.item(row, None, mine.get(key), yours.get(key), item_place(where, either, key))
            if item is not None:
                kept[key] = item
        if self.field != f"{where} order":
            return tuple(kept[key] for key in woven(mine, yours, kept))
        self.found = ([item_name(item) for item in ours], [item_name(item) for item in theirs])
        return tuple(kept[key] for key in woven(yours, mine, kept))

    def item(self, row: Field, base: FieldValue, ours: FieldValue, theirs: FieldValue, where: str) -> FieldValue:
        if where == self.field or None in (ours, theirs) or str in (type(ours), type(theirs)):
            return self.plain(where, base, ours, theirs, lambda item: item if isinstance(item, str) else as_json(item))
        if not self.field.startswith(where):
            return ours
        return replace(ours, **self.record(ours, ours, theirs, row.table, where))


def _shown(value: FieldValue, show: Show) -> Json:
    return None if value is None else show(value)
