"""Accounts, roles and rights: a line for each change, whoever makes it and however."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client

from articles.editing.roles import ADMINISTRATOR, ROLES, make_roles, renew_roles
from articles.models import Audited, StrictRole
from tests.articles.audit.lines import HERE, new_lines, the_line, told
from tests.articles.signin.trying import an_editor
from tests.pages import form_of

pytestmark = pytest.mark.django_db
WHO = ("admin", HERE)


@pytest.fixture
def ada() -> User:
    make_roles()
    return an_editor()


def saved(client: Client, address: str, field: str, **typed: Any) -> Callable[[], Any]:
    """Post a form as it is but for what is typed, None for what is not sent, and without any of several choices."""
    left_out = {*typed, "groups", "user_permissions", "permissions"}
    sent = {name: value for name, value in form_of(client.get(address), field).items() if name not in left_out}
    return lambda: client.post(address, sent | {name: value for name, value in typed.items() if value is not None})


def test_a_form_that_makes_changes_closes_or_deletes_an_account_leaves_a_line(admin_client: Client, ada: User) -> None:
    page = f"/admin/auth/user/{ada.pk}/change/"
    new = {
        "username": "bob",
        "usable_password": "true",
        "password1": "a long new one 1",
        "password2": "a long new one 1",
    }
    line = the_line(saved(admin_client, "/admin/auth/user/add/", "username", **new))
    assert (told(line), line.kind) == (("Made the account", "bob", *WHO), Audited.ACCOUNT)
    line = the_line(saved(admin_client, page, "username", email="ada@example.org"))
    assert (told(line), line.details) == (("Changed the account", "ada", *WHO), {"changed": ["email address"]})
    assert new_lines(saved(admin_client, page, "username")) == []
    assert told(the_line(saved(admin_client, page, "username", is_active=None)))[0] == "Closed the account"
    assert told(the_line(saved(admin_client, page, "username", is_superuser="on")))[0] == "Made a superuser"
    line = the_line(saved(admin_client, page, "username", username="eda"))
    assert (line.about, line.details["called until now"]) == ("eda", "ada")
    line = the_line(lambda: admin_client.post(page.replace("change", "delete"), {"post": "yes"}))
    assert told(line) == ("Deleted the account", "eda", *WHO)


def test_a_password_set_by_an_administrator_is_told_as_theirs(admin_client: Client, ada: User) -> None:
    address = f"/admin/auth/user/{ada.pk}/password/"
    new = {"usable_password": "true", "password1": "a long new one 1", "password2": "a long new one 1"}
    line = the_line(saved(admin_client, address, "password1", **new))
    assert (told(line), line.kind) == (
        ("Changed the password, which ends all other sessions of", "ada", *WHO), Audited.PASSWORD
    )  # fmt: skip


def test_a_password_that_is_only_hashed_anew_is_no_change(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(password=make_password("one", hasher="md5").replace("md5$", "md5$", 1))
    ada.password = "md5$x$y"
    assert new_lines(lambda: ada.save(update_fields=["password"])) == []


def test_a_role_that_is_given_or_taken_is_a_line(admin_client: Client, ada: User) -> None:
    editor = Group.objects.get(name="editor")
    page = f"/admin/auth/user/{ada.pk}/change/"
    line = the_line(saved(admin_client, page, "username", groups=[editor.pk]))
    assert (told(line), line.kind) == (("Given the role editor:", "ada", *WHO), Audited.RIGHTS)
    assert told(the_line(saved(admin_client, page, "username", groups=None)))[0] == "Taken the role editor:"
    line = the_line(lambda: call_command("roles", "--give", "ada", "editor"))
    assert line.about == "ada"
    assert line.by_name.startswith("the command line (")
    assert [told(each)[:2] for each in new_lines(editor.user_set.clear)] == [("Taken the role editor:", "ada")]
    assert [told(each)[:2] for each in new_lines(lambda: ada.groups.add(editor))] == [("Given the role editor:", "ada")]
    assert [told(each)[:2] for each in new_lines(ada.groups.clear)] == [("Taken the role editor:", "ada")]


def test_rights_of_accounts_and_roles_are_named(ada: User) -> None:
    right, editor = Permission.objects.get(codename="merge_article"), Group.objects.get(name="editor")
    line = the_line(lambda: ada.user_permissions.add(right))
    assert (told(line)[:2], line.details) == (("Given rights: the account", "ada"), {"rights": ["merge_article"]})
    line = the_line(lambda: right.group_set.add(editor))
    assert (told(line)[:2], line.details) == (("Given rights: the role", "editor"), {"rights": ["merge_article"]})
    line = the_line(renew_roles)
    assert (told(line)[:2], line.details) == (("Taken rights: the role", "editor"), {"rights": ["merge_article"]})


def test_a_usual_role_comes_with_its_rights_in_one_line() -> None:
    Group.objects.all().delete()
    lines = new_lines(make_roles)
    assert [(line.words, line.about) for line in lines] == [("Made the role", name) for name in (*ROLES, ADMINISTRATOR)]
    assert new_lines(make_roles) == []


def test_roles_that_are_made_renamed_demanding_or_deleted_are_lines(admin_client: Client, ada: User) -> None:
    line = the_line(saved(admin_client, "/admin/auth/group/add/", "name", name="night desk"))
    assert told(line) == ("Made the role", "night desk", *WHO)
    role = Group.objects.get(name="night desk")
    page = f"/admin/auth/group/{role.pk}/change/"
    demanded = the_line(saved(admin_client, page, "name", demands_second_factor="on"))
    assert told(demanded)[:2] == ("Demanded a second factor of the role", "night desk")
    assert the_line(saved(admin_client, page, "name", name="day desk")).words == "Renamed the role night desk"
    lax = the_line(lambda: StrictRole.objects.all().delete())
    assert lax.words == "Demanded no second factor any more of the role"
    line = the_line(lambda: admin_client.post(page.replace("change", "delete"), {"post": "yes"}))
    assert told(line) == ("Deleted the role", "day desk", *WHO)


def test_accounts_made_by_commands_are_lines(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    line = the_line(lambda: call_command("createsuperuser", "--noinput", username="eve", email="", verbosity=0))
    assert told(line)[:2] == ("Made the superuser", "eve")
    assert told(line)[2].startswith("the command line (")
