"""The columns that a table really has: three migrations were changed after databases had been made by them.

0001 made no `was_shown` at first, 0002 no `source_stamp`, and 0012 made a `began_at` that nobody fills any more. Django takes such
a migration as done, so later ones put right what is there.
"""

from typing import Any


def columns_of(schema_editor: Any, model: Any) -> set[str]:
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, model._meta.db_table)
    return {column.name for column in found}


def add_where_missing(apps: Any, schema_editor: Any, model_name: str, field_name: str) -> None:
    model = apps.get_model("articles", model_name)
    field = model._meta.get_field(field_name)
    if field.column not in columns_of(schema_editor, model):
        schema_editor.add_field(model, field)
