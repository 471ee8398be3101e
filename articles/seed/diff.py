"""The differences between two documents of one kind, field by field. Decides nothing."""

from dataclasses import dataclass

from articles.seed.document import FieldValue, SeedDocument
from articles.seed.plain import Json, data_as_json, value_as_json
from articles.seed.schema import TABLES, Field


@dataclass(frozen=True, slots=True)
class Change:
    """`old` and `new` are JSON values, None where the field is absent. `field` is `+` for unknown keys, `body` for the body."""

    field: str
    label: str
    old: Json
    new: Json


def diff(old: SeedDocument, new: SeedDocument) -> list[Change]:
    """Return the changed fields in the order of the table; equal documents have none."""
    if old.table != new.table:
        raise TypeError(f"cannot compare {old.table} with {new.table}")
    changes = [
        Change(row.key, row.label, _plain(row, before), _plain(row, after))
        for row in TABLES[old.table]
        if (before := getattr(old, row.name)) != (after := getattr(new, row.name))
    ]
    if old.extra != new.extra:
        changes.append(Change("+", "Other keys", data_as_json(old.extra), data_as_json(new.extra)))
    if old.body != new.body:
        changes.append(Change("body", "Body", old.body, new.body))
    return changes


def _plain(row: Field, value: FieldValue) -> Json:
    return None if value is None else value_as_json(row, value)
