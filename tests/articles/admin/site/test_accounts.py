"""The pages of accounts and roles."""

import re

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.articles.admin.signed_in import as_role
from tests.pages import form_of

pytestmark = pytest.mark.django_db
USERS = "/admin/auth/user/"


def test_rights_to_tables_without_a_page_are_not_offered() -> None:
    client = as_role("administrator")
    for address in (f"/admin/auth/group/{Group.objects.first().pk}/change/", "/admin/auth/user/add/"):  # type: ignore[union-attr]
        page = client.get(address).content.decode()
        assert "ccess attempt" not in page
    role = client.get(f"/admin/auth/group/{Group.objects.latest('pk').pk}/change/").content.decode()
    assert f'<option value="{Permission.objects.get(codename="publish_article").pk}"' in role


def test_the_list_says_who_has_a_second_factor() -> None:
    client = as_role("administrator")
    for name in ("ada", "bob"):
        TOTPDevice.objects.create(user=User.objects.create_user(name), name="app", confirmed=name == "ada")
    page = client.get("/admin/auth/user/?o=6").content.decode()
    cells = re.findall(r'<td class="field-second_factor"><img[^>]*alt="(\w+)"', page)
    assert sorted(cells) == ["False", "False", "True"]


def test_an_administrator_makes_nobody_a_superuser_and_touches_none() -> None:
    client = as_role("administrator")
    own, chief = (
        User.objects.get(username="administrator"),
        User.objects.create_superuser("chief", password="a rightful one"),
    )
    form = form_of(client.get(f"{USERS}{own.pk}/change/"), "username")
    assert "is_superuser" not in form
    client.post(f"{USERS}{own.pk}/change/", form | {"is_superuser": "on", "first_name": "Ada"})
    own.refresh_from_db()
    assert (own.first_name, own.is_superuser) == ("Ada", False)
    for page, sent in (
        ("change", form | {"username": "mine"}), ("password", {"password1": "another one", "password2": "another one"}),
        ("delete", {"post": "yes"}),
    ):  # fmt: skip
        assert client.post(f"{USERS}{chief.pk}/{page}/", sent).status_code == 403
    many = {"action": "delete_selected", "_selected_action": [chief.pk], "post": "yes"}
    assert client.post(USERS, many).status_code == 403
    chief.refresh_from_db()
    assert (chief.username, chief.check_password("a rightful one")) == ("chief", True)


def test_a_superuser_makes_another(admin_client: Client) -> None:
    ada = User.objects.create_user("ada", is_staff=True)
    form = form_of(admin_client.get(f"{USERS}{ada.pk}/change/"), "username")
    admin_client.post(f"{USERS}{ada.pk}/change/", form | {"is_superuser": "on"})
    ada.refresh_from_db()
    assert ada.is_superuser
