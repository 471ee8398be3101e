"""Puts a document's values into an earlier text and changes only the lines whose values changed. Reads no files.

Everything that an author wrote around a value stays: quoting, comments, order of keys, line ends. The result always
reads back as the document. Where a text is too unusual to be patched, the whole field is written again, and where even
that does not read back, the whole document is.
"""

import re
from collections.abc import Sequence as Several
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise

from articles.seed.document import Article, FieldValue, ListEntry, Record, SeedDocument
from articles.seed.editable import ENDS_LINE, CannotPatchError, Editable, edited
from articles.seed.frontmatter import fenced, read_front_matter
from articles.seed.moved import arranged, in_order, origins, sameness
from articles.seed.nodes import Mapping, Node, Scalar, Sequence, Source
from articles.seed.piecewise import apart, put_together, read_document
from articles.seed.problem import SeedError
from articles.seed.rules import document_from
from articles.seed.schema import TABLES, Field, Kind
from articles.seed.serialise import data_lines, field_lines, item_lines, scalar, serialise
from articles.seed.values import Value, written

_LISTS = (Kind.TEXTS, Kind.RECORDS, Kind.RECORDS_OR_URLS)
_BLANK_LINE = re.compile(r"[ \t]*(?:\r\n|\r|\n)")
_NEEDS_NO_ESCAPE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]*")

Pair = tuple[Scalar, Node]


def rewrite(earlier: bytes, document: SeedDocument, *, plain: bool = False) -> bytes:
    """Return the bytes of `document` in the style of `earlier`, a valid seed: the same bytes if it says the same."""
    found = _around_the_entries(earlier, document, plain=plain)
    if found is not None:
        return found
    source = read_front_matter(earlier, plain=plain)
    before, _ = document_from(source)
    if before == document:
        return earlier
    if before.table == document.table:
        for finely in (True, False):
            text = _Patch(source, finely=finely).patched(before, document)
            if _says(text, document, plain=plain):
                return ("\ufeff" + text if source.bom else text).encode()
    return serialise(document).encode()


def _around_the_entries(earlier: bytes, document: SeedDocument, *, plain: bool) -> bytes | None:
    """Do as `rewrite` without walking the related entries, which make up most texts; return None where that fails."""
    source = fenced(earlier, "", plain=plain)
    parts = apart(source)
    if parts is None or not isinstance(document, Article) or parts.related != document.related:
        return None
    wanted = replace(document, related=parts.document.related)
    if wanted == parts.document:
        return earlier
    rest = _Patch(parts.rest, finely=True).patched(parts.document, wanted)
    text = put_together(rest, parts.block)
    if not _says(text, document, plain=plain):
        return None
    return ("\ufeff" + text if source.bom else text).encode()


def _says(text: str, document: SeedDocument, *, plain: bool) -> bool:
    try:
        return read_document(text.encode(), plain=plain).document == document
    except SeedError:
        return False


class _Patch(Editable):
    """Finds the edits that make a text say another document. Unless `finely`, edits replace whole fields."""

    def __init__(self, source: Source, *, finely: bool) -> None:
        super().__init__(source)
        self.finely = finely
        self.inserted: dict[int, int] = {}  # the group of the field that was last inserted at an offset

    def patched(self, before: SeedDocument, after: SeedDocument) -> str:
        self.record(self.source.root, before, after, before.table, "")
        self.unknown(before, after)
        text = edited(self.text, (0, len(self.text)), self.edits)
        if before.body == after.body:
            return text
        text = text.removesuffix(before.body)
        return text + after.body if text.endswith(ENDS_LINE) else text + self.newline + after.body

    def record(self, node: Mapping, before: Record, after: Record, table: str, indent: str) -> None:
        rows = {row.key: row for row in TABLES[table]}
        pairs = {key.text: (key, value) for key, value in node.pairs}
        gone = {key for key in pairs if key in rows and getattr(after, rows[key].name) is None}
        staying = [pair for pair in node.pairs if pair[0].text in rows.keys() - gone]
        for row in rows.values():
            old, new = getattr(before, row.name), getattr(after, row.name)
            if old == new:
                continue
            if row.key not in pairs:
                self.insert(node, row, field_lines(row, new, indent), table, staying)
            elif new is None:
                self.delete(node, pairs[row.key])
            else:
                self.change(row, pairs[row.key], old, new, indent)

    def unknown(self, before: SeedDocument, after: SeedDocument) -> None:
        """Change the document's unknown keys; where their order changed, all are removed and written again."""
        if before.extra == after.extra:
            return
        old, new = dict(before.extra.pairs), dict(after.extra.pairs)
        in_order = [*(key for key in old if key in new), *(key for key in new if key not in old)] == list(new)
        kept = old.keys() & new.keys() if in_order else set()
        for key, node in self.source.root.pairs:
            if key.text in kept and old[key.text] != new[key.text]:
                self.replace_lines(key, node, data_lines(key.text, new[key.text], ""))
            elif key.text in old and key.text not in kept:
                self.delete(self.source.root, (key, node))
        added = [line for key in new if key not in kept for line in data_lines(key, new[key], "")]
        if added:
            apart = not kept and isinstance(before, Article)
            self.insert_at(self.line_end(*self.source.root.pairs[-1]), ["", *added] if apart else added)

    def change(self, row: Field, place: Pair, old: FieldValue, new: FieldValue, indent: str) -> None:
        kept = len(self.edits)
        try:
            self.change_finely(row, place[1], old, new)
        except CannotPatchError:
            del self.edits[kept:]
            self.replace_lines(*place, field_lines(row, new, indent))

    def change_finely(self, row: Field, node: Node, old: FieldValue, new: FieldValue) -> None:
        if not self.finely or row.kind is Kind.DATA:
            raise CannotPatchError
        if row.kind is Kind.RECORD and isinstance(node, Mapping):
            self.block(node, old, new, row.table)
        elif row.kind in _LISTS and isinstance(node, Sequence) and new and old:
            self.items(row, node, old, new)
        elif isinstance(node, Scalar) and not isinstance(new, tuple):
            self.scalar(node, new)
        else:
            raise CannotPatchError

    def scalar(self, node: Scalar, new: Value) -> None:
        """Replace a text and keep its quoting, as far as the new text allows."""
        if node.style in ("|", ">") or node.start == node.end:
            raise CannotPatchError
        text = written(new)
        if node.style == "'" and _NEEDS_NO_ESCAPE.fullmatch(text):
            text = "'" + text.replace("'", "''") + "'"
        else:
            text = scalar(new, quoted=bool(node.style) or self.source.root.flow)
        self.edits.append((node.start, node.end, text))

    def block(self, node: Mapping, old: Record, new: Record, table: str) -> None:
        if node.flow or not node.pairs or old.extra != new.extra:
            raise CannotPatchError
        first = node.pairs[0][0].start
        self.record(node, old, new, table, " " * (first - self.line_start(first)))

    # Lists

    def items(self, row: Field, node: Sequence, old: Several[ListEntry], new: Several[ListEntry]) -> None:
        if len(node.items) != len(old):
            raise CannotPatchError
        places = origins(old, new)
        if node.flow:
            self.swap(node, old, new, places)
            return
        indent = " " * self.dash_column(node.items[0])
        if not in_order(places):
            self.rearrange(row, node, old, new, places, indent)
            return
        before, after = ([sameness(item) for item in side] for side in (old, new))
        for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if kind == "equal" or end - start == new_end - new_start:
                for place in range(end - start):
                    self.item(row, node.items[start + place], old[start + place], new[new_start + place], indent)
                continue
            lines = [line for item in new[new_start:new_end] for line in item_lines(row, item, indent)]
            if start < end:
                first, last = self.item_lines(node.items[start])[0], self.item_lines(node.items[end - 1])[1]
                self.edits.append((first, last, self.lines(lines)))
            else:
                at = self.item_lines(node.items[start])[0] if start < len(old) else self.item_lines(node.items[-1])[1]
                self.insert_at(at, lines)

    def swap(self, node: Sequence, old: Several[ListEntry], new: Several[ListEntry], places: list[int | None]) -> None:
        """Give a list on one line the same entries in another order."""
        if len(new) != len(old) or any(place is None or old[place] != new[at] for at, place in enumerate(places)):
            raise CannotPatchError
        spans = [(item.start, item.end) for item in node.items]
        self.edits += [
            (*spans[at], self.text[slice(*spans[place])]) for at, place in enumerate(places) if place not in (None, at)
        ]

    def rearrange(
        self, row: Field, node: Sequence, old: Several[ListEntry], new: Several[ListEntry], places: list[int | None], indent: str,
    ) -> None:  # fmt: skip
        """Write a list in another order. Each entry takes its lines along, and the comments above it."""
        spans = [self.item_lines(item) for item in node.items]
        top = spans[0][0]
        while top > self.source.front and self.text[self.line_start(top - 1) : top].lstrip(" ").startswith("#"):
            top = self.line_start(top - 1)
        leads = [self.text[end:start] for (_, end), (start, _) in pairwise([(0, top), *spans])]
        texts = [self.text[start:end] for start, end in spans]
        for at, place in enumerate(places):
            if place is not None:
                kept = len(self.edits)
                self.item(row, node.items[place], old[place], new[at], indent)
                texts[place] = edited(self.text, spans[place], self.edits[kept:])
                del self.edits[kept:]
        texts = [text if text.endswith(ENDS_LINE) else text + self.newline for text in texts]
        added = [
            "" if place is not None else self.lines(item_lines(row, new[at], indent)) for at, place in enumerate(places)
        ]
        self.edits.append((top, spans[-1][1], arranged(leads, texts, places, added)))

    def item(self, row: Field, node: Node, old: FieldValue, new: ListEntry, indent: str) -> None:
        if old == new:
            return
        kept = len(self.edits)
        try:
            if isinstance(node, Scalar) and isinstance(new, str):
                self.scalar(node, new)
            elif isinstance(node, Mapping) and not isinstance(new, str):
                self.block(node, old, new, row.table)
            else:
                raise CannotPatchError
        except CannotPatchError:
            del self.edits[kept:]
            self.edits.append((*self.item_lines(node), self.lines(item_lines(row, new, indent))))

    def replace_lines(self, key: Scalar, node: Node, lines: list[str]) -> None:
        """Replace the lines of a field. The first may begin after a dash, so only what follows the key's place is written."""
        end = self.line_end(key, node)
        new = self.lines(lines)
        if self.text[end - 1] not in ENDS_LINE:
            new = new.removesuffix(self.newline)
        self.edits.append((key.start, end, new.lstrip(" ")))

    def insert(self, node: Mapping, row: Field, lines: list[str], table: str, staying: Several[Pair]) -> None:
        """Insert a field behind the nearest remaining field that precedes it in the table, or at the head of its group.

        A blank line separates the groups.
        """
        places = {known.key: (place, known.group) for place, known in enumerate(TABLES[table])}
        before = [pair for pair in staying if places[pair[0].text] < places[row.key]]
        if node is not self.source.root and (node.flow or not before):
            raise CannotPatchError
        if not before:
            self.insert_at(self.line_start(node.pairs[0][0].start), lines)
            return
        anchor = max(before, key=lambda pair: places[pair[0].text])
        at = self.line_end(*anchor)
        group = self.inserted.get(at, places[anchor[0].text][1])
        mates = [key for key, _ in staying if places[key.text] > places[row.key] and places[key.text][1] == row.group]
        if group == row.group:
            self.insert_at(at, lines)
        elif mates:
            self.insert_at(self.line_start(mates[0].start), lines)
        else:
            self.inserted[at] = row.group
            self.insert_at(at, ["", *lines])

    def delete(self, node: Mapping, place: Pair) -> None:
        key = place[0]
        if node is not self.source.root and node.pairs[0][0] is key:
            raise CannotPatchError  # it follows a dash
        start, end = self.line_start(key.start), self.line_end(*place)
        above = self.line_start(start - 1) if start else 0
        apart = start > self.source.front and not self.text[above:start].strip(" \t\r\n")
        if apart and (end >= self.source.front_end or _BLANK_LINE.match(self.text, end)):
            start = above  # it is a group by itself: its blank line goes with it
        self.edits.append((start, end, ""))
