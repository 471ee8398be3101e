"""The rows of tables in a form that belongs to no database: a line of JSON each, in the order of their columns.

Which columns there are the models say: today's, or those of the version that made a backup. Moments are written as ISO 8601
in UTC, and bytes in Base64.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, TypeAlias

from django.apps.registry import Apps
from django.db import connection
from django.db.models import BinaryField, DateField, DateTimeField, Field, Model, UUIDField

from articles.backups.container import Backup, Member, NewBackup, Table, Told, rows_member

Models: TypeAlias = "list[type[Model]]"

# Sessions are nobody's to carry on elsewhere, nor is where somebody signed in, or failed to; the others are counted and numbered
# anew from the rest.
_LEFT_OUT = {
    "sessions.session", "articles.signin", "articles.knownaddress", "articles.tally", "articles.dependency",
    "articles.vocabulary", "axes.accessattempt", "axes.accessattemptexpiration", "axes.accessfailurelog", "axes.accesslog",
}  # fmt: skip
_AT_ONCE = 1000


def models_of(apps: Apps) -> Models:
    """Return the models with a table of their own, those that are left out too."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def kept_models(apps: Apps) -> Models:
    return [model for model in models_of(apps) if model._meta.label_lower not in _LEFT_OUT]


def write_rows(model: type[Model], backup: NewBackup, tell: Told) -> None:
    table, fields = model._meta.db_table, _fields(model)
    writers = [_written(each) for each in fields]
    told = Table([str(each.column) for each in fields], last=_last_key(model))
    rows = model._base_manager.order_by("pk").values_list(*(each.attname for each in fields))
    with backup.member(rows_member(table)) as member:
        for part in _parts(rows.iterator(chunk_size=_AT_ONCE)):
            _write_part(member, part, writers)
            told.rows += len(part)
            tell(len(part))
    backup.manifest.tables[table] = told


def _write_part(member: Member, rows: Iterable[tuple[Any, ...]], writers: "list[_Change | None]") -> None:
    for row in rows:
        values = [
            value if value is None or change is None else change(value)
            for value, change in zip(row, writers, strict=True)
        ]
        member.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")


def delete_rows(models: Models) -> None:
    """Empty the tables, and the search index, which is no model's. Rows that name others wait for the end of the transaction."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in there.intersection(["articles_search", *(model._meta.db_table for model in models)]):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def load_rows(model: type[Model], backup: Backup, tell: Told) -> None:
    table = model._meta.db_table
    told = backup.manifest.tables.get(table)
    if told is None:
        return
    by_column = {each.column: each for each in _fields(model)}
    fields = [by_column[column] for column in told.columns]
    readers = [_read(each) for each in fields]
    names = ", ".join(map(connection.ops.quote_name, told.columns))
    insert = f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        for part in _parts(backup.lines(table)):
            cursor.executemany(insert, [[read(each) for read, each in zip(readers, row, strict=True)] for row in part])
            tell(len(part))
    _go_on_after(model, told.last)


def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [each for each in model._meta.concrete_fields if not getattr(each, "generated", False)]


def _parts(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(rows)
    while part := list(islice(rest, _AT_ONCE)):
        yield part


_Change = Callable[[Any], Any]


def _written(field: "Field[Any, Any]") -> _Change | None:
    if isinstance(field, BinaryField):
        return lambda value: b64encode(value).decode()
    if isinstance(field, DateTimeField):
        return lambda value: value.astimezone(UTC).isoformat()
    if isinstance(field, UUIDField):
        return str
    return date.isoformat if isinstance(field, DateField) else None


def _read(field: "Field[Any, Any]") -> _Change:
    change: _Change | None = None
    if isinstance(field, BinaryField):
        change = b64decode
    elif isinstance(field, DateTimeField):
        change = datetime.fromisoformat
    elif isinstance(field, DateField):
        change = date.fromisoformat

    def read(value: object) -> Any:
        return field.get_db_prep_save(value if value is None or change is None else change(value), connection)

    return read


def _last_key(model: type[Model]) -> int | None:
    """Return the last number that the table's key has given out; None where it gives none."""
    key = model._meta.auto_field
    if key is None:
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        else:
            cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", _serial(model))
        found = cursor.fetchone()
    return found[0] or None if found else None


def _go_on_after(model: type[Model], last: int | None) -> None:
    """Let the table's key give out later numbers only, so that no row gets that of one that is gone."""
    if model._meta.auto_field is None:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [model._meta.db_table, last or 0])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)", [*_serial(model), last or 1, last is not None]
            )


def _serial(model: type[Model]) -> list[str]:
    key = model._meta.auto_field
    return [connection.ops.quote_name(model._meta.db_table), str(key.column) if key else ""]
