"""A revision is of a kind; an act is what is undone as one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0017_acts_of_imports'),
    ]

    operations = [
        migrations.RenameField(model_name='revision', old_name='act', new_name='kind'),
        migrations.AlterField(
            model_name='revision',
            name='kind',
            field=models.CharField(choices=[('import', 'Imported'), ('add', 'Added'), ('change', 'Changed'), ('merge', 'Merged with the file'), ('restore', 'Restored'), ('delete', 'Deleted'), ('join', 'Merged with another article')], max_length=10),
        ),
    ]
