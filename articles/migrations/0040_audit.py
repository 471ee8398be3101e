"""The audit. Who may give themselves any right may look at it; its trigger is installed after migrating, see `articles.audit.guarding`."""

import uuid
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_it_to_administrators(apps: Any, schema_editor: Any) -> None:
    """Django makes permissions only after the last migration."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="articles", model="auditline")
    right, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="view_auditline", defaults={"name": "Can view audit line"}
    )
    groups = apps.get_model("auth", "Group").objects.filter(permissions__codename="change_user")
    for group in groups.filter(permissions__codename="change_group").distinct():
        group.permissions.add(right)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0039_ended_previews'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=16)),
                ('by_name', models.CharField(blank=True, default='', max_length=160)),
                ('address', models.GenericIPAddressField(null=True)),
                ('words', models.CharField(max_length=300)),
                ('about', models.CharField(blank=True, default='', max_length=300)),
                ('subject', models.CharField(blank=True, default='', max_length=60)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('number', models.PositiveIntegerField(default=1)),
                ('details', models.JSONField(default=dict)),
                ('request', models.CharField(max_length=64, null=True)),
                ('key', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'audit',
                'ordering': ['-at', '-pk'],
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['-at', '-id'], name='audit_at'), models.Index(fields=['kind', '-at', '-id'], name='audit_kind'), models.Index(fields=['by_name', '-at', '-id'], name='audit_by'), models.Index(fields=['address', '-at', '-id'], name='audit_address'), models.Index(fields=['subject', 'subject_id'], name='audit_subject')],
            },
        ),
        migrations.RunPython(give_it_to_administrators, migrations.RunPython.noop),
    ]
