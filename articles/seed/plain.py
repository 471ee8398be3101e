"""Documents and their parts as JSON values, to store, compare and show. Absent fields are left out.

Keys are those of the seed (`webUrl`); moments are ISO 8601 texts in UTC. `from_json` undoes `as_json`.
"""

from typing import Any

from articles.seed.document import NOTHING, RECORDS, Data, FieldValue, Pairs, Record
from articles.seed.schema import TABLES, Field, Kind
from articles.seed.serialise import scalar
from articles.seed.values import moment, moment_text

Json = Any
_EXTRA = "+"  # no key of a seed's table has this name


def as_json(record: Record, table: str = "") -> dict[str, Json]:
    """Return the fields that are present, by key, in the table's order; unknown keys are under `+`."""
    plain = {
        row.key: value_as_json(row, value)
        for row in TABLES[table or record.table]
        if (value := getattr(record, row.name)) is not None
    }
    return plain | ({_EXTRA: data_as_json(record.extra)} if record.extra.pairs else {})


def value_as_json(row: Field, value: FieldValue) -> Json:
    if row.kind is Kind.MOMENT:
        return moment_text(value)
    if row.kind is Kind.DATA:
        return data_as_json(value)
    if row.kind is Kind.RECORD:
        return as_json(value, row.table)
    if isinstance(value, tuple):
        return [item if isinstance(item, str) else as_json(item, row.table) for item in value]
    return value


def from_json(plain: dict[str, Json], table: str, **more: str) -> Any:
    """Return the record of a table from the value that `as_json` gave; `more` holds what is not a field: a document's body."""
    values = {row.name: value_from_json(row, plain[row.key]) for row in TABLES[table] if row.key in plain}
    extra = data_from_json(plain[_EXTRA]) if _EXTRA in plain else NOTHING
    return RECORDS[table](**values, extra=extra, **more)  # type: ignore[arg-type]


def value_from_json(row: Field, value: Json) -> Any:
    if row.kind is Kind.MOMENT:
        return moment(value)
    if row.kind is Kind.DATA:
        return data_from_json(value)
    if row.kind is Kind.RECORD:
        return from_json(value, row.table)
    if isinstance(value, list):
        return tuple(item if isinstance(item, str) else from_json(item, row.table) for item in value)
    return value


def data_as_json(data: Data) -> Json:
    """Return JSON in which a mapping is `{"pairs": [[key, value] …]}`, because JSON objects of PostgreSQL lose their order."""
    if isinstance(data, Pairs):
        return {"pairs": [[key, data_as_json(value)] for key, value in data.pairs]}
    return data if isinstance(data, str) else [data_as_json(item) for item in data]


def data_from_json(value: Json) -> Data:
    if isinstance(value, dict):
        return Pairs(tuple((key, data_from_json(item)) for key, item in value["pairs"]))
    return value if isinstance(value, str) else tuple(data_from_json(item) for item in value)


def data_as_mapping(data: Data | None) -> Json:
    """Return a value that has no row as ordinary JSON, for readers of the API."""
    if isinstance(data, Pairs):
        return {key: data_as_mapping(value) for key, value in data.pairs}
    return data if data is None or isinstance(data, str) else [data_as_mapping(item) for item in data]


def in_table_order(plain: Json, table: str) -> Json:
    """Return a value of `as_json` with its keys in the table's order, which JSON of PostgreSQL loses. Other keys come last."""
    if not isinstance(plain, dict):
        return plain
    rows = {row.key: row for row in TABLES[table]}
    known = {key: _inner_in_order(rows[key], plain[key]) for key in rows if key in plain}
    return known | {key: value for key, value in plain.items() if key not in rows}


def _inner_in_order(row: Field, value: Json) -> Json:
    if not row.table:
        return value
    return (
        [in_table_order(item, row.table) for item in value]
        if isinstance(value, list)
        else in_table_order(value, row.table)
    )


def as_written(value: Json) -> str:
    """Return a value of `as_json` on one line, as a file writes it: a text in no quotes, `true`, `[A, B]`, `{url: /a}`."""
    return value if isinstance(value, str) else _in_flow(value)


def _in_flow(value: Json) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_in_flow, value))}]"
    if isinstance(value, dict):
        listed = value.get("pairs")
        pairs = listed if isinstance(listed, list) else [pair for pair in value.items() if pair[0] != _EXTRA]
        if isinstance(value.get(_EXTRA), dict):
            pairs = [*pairs, *value[_EXTRA]["pairs"]]
        return f"{{{', '.join(f'{key}: {_in_flow(inner)}' for key, inner in pairs)}}}"
    return scalar(value, quoted=isinstance(value, str) and any(mark in value for mark in ",[]{}"))
