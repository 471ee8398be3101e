import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

from articles.models.querysets import UtcMonth


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0033_sorted_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('status'), UtcMonth('published_at'), django.db.models.functions.comparison.Greatest(django.db.models.functions.comparison.Coalesce(models.F('changed_at'), models.F('updated_at'), models.F('news_at')), models.F('news_at')), name='article_changes'),
        ),
    ]
