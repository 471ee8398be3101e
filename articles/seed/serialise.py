"""Turns a document into canonical text, in the style of the archives. Knows no files and no earlier text.

FORMAT: two spaces of indent, list items indented under their key, and a blank line between groups of fields. Long
texts and URLs of articles are in double quotes; everything else is bare where it reads back the same.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from articles.seed.document import (
    Article,
    Data,
    FieldValue,
    ListEntry,
    Organization,
    Pairs,
    Record,
    SeedDocument,
    Topic,
)
from articles.seed.schema import TABLES, Field, Kind
from articles.seed.values import written

FENCE = "---"
_STEP = "  "
# What may be bare: no indicator first, no `: ` or ` #` inside, no edge space, no line end or other odd character.
_UNSAFE_FIRST = re.compile(r"[\[\]{},#&*!|>'\"%@`\ufeff]|[-?:](?:\s|$)|---|\.\.\.")
_UNSAFE_INSIDE = re.compile(r":\s|\s#|:$|[\t\r\n\x85\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\r": "\\r", "\n": "\\n", "\t": "\\t", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_TO_ESCAPE = re.compile(r"[\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def serialise(document: SeedDocument) -> str:
    """Return canonical text. `parse(serialise(d)) == d`; for canonical text, `serialise(parse(t)) == t`."""
    front = "\n".join(grouped(document))
    if isinstance(document, Topic) and not document.body:
        return front + "\n"  # topic files are YAML without fences
    return f"{FENCE}\n{front}\n{FENCE}\n{document.body}"


def grouped(document: Article | Topic | Organization) -> Iterator[str]:
    """Yield the lines of the front matter, with an empty line between groups."""
    group: int | None = None
    for row in TABLES[document.table]:
        value = getattr(document, row.name)
        if value is None:
            continue
        if group is not None and row.group != group:
            yield ""
        group = row.group
        yield from field_lines(row, value, "")
    for number, (key, data) in enumerate(document.extra.pairs):
        if number == 0 and isinstance(document, Article):
            yield ""
        yield from data_lines(key, data, "")


def field_lines(row: Field, value: FieldValue, indent: str) -> list[str]:
    """Return the lines of one field at an indent, including its key."""
    head = f"{indent}{row.key}:"
    if row.kind is Kind.DATA:
        return data_lines(row.key, value, indent)
    if row.kind is Kind.RECORD:
        return _nested(head, record_lines(value, row.table, indent + _STEP), "{}")
    if isinstance(value, tuple):
        return _nested(head, [line for item in value for line in item_lines(row, item, indent + _STEP)], "[]")
    return [f"{head} {scalar(value, quoted=row.quoted)}"]


def item_lines(row: Field, item: ListEntry, indent: str) -> list[str]:
    """Return the lines of one entry of a list, including its dash."""
    if isinstance(item, str):
        return [f"{indent}- {scalar(item)}"]
    return dashed(record_lines(item, row.table, indent + _STEP), indent)


def record_lines(record: Record, table: str, indent: str) -> list[str]:
    lines = [
        line
        for row in TABLES[table]
        if (value := getattr(record, row.name)) is not None
        for line in field_lines(row, value, indent)
    ]
    return lines + [line for key, data in record.extra.pairs for line in data_lines(key, data, indent)]


def data_lines(key: str, data: Data, indent: str) -> list[str]:
    head = f"{indent}{scalar(key, key=True)}:"
    if isinstance(data, str):
        return [f"{head} {scalar(data)}"]
    return _nested(head, _data_body(data, indent + _STEP), "[]" if isinstance(data, tuple) else "{}")


def _data_body(data: Data, indent: str) -> list[str]:
    if isinstance(data, Pairs):
        return [line for key, value in data.pairs for line in data_lines(key, value, indent)]
    lines: list[str] = []
    for item in data:
        if isinstance(item, str):
            lines.append(f"{indent}- {scalar(item)}")
        else:
            body = _data_body(item, indent + _STEP)
            empty = "[]" if isinstance(item, tuple) else "{}"
            lines += dashed(body, indent) if body else [f"{indent}- {empty}"]
    return lines


def _nested(head: str, lines: list[str], empty: str) -> list[str]:
    return [head, *lines] if lines else [f"{head} {empty}"]


def dashed(lines: list[str], indent: str) -> list[str]:
    return [f"{indent}- {lines[0][len(indent) + len(_STEP) :]}", *lines[1:]]


def scalar(value: str | int | bool | datetime, *, quoted: bool = False, key: bool = False) -> str:
    """Return a value on one line: bare where it reads back the same and its field does not ask for quotes."""
    text = written(value)
    if not quoted and is_bare(text) and not (key and text == "<<"):
        return text
    return '"' + _TO_ESCAPE.sub(_escape, text) + '"'


def is_bare(text: str) -> bool:
    return bool(text) and text == text.strip() and not _UNSAFE_FIRST.match(text) and not _UNSAFE_INSIDE.search(text)


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or (f"\\x{ord(found[0]):02x}" if ord(found[0]) < 0x100 else f"\\u{ord(found[0]):04x}")
