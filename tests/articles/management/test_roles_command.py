"""The command that gives roles: by name, said afterwards, and back to what is usual where that is asked for."""

from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from tests.articles.signin.trying import an_editor, failed, signs_in

pytestmark = pytest.mark.django_db


def said(*words: str) -> list[str]:
    out = StringIO()
    call_command("roles", *words, stdout=out)
    return out.getvalue().splitlines()


def test_it_makes_the_roles_and_says_who_has_them() -> None:
    assert said() == ["contributor: nobody", "editor: nobody", "publisher: nobody", "administrator: nobody"]


def test_a_role_is_given_and_taken() -> None:
    User.objects.create_user("ada")
    assert "editor: ada" in said("--give", "ada", "editor")
    assert User.objects.get(username="ada").is_staff
    assert "editor: nobody" in said("--take", "ada", "editor")


@pytest.mark.parametrize(
    ("words", "message"), [(("ada", "king"), "no role is called"), (("bob", "editor"), "nobody is")]
)
def test_a_wrong_name_says_what_there_is(words: tuple[str, str], message: str) -> None:
    User.objects.create_user("ada")
    with pytest.raises(CommandError, match=message):
        said("--give", *words)


def test_renewing_gives_the_usual_rights_and_no_others() -> None:
    said()
    editor = Group.objects.get(name="editor")
    usual = set(editor.permissions.values_list("codename", flat=True))
    editor.permissions.set(Group.objects.get(name="publisher").permissions.filter(codename="delete_article"))
    said()
    assert editor.permissions.count() == 1
    said("--renew")
    assert set(editor.permissions.values_list("codename", flat=True)) == usual


def test_who_is_locked_is_said_and_unlocked() -> None:
    an_editor()
    failed(5)
    assert said()[4:] == [f"locked until {until()}: ada from 203.0.113.1"]
    assert said("--unlock", "Ada")[4:] == ["Ada: may sign in again"]
    assert signs_in()
    assert said("--unlock", "ada")[4:] == ["ada: was not locked"]


def test_an_address_is_unlocked_too() -> None:
    for number in range(10):
        failed(5, f"name{number}", address="2001:db8::1")
    assert f"locked until {until()}: everybody from 2001:db8::/64" in said()
    assert said("--unlock", "2001:db8::/64")[4:] == ["2001:db8::/64: may sign in again"]


def until() -> str:
    first = AccessAttempt.objects.earliest("attempt_time").attempt_time
    return f"{first + timedelta(minutes=15):%H:%M}"
