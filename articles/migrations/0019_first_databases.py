"""Databases that were made by a migration before it was changed get the columns that all others have; see `_columns`."""

from typing import Any

from django.db import migrations, models

from articles.migrations._columns import add_where_missing, columns_of


def put_right(apps: Any, schema_editor: Any) -> None:
    add_where_missing(apps, schema_editor, "FormerArticle", "was_shown")
    add_where_missing(apps, schema_editor, "Article", "source_stamp")
    if schema_editor.connection.vendor == "sqlite":
        # Copying the table, SQLite took the name of a column that was not there for a text.
        schema_editor.execute("UPDATE articles_article SET source_stamp = NULL WHERE typeof(source_stamp) = 'text'")
    visit = apps.get_model("articles", "Visit")
    if "began_at" in columns_of(schema_editor, visit):
        began_at = models.DateTimeField()
        began_at.set_attributes_from_name("began_at")
        schema_editor.remove_field(visit, began_at)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0018_revision_kind'),
    ]

    operations = [
        migrations.RunPython(put_right, migrations.RunPython.noop),
    ]
