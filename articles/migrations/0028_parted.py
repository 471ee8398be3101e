"""Pairs of articles that are not one story, although they may name each other."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0027_news'),
    ]

    operations = [
        migrations.CreateModel(
            name='Parted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.article')),
                ('newcomer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.article')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.article')),
            ],
            options={
                'ordering': ['first', 'second'],
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('newcomer__isnull', False)), fields=['newcomer'], name='parted_newcomer')],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='parted_pair')],
            },
        ),
    ]
