"""How many articles there are, kept. The triggers that keep it are installed after migrating; see `articles.store.tallies`."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0030_pins'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('pk', models.CompositePrimaryKey('kind', 'subject', 'day', 'status', blank=True, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('all', 'All'), ('provider', 'Provider'), ('topic', 'Topic')], max_length=8)),
                ('subject', models.BigIntegerField()),
                ('day', models.DateField()),
                ('status', models.CharField(max_length=9)),
                ('number', models.IntegerField()),
                ('quality', models.BigIntegerField()),
                ('rated', models.IntegerField()),
            ],
            options={
                'ordering': ['kind', 'subject', 'day', 'status'],
                'default_permissions': (),
            },
        ),
    ]
