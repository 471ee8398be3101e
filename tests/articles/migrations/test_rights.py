"""Rights that an upgrade gives: who may give them to themselves has them."""

import pytest
from django.contrib.auth.models import Group, Permission

from articles.audit import in_one_line
from articles.editing.roles import ADMINISTRATOR
from tests.articles.migrations.earlier import Databases, State, migrations
from tests.articles.migrations.test_upgrade import a_site, databases

__all__ = ["databases"]
pytestmark = pytest.mark.database


def test_who_may_give_rights_sees_the_audit_and_nobody_else(databases: Databases) -> None:
    with a_site(databases, State("0039_ended_previews")), in_one_line():
        Permission.objects.filter(codename="view_auditline").delete()
        databases.history.migrate(migrations()[-1])
        seeing = Group.objects.filter(permissions__codename="view_auditline")
        assert [group.name for group in seeing] == [ADMINISTRATOR]
