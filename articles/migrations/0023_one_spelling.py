"""Slugs and names are kept in one spelling of Unicode (NFC), beside how files spell them."""

import unicodedata
from typing import Any

from django.db import migrations, models


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def respell(apps: Any, schema_editor: Any) -> None:
    article, former = (apps.get_model("articles", name) for name in ("Article", "FormerArticle"))
    revisions = apps.get_model("articles", "Revision").objects
    taken = {slug for model in (article, former) for slug in model.objects.values_list("slug", flat=True)}
    for row in _otherwise(article, "slug"):
        was, row.slug = row.slug, _free(_nfc(row.slug), taken)
        # Of two files whose names differ in nothing else, the later gets a name of its own.
        row.file_slug = was if row.slug == _nfc(was) else None
        taken.add(row.slug)
        row.save(update_fields=["slug", "file_slug"])
        revisions.filter(article=row.pk, name=was).update(name=row.slug)
    for row in _otherwise(former, "slug"):
        was, row.slug = row.slug, _nfc(row.slug)
        if row.slug not in taken:
            taken.add(row.slug)
            row.save(update_fields=["slug"])
            revisions.filter(name=was).update(name=row.slug)
    _respell_domains(apps)
    for name in ("Topic", "Provider", "TopicAlias"):
        _respell_names(apps.get_model("articles", name), has_spelling=name != "TopicAlias")


def _otherwise(model: Any, field: str) -> list[Any]:
    """The rows whose text is not NFC, which no database is asked for in one way."""
    pks = [pk for pk, text in model.objects.order_by("pk").values_list("pk", field) if not text.isascii() and text != _nfc(text)]
    return [row for pk in pks for row in model.objects.filter(pk=pk).only(field)]


def _free(slug: str, taken: set[str]) -> str:
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free


def _respell_domains(apps: Any) -> None:
    """An article keeps the domain of its file beside a provider whose domain is another."""
    providers = apps.get_model("articles", "Provider")
    for row in _otherwise(providers, "domain"):
        was, row.domain = row.domain, _nfc(row.domain)
        if providers.objects.filter(domain=row.domain).exists():
            continue
        row.save(update_fields=["domain"])
        for article in row.articles.only("provider_rest").iterator():
            article.provider_rest = {"domain": was} | (article.provider_rest or {})
            article.save(update_fields=["provider_rest"])


def _respell_names(model: Any, *, has_spelling: bool) -> None:
    is_unique = model._meta.get_field("name").unique
    for row in _otherwise(model, "name"):
        was, row.name = row.name, _nfc(row.name)
        if is_unique and (other := model.objects.filter(name=row.name).first()):
            if has_spelling:
                _unite(model, row.pk, other)
            continue
        if has_spelling:
            row.spelled = was
        row.save(update_fields=["name", *(["spelled"] if has_spelling else [])])


def _unite(topics: Any, pk: int, other: Any) -> None:
    """Merge a topic into the one that looks alike, as editors do: its address leads there, and it can be parted again."""
    one = topics.objects.get(pk=pk)
    into = other.merged_into or other
    if one.merged_into_id or into.pk == pk:
        return
    if into.parent_id == pk:
        topics.objects.filter(pk=into.pk).update(parent=one.parent_id if one.parent_id != into.pk else None)
    topics.objects.filter(parent=pk).exclude(pk=into.pk).update(parent=into.pk)
    topics.objects.filter(merged_into=pk, first_into=None).update(first_into=pk)
    topics.objects.filter(merged_into=pk).update(merged_into=into.pk)
    topics.objects.filter(pk=pk).update(merged_into=into.pk, first_into=into.pk)
    one.article_links.update(tag=into.pk)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0022_plain_labels'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='file_slug',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='provider',
            name='spelled',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='topic',
            name='spelled',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.RunPython(respell, migrations.RunPython.noop),
    ]
