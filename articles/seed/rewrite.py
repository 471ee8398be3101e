"""An earlier text with a document's values in it: only the lines of what changed are other lines. Reads no files.

Everything that an author wrote around a value stays: quoting, comments, order of keys, line ends. The result always
reads back as the document; where a text is too unusual to be patched, the whole field is written anew, and where even
that does not read back, the whole document is.
"""

import re
from difflib import SequenceMatcher
from typing import Any

from articles.seed.document import Related, SeedDocument
from articles.seed.frontmatter import Mapping, Node, Scalar, Sequence, Source, read
from articles.seed.problem import SeedError
from articles.seed.rules import document_from
from articles.seed.schema import TABLES, Field, Kind
from articles.seed.serialise import data_lines, field_lines, item_lines, scalar, serialise

_LISTS = (Kind.TEXTS, Kind.RECORDS, Kind.RECORDS_OR_URLS)


def rewrite(earlier: bytes, document: SeedDocument, *, plain: bool = False) -> bytes:
    """The bytes of `document` in the style of `earlier`, a valid seed: the same bytes if it says the same."""
    source = read(earlier, plain=plain)
    before, _ = document_from(source)
    if before == document:
        return earlier
    if before.table == document.table:
        for finely in (True, False):
            text = _Patch(source, finely=finely).patched(before, document)
            if _says(text, document, plain=plain):
                return _encoded(text, source)
    return serialise(document).encode()


def _encoded(text: str, source: Source) -> bytes:
    return ("\ufeff" + text if source.bom else text).encode()


def _says(text: str, document: SeedDocument, *, plain: bool) -> bool:
    try:
        return document_from(read(text.encode(), plain=plain))[0] == document
    except SeedError:
        return False


class _CannotPatchError(Exception):
    """This place is laid out so that its lines cannot be told apart; the field around it is written anew."""


class _Patch:
    """Collects edits (start, end, text) on a source and applies them. Not finely: whole fields only."""

    def __init__(self, source: Source, *, finely: bool) -> None:
        self.source, self.text, self.finely = source, source.text, finely
        self.edits: list[tuple[int, int, str]] = []
        self.newline = "\r\n" if "\r\n" in source.text else "\n"

    def patched(self, before: SeedDocument, after: SeedDocument) -> str:
        self.record(self.source.root, before, after, before.table, "")
        self.unknown(before, after)
        text = self.text
        for start, end, new in sorted(self.edits, key=lambda edit: edit[:2], reverse=True):
            text = text[:start] + new + text[end:]
        if before.body != after.body:
            text = text[: len(text) - len(self.source.body)] + after.body
        return text

    def record(self, node: Mapping, before: Any, after: Any, table: str, indent: str) -> None:
        for row in TABLES[table]:
            old, new = getattr(before, row.name), getattr(after, row.name)
            if old == new:
                continue
            place = next((pair for pair in node.pairs if pair[0].text == row.key), None)
            if place is None:
                self.insert(node, row, field_lines(row, new, indent), table)
            elif new is None:
                self.delete(node, place)
            else:
                self.change(row, place, old, new, indent)

    def unknown(self, before: SeedDocument, after: SeedDocument) -> None:
        if before.extra == after.extra:
            return
        old, new = dict(before.extra.pairs), dict(after.extra.pairs)
        for key, node in self.source.root.pairs:
            if key.text in old and old[key.text] != new.get(key.text):
                if key.text in new:
                    self.replace_lines(key, node, data_lines(key.text, new[key.text], ""))
                else:
                    self.delete(self.source.root, (key, node))
        added = [line for key in new if key not in old for line in data_lines(key, new[key], "")]
        if added:
            end = self.source.front_end
            self.edits.append((end, end, self.lines(added)))

    def change(self, row: Field, place: tuple[Scalar, Node], old: Any, new: Any, indent: str) -> None:
        key, node = place
        kept = len(self.edits)
        try:
            if not self.finely:
                raise _CannotPatchError
            if isinstance(node, Scalar) and not isinstance(new, tuple) and row.kind is not Kind.DATA:
                return self.scalar(node, new, quoted=row.quoted)
            if row.kind is Kind.RECORD and isinstance(node, Mapping):
                return self.record(self.block(node), old, new, row.table, self.indent_of(node))
            if row.kind in _LISTS and isinstance(node, Sequence) and new and old:
                return self.items(row, node, old, new)
            raise _CannotPatchError
        except _CannotPatchError:
            del self.edits[kept:]
            self.replace_lines(key, node, field_lines(row, new, indent))

    def scalar(self, node: Scalar, new: Any, *, quoted: bool) -> None:
        if node.style in ("|", ">") or node.start == node.end:
            raise _CannotPatchError
        self.edits.append((node.start, node.end, scalar(new, quoted=quoted or bool(node.style))))

    def block(self, node: Mapping) -> Mapping:
        if node.flow or not node.pairs:
            raise _CannotPatchError
        return node

    def indent_of(self, node: Mapping) -> str:
        return " " * (node.pairs[0][0].start - self.line_start(node.pairs[0][0].start))

    # Lists

    def items(self, row: Field, node: Sequence, old: tuple[Any, ...], new: tuple[Any, ...]) -> None:
        if node.flow or len(node.items) != len(old):
            raise _CannotPatchError
        indent = " " * self.dash_column(node.items[0])
        matcher = SequenceMatcher(
            None, [_sameness(item) for item in old], [_sameness(item) for item in new], autojunk=False
        )
        for kind, start, end, new_start, new_end in matcher.get_opcodes():
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

    def item(self, row: Field, node: Node, old: Any, new: Any, indent: str) -> None:
        if old == new:
            return
        if isinstance(node, Scalar) and isinstance(new, str):
            self.scalar(node, new, quoted=False)
        elif isinstance(node, Mapping) and not isinstance(new, str) and not isinstance(old, str):
            if old.extra != new.extra:
                raise _CannotPatchError
            self.record(self.block(node), old, new, row.table, self.indent_of(node))
        else:
            first, last = self.item_lines(node)
            self.edits.append((first, last, self.lines(item_lines(row, new, indent))))

    def dash_column(self, item: Node) -> int:
        line = self.line_start(item.start)
        found = re.fullmatch(r"( *)- +", self.text[line : item.start])
        if not found:
            raise _CannotPatchError
        return len(found[1])

    def item_lines(self, item: Node) -> tuple[int, int]:
        self.dash_column(item)
        return self.line_start(item.start), self.line_end(item)

    # Lines

    def line_start(self, offset: int) -> int:
        return self.source.line_starts[self.source.line_at(offset) - 1]

    def line_end(self, node: Node) -> int:
        """The offset behind the last line of a node; a block scalar's span already ends behind its line."""
        end = node.end
        while end > node.start and self.text[end - 1] in "\r\n":
            end -= 1
        number = self.source.line_at(end)
        return self.source.line_starts[number] if number < len(self.source.line_starts) else len(self.text)

    def lines(self, lines: list[str]) -> str:
        return "".join(line + self.newline for line in lines)

    def insert_at(self, at: int, lines: list[str]) -> None:
        broken = at > 0 and self.text[at - 1] not in "\r\n"  # the last line of a file without a line end
        self.edits.append((at, at, (self.newline if broken else "") + self.lines(lines)))

    def replace_lines(self, key: Scalar, node: Node, lines: list[str]) -> None:
        """The first line may begin behind a dash, so only what follows the key's place is written anew."""
        end = self.line_end(node if node.end > key.end else key)
        new = self.lines(lines)
        if self.text[end - 1 : end] not in ("\r", "\n"):
            new = new.removesuffix(self.newline)
        self.edits.append((key.start, end, new.lstrip(" ")))

    def insert(self, node: Mapping, row: Field, lines: list[str], table: str) -> None:
        """Behind the nearest field that stands before it in the table; with a blank line between groups."""
        order = {known.key: place for place, known in enumerate(TABLES[table])}
        groups = {known.key: known.group for known in TABLES[table]}
        before = [pair for pair in node.pairs if order.get(pair[0].text, len(order)) < order[row.key]]
        if not node.pairs or (node.flow and node is not self.source.root):
            raise _CannotPatchError
        if not before:
            if node is not self.source.root:
                raise _CannotPatchError
            self.insert_at(self.line_start(node.pairs[0][0].start), lines)
            return
        key, value = max(before, key=lambda pair: order[pair[0].text])
        apart = groups[key.text] != row.group
        self.insert_at(self.line_end(value if value.end > key.end else key), ["", *lines] if apart else lines)

    def delete(self, node: Mapping, place: tuple[Scalar, Node]) -> None:
        key, value = place
        if node.pairs[0][0] is key and (node is not self.source.root or len(node.pairs) == 1):
            raise _CannotPatchError
        start, end = self.line_start(key.start), self.line_end(value if value.end > key.end else key)
        blank = re.compile(r"[ \t]*(?:\r\n|\r|\n)")
        above = re.search(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)\Z", self.text[:start])
        below = blank.match(self.text, end)
        at_end = end >= self.source.front_end
        if above and (below or at_end):  # a group of its own: its blank line goes with it
            start = start - len(above[0]) + len(re.match(r"\r\n|\r|\n", above[0])[0])  # type: ignore[index]
        self.edits.append((start, end, ""))


def _sameness(item: Any) -> Any:
    """What makes two entries the same one in other words."""
    if isinstance(item, Related):
        return item.web_url or item.original_url
    return getattr(item, "url", item)
