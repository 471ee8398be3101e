"""Writes many rows through the driver at once, where Django costs more time than the database. Knows no document."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

_ROWS = 2_000
_PARAMETERS = 30_000  # of one statement, where the database sets no bound
# Values that a driver takes as they are: asking a field about each of a million numbers costs more than writing them.
_PLAIN = (models.IntegerField, models.ForeignKey)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values, in the order of the names; a foreign key's value is a primary key."""
    fields = [_field(model, name) for name in names]
    asked = [(place, field) for place, field in enumerate(fields) if not isinstance(field, _PLAIN)]
    columns, marks = ", ".join(map(_quoted, fields)), ", ".join(["%s"] * len(fields))
    prepared = []
    for row in rows:
        values = list(row)
        for place, field in asked:
            if values[place] is not None:
                values[place] = field.get_db_prep_save(values[place], connection)
        prepared.append(values)
    # Many rows a statement: what triggers need for each statement costs more than all that they do for its rows.
    size = min(_ROWS, (connection.features.max_query_params or _PARAMETERS) // len(fields))
    with connection.cursor() as cursor:
        for start in range(0, len(prepared), size):
            part = prepared[start : start + size]
            statement = f"INSERT INTO {_table(model)} ({columns}) VALUES {', '.join([f'({marks})'] * len(part))}"
            cursor.execute(statement, [value for row in part for value in row])


def update_rows(instances: Sequence[models.Model], names: Iterable[str]) -> None:
    """Write the named fields of existing rows, like `bulk_update`, but without one condition per value."""
    if not instances:
        return
    model = type(instances[0])
    fields = [_field(model, name) for name in names]
    settings = ", ".join(f"{_quoted(field)} = %s" for field in fields)
    statement = f"UPDATE {_table(model)} SET {settings} WHERE {_quoted(model._meta.pk)} = %s"
    rows = [
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk]
        for row in instances
    ]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _ROWS):
            cursor.executemany(statement, rows[start : start + _ROWS])


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
