"""The pages of the web that articles are, with hosts that are not ASCII as browsers understand them."""

from typing import Any

from django.db import migrations

from articles.migrations._0004_pages import text_key
from articles.migrations._0025_hosts import is_odd, page_of


def reckon(apps: Any, schema_editor: Any) -> None:
    article = apps.get_model("articles", "Article")
    rows = article.objects.values_list("pk", "web_url", "original_url").iterator()
    urls = [(pk, url) for pk, web, original in rows if (url := web or original) and is_odd(url)]
    for pk, url in urls:
        row = article.objects.filter(pk=pk).exclude(page_key=text_key(page_of(url)))
        row.update(page_key=text_key(page_of(url)), compared=False)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0024_search_again'),
    ]

    operations = [
        migrations.RunPython(reckon, migrations.RunPython.noop),
    ]
