"""What articles once said, so that files which still say it mean them. Nothing is known of what imports replaced before."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0028_parted'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20)),
                ('value_key', models.BigIntegerField()),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='former_words', to='articles.article')),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('key__in', ['webUrl', 'originalUrl'])), fields=['value_key'], name='former_url')],
                'constraints': [models.UniqueConstraint(fields=('article', 'key', 'value_key'), name='former_word')],
            },
        ),
    ]
