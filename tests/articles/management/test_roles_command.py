"""The command that gives roles: by name, said afterwards, and back to what is usual where that is asked for."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

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
