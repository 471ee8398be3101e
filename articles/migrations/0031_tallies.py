"""How many articles there are, kept. The triggers that keep it are installed after migrating; see `articles.store.tallies`."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0030_pins'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('pk', models.CompositePrimaryKey('kind', 'unit', 'status', 'subject', 'since', blank=True, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('all', 'All'), ('provider', 'Provider'), ('topic', 'Topic')], max_length=8)),
                ('unit', models.CharField(choices=[('time', 'all of time'), ('month', 'Month'), ('day', 'Day')], max_length=5)),
                ('subject', models.BigIntegerField()),
                ('since', models.DateField()),
                ('status', models.CharField(max_length=9)),
                ('number', models.IntegerField()),
                ('quality', models.BigIntegerField()),
                ('rated', models.IntegerField()),
            ],
            options={
                'ordering': ['kind', 'unit', 'status', 'subject', 'since'],
                'default_permissions': (),
            },
        ),
        migrations.RemoveIndex(
            model_name='article',
            name='article_news',
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.OrderBy(models.F('published_at'), descending=True), models.F('path'), name='article_any_newest'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('status'), models.OrderBy(models.F('news_at'), descending=True), models.F('path'), models.F('rank'), models.F('published_at'), models.F('go_live_at'), name='article_told'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('go_live_at'), condition=models.Q(('go_live_at__isnull', False)), name='article_go_live'),
        ),
    ]
