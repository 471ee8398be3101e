"""What undoing and parting need to be exact: what an act changed beside documents, and into what a name was united first."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0020_rights_of_administrators'),
    ]

    operations = [
        migrations.AddField(
            model_name='act',
            name='beside',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='provider',
            name='first_into',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.provider'),
        ),
        migrations.AddField(
            model_name='topic',
            name='first_into',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.topic'),
        ),
    ]
