"""When an article is news, and when what readers see of it last changed. What went live after its date is ranked by then."""

from typing import Any

import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models
from django.db.models import F

from articles.migrations._rank import rank_of

# SQLite copies the table to add a column that it computes, and leaves the triggers behind.
TRIGGER = (
    "CREATE TRIGGER IF NOT EXISTS articles_search_gone AFTER DELETE ON articles_article "
    "BEGIN DELETE FROM articles_search WHERE rowid = old.id; END"
)


def rank_late(apps: Any, schema_editor: Any) -> None:
    late = apps.get_model("articles", "Article").objects.filter(go_live_at__gt=F("published_at"))
    found = list(late.only("heat", "news_at"))
    for article in found:
        article.rank = rank_of(article.heat, article.news_at)
    late.model.objects.bulk_update(found, ["rank"], batch_size=500)
    keep_trigger(apps, schema_editor)


def keep_trigger(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(TRIGGER, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0026_settled_conflicts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep_trigger),
        migrations.AddField(
            model_name='article',
            name='news_at',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Greatest('published_at', django.db.models.functions.comparison.Coalesce('go_live_at', 'published_at')), output_field=models.DateTimeField()),
        ),
        migrations.AddField(
            model_name='article',
            name='changed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('status'), models.OrderBy(models.F('news_at'), descending=True), models.F('path'), name='article_news'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('provider'), models.F('status'), models.OrderBy(models.F('news_at'), descending=True), models.F('path'), name='article_provider_news'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(models.Func(models.F('url'), output_field=models.TextField(), template='SUBSTR(%(expressions)s, 1, 200)'), name='image_url'),
        ),
        migrations.RunPython(rank_late, migrations.RunPython.noop),
    ]
