"""Whoever could do everything can do everything: roles that were made before there was a masthead may change it too."""

from typing import Any

from django.db import migrations

ACTIONS = ("add", "change", "delete", "view")
# What is newer than the first roles, as Django names it in its permissions.
NEWER = {
    "passage": "passage",
    "picture": "cached picture",
    "pictureserver": "picture server",
    "masthead": "site",
    "act": "act",
}


def give_all_to_those_who_have_all(apps: Any, schema_editor: Any) -> None:
    permissions = apps.get_model("auth", "Permission").objects
    first = permissions.filter(content_type__app_label="articles").exclude(content_type__model__in=NEWER)
    wanted = set(first.values_list("pk", flat=True))
    for group in apps.get_model("auth", "Group").objects.all():
        if wanted and wanted <= set(group.permissions.values_list("pk", flat=True)):
            group.permissions.add(*_newer(apps))


def _newer(apps: Any) -> list[Any]:
    """Django makes permissions only after the last migration."""
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    found = []
    for model, name in NEWER.items():
        content_type, _ = content_types.get_or_create(app_label="articles", model=model)
        found += [
            permissions.get_or_create(
                content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {name}"}
            )[0]
            for action in ACTIONS
        ]
    return found


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0019_first_databases'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.RunPython(give_all_to_those_who_have_all, migrations.RunPython.noop),
    ]
