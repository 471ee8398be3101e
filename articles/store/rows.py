"""Writes many rows through the driver at once, where Django costs more time than the database. Knows no document."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

_ROWS = 2_000
_PARAMETERS = 30_000  # of one statement, where the database sets no bound
# Values that a driver takes as they are: asking a field about each of a million values costs more than writing them.
_PLAIN = (
    models.IntegerField,
    models.ForeignKey,
    models.TextField,
    models.CharField,
    models.BooleanField,
    models.FloatField,
)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values, in the order of the names; a foreign key's value is a primary key."""
    fields = [_field(model, name) for name in names]
    for part, marks in _parts(_prepared(fields, rows)):
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {_table(model)} ({_columns(fields)}) VALUES {marks}", part)


def create_rows(instances: Sequence[models.Model]) -> None:
    """Insert new instances of one model, like `bulk_create`, and give keys to those that have none.

    What the database generates for a row is read when somebody asks for it.
    """
    for has_key in (True, False):
        some = [each for each in instances if (each.pk is not None) == has_key]
        if some:
            _create(some, has_key=has_key)


def _create(instances: Sequence[models.Model], *, has_key: bool) -> None:
    model = type(instances[0])
    key, every = model._meta.pk, model._meta.concrete_fields
    fields = [field for field in every if not field.generated and (has_key or field is not key)]
    keys: list[int] = []
    for part, marks in _parts(_prepared(fields, _values(fields, instances))):
        insert = f"INSERT INTO {_table(model)} ({_columns(fields)}) VALUES {marks} RETURNING {_quoted(key)}"
        with connection.cursor() as cursor:
            cursor.execute(insert, part)
            keys += [pk for (pk,) in cursor.fetchall()]
    for instance, pk in zip(instances, keys, strict=True):
        instance.pk, instance._state.adding, instance._state.db = pk, False, DEFAULT_DB_ALIAS


def update_rows(instances: Sequence[models.Model], names: Iterable[str]) -> None:
    """Write the named fields of existing rows, like `bulk_update`, but without one condition per value."""
    if not instances:
        return
    model = type(instances[0])
    key, fields = model._meta.pk, [_field(model, name) for name in names]
    rows = _prepared([key, *fields], _values([key, *fields], instances))
    settings = ", ".join(f"{_quoted(field)} = {_given(field, place)}" for place, field in enumerate(fields, start=2))
    for part, marks in _parts(rows):
        statement = (
            f"UPDATE {_table(model)} SET {settings} FROM (VALUES {marks}) AS given "
            f"WHERE {_table(model)}.{_quoted(key)} = given.column1"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, part)


def _values(fields: Iterable[Any], instances: Iterable[models.Model]) -> Iterator[Sequence[Any]]:
    return map(attrgetter(*(field.attname for field in fields)), instances)


def _prepared(fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Return rows of values, in the order of the fields, as the driver takes them."""
    asked = [(place, field) for place, field in enumerate(fields) if not isinstance(field, _PLAIN)]
    own = connections[DEFAULT_DB_ALIAS]  # `connection` looks for it anew whenever a field asks it
    prepared = []
    for row in rows:
        values = list(row)
        for place, field in asked:
            if values[place] is not None:
                values[place] = field.get_db_prep_save(values[place], own)
        prepared.append(values)
    return prepared


def _given(field: "models.Field[Any, Any]", place: int) -> str:
    """Return a column of VALUES, which both databases call so. PostgreSQL has to be told of which type it is; a text that is too
    long stays an error."""
    column, kind = f"given.column{place}", field.db_type(connection) or ""
    if connection.vendor == "sqlite":
        return column
    return f"CAST({column} AS {'text' if kind.startswith('varchar') else kind})"


def _parts(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[list[Any], str]]:
    """Return the values and marks of many rows a statement: what triggers need for each statement costs more than all that they
    do for its rows."""
    width = len(rows[0]) if rows else 1
    size = max(min(_ROWS, (connection.features.max_query_params or _PARAMETERS) // width), 1)
    marks = f"({', '.join(['%s'] * width)})"
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        yield [value for row in part for value in row], ", ".join([marks] * len(part))


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _columns(fields: Iterable[Any]) -> str:
    return ", ".join(map(_quoted, fields))


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
