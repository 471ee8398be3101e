"""Two labels of the story rule in plain words."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0021_chains'),
    ]

    operations = [
        migrations.AlterField(
            model_name='masthead',
            name='story_heat',
            field=models.PositiveSmallIntegerField(default=20, help_text='… by so much.', verbose_name='heat per member'),
        ),
        migrations.AlterField(
            model_name='masthead',
            name='story_quality',
            field=models.PositiveSmallIntegerField(default=50, help_text='From this quality up, each other article of a story makes its leader hotter …', verbose_name='minimum quality'),
        ),
    ]
