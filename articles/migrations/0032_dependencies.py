"""What pages are drawn from, numbered by its last change. The triggers are installed after migrating; see `articles.store.dependencies`."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0031_tallies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Dependency',
            fields=[
                ('pk', models.CompositePrimaryKey('kind', 'subject', blank=True, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('all', 'All'), ('since', 'Since'), ('site', 'Site'), ('topics', 'Topics'), ('providers', 'Providers'), ('article', 'Article'), ('topic', 'Topic'), ('provider', 'Provider'), ('day', 'Day')], max_length=9)),
                ('subject', models.BigIntegerField()),
                ('number', models.BigIntegerField()),
            ],
            options={
                'verbose_name_plural': 'dependencies',
                'ordering': ['kind', 'subject'],
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('updated_at'), condition=models.Q(('updated_at__isnull', False)), name='article_updated'),
        ),
        migrations.AddIndex(
            model_name='dependency',
            index=models.Index(models.F('number'), condition=models.Q(('kind__in', ('all', 'since')), _negated=True), name='dependency_number'),
        ),
    ]
