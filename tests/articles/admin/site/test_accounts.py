"""The pages of accounts and roles."""

import re

import pytest
from django.contrib.auth.models import Group, Permission, User
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.articles.admin.signed_in import as_role

pytestmark = pytest.mark.django_db


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
