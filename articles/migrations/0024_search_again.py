"""Empties the search index: words are folded differently. `migrate` then writes the rows of all articles that have none."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0023_one_spelling'),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM articles_search", migrations.RunSQL.noop),
    ]
