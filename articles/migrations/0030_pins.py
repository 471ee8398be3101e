"""What is pinned is found by status and end together: by the status alone all that is public would be looked through."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0029_former_words'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='article',
            name='article_pinned',
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('status'), models.F('pinned_until'), condition=models.Q(('pinned_until__isnull', False)), name='article_pins'),
        ),
    ]
