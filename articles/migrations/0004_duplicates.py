"""Pairs of articles that are perhaps the same, and where merged ones went."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from articles.migrations._0004_pages import page_of, text_key
from articles.migrations._columns import add_where_missing


def complete_articles(apps: Any, schema_editor: Any) -> None:
    """Before SQLite copies the table column by column: the first databases lack one."""
    add_where_missing(apps, schema_editor, "Article", "source_stamp")


def key_pages(apps: Any, schema_editor: Any) -> None:
    """Articles that are there already are compared the next time that any are."""
    articles = apps.get_model("articles", "Article").objects
    last = 0
    while rows := list(articles.filter(pk__gt=last).order_by("pk").only("web_url", "original_url", "page_key")[:1_000]):
        for row in rows:
            row.page_key = text_key(page_of(row.web_url or row.original_url))
        articles.bulk_update(rows, ["page_key"], batch_size=200)
        last = rows[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0003_imports'),
    ]

    operations = [
        migrations.RunPython(complete_articles, migrations.RunPython.noop, elidable=True),
        migrations.CreateModel(
            name='Duplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('page', 'Same page'), ('headline', 'Nearly the same headline')], max_length=10)),
                ('likeness', models.FloatField(help_text="How many of the headlines' words are the same, from 0 to 1.")),
                ('found_at', models.DateTimeField(verbose_name='found')),
                ('dismissed_at', models.DateTimeField(null=True, verbose_name='dismissed')),
                ('dismissed_by', models.TextField(blank=True, default='', verbose_name='by')),
            ],
            options={
                'verbose_name': 'possible duplicate',
                'ordering': ['-found_at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='article',
            name='compared',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='article',
            name='page_key',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='formerarticle',
            name='original_url',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='formerarticle',
            name='web_url',
            field=models.TextField(null=True),
        ),
        migrations.AlterField(
            model_name='revision',
            name='act',
            field=models.CharField(choices=[('import', 'Imported'), ('add', 'Added'), ('change', 'Changed'), ('merge', 'Merged with the file'), ('restore', 'Restored'), ('delete', 'Deleted'), ('join', 'Merged with another article')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('page_key'), name='article_page'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('published_at'), condition=models.Q(('compared', False)), name='article_uncompared'),
        ),
        migrations.AddField(
            model_name='duplicate',
            name='first',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.article'),
        ),
        migrations.AddField(
            model_name='duplicate',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.article'),
        ),
        migrations.AddIndex(
            model_name='duplicate',
            index=models.Index(models.OrderBy(models.F('found_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('dismissed_at__isnull', True)), name='duplicate_open'),
        ),
        migrations.AddConstraint(
            model_name='duplicate',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='duplicate_pair'),
        ),
        migrations.RunPython(key_pages, migrations.RunPython.noop, elidable=True),
    ]
