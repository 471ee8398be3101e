"""The four groups: each may do what the one before may, and a site's own changes to them stay."""

import pytest
from django.contrib.auth.models import Group

from articles.editing.roles import make_roles

pytestmark = pytest.mark.django_db


def may(role: str) -> set[str]:
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


def test_a_contributor_writes_and_sends_to_review() -> None:
    make_roles()
    can = may("contributor")
    assert can >= {
        "add_article",
        "change_article",
        "view_article",
        "review_article",
        "view_topic",
        "view_provider",
    }
    assert can.isdisjoint({"delete_article", "publish_article", "change_topic", "import_seeds", "view_secured"})


def test_an_editor_minds_topics_and_providers_and_imports() -> None:
    make_roles()
    can = may("editor") - may("contributor")
    assert can >= {"add_topic", "delete_topic", "change_provider", "view_revision", "import_seeds"}
    assert can.isdisjoint({"publish_article", "delete_article", "change_revision", "view_secured"})


def test_a_publisher_decides_what_the_public_sees() -> None:
    make_roles()
    gained = {"publish_article", "withdraw_article", "merge_article", "delete_article", "view_secured"}
    assert may("publisher") - may("editor") == gained


def test_an_administrator_may_do_all_and_minds_the_people() -> None:
    make_roles()
    can = may("administrator")
    assert can > may("publisher")
    assert can >= {"add_user", "change_user", "delete_user", "add_group", "delete_revision"}


def test_each_role_may_do_what_the_one_before_may() -> None:
    make_roles()
    assert may("contributor") < may("editor") < may("publisher") < may("administrator")


def test_making_the_roles_again_keeps_what_a_site_changed() -> None:
    make_roles()
    Group.objects.get(name="contributor").permissions.clear()
    Group.objects.get(name="publisher").delete()
    make_roles()
    assert may("contributor") == set()
    assert "publish_article" in may("publisher")
