"""The names of fields in an editor's words. Problems name a place by numbers, conflicts by what an item is called."""

import re

from articles.seed.merge import STATUS
from articles.seed.schema import TABLES, Field

_ROWS: dict[str, dict[str, Field]] = {table: {row.key: row for row in rows} for table, rows in TABLES.items()}
_WHOLE = {"body": "Body", "file": "File", "+": "Other keys", STATUS: "Status"}
_CLOSED = re.compile(r"\](?:\[(\d+)\])?(?:\.|$)")


def label_of_place(place: str) -> str:
    """Return the name of a problem's place: `images[1].width` is "Pictures 2, Width"."""
    return _label(place, _documents_with(place), numbered=True)


def label_of_conflict(name: str, table: str = "") -> str:
    """Return the name of a conflict: `images[https://…].width` is "Pictures: https://…, Width"."""
    return _label(name, table or _documents_with(name), numbered=False)


def _documents_with(place: str) -> str:
    """Return the first kind of document that has the field."""
    return next((table for table in ("article", "topic", "organization") if _key(place) in _ROWS[table]), "article")


def _key(place: str) -> str:
    return re.split(r"[\[\]. ]", place, maxsplit=1)[0]


def _label(text: str, table: str, *, numbered: bool) -> str:
    key = _key(text)
    row, rest = _ROWS.get(table, {}).get(key), text[len(key) :]
    label = row.label if row else _WHOLE.get(key, key)
    inside = row.table if row else ""
    if rest.startswith("["):
        item, number, inner = _item(rest[1:], inside)
        same = f" ({number})" if number else ""
        label += f" {int(item) + 1}" if numbered and item.isdecimal() else f": {item}{same}"
        return f"{label}, {_label(inner, inside, numbered=numbered)}" if inner else label
    if rest == " order":
        return f"{label}, their order"
    if rest.startswith("."):
        return f"{label}, {_label(rest[1:], inside, numbered=numbered)}"
    return label + rest


def _item(text: str, table: str) -> tuple[str, str, str]:
    """Return an item, its number among those of that name, and what follows: its text may have brackets and dots itself."""
    ends = list(_CLOSED.finditer(text))
    known = _ROWS.get(table, {})
    meant = [end for end in ends if end.end() == len(text) or _key(text[end.end() :]) in known]
    for end in meant or ends[-1:]:
        return text[: end.start()], end[1] or "", text[end.end() :]
    return text, "", ""
