"""A role that demands a second factor: its members set one up before they do anything else."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client

from articles.editing.roles import make_roles
from articles.models import StrictRole
from articles.signin.factor import has_second_factor
from tests.articles.admin.signed_in import as_role
from tests.articles.signin.coded import FACTOR, enrolled, first_step, is_in
from tests.articles.signin.trying import PASSWORD, an_editor
from tests.pages import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    make_roles()
    user = an_editor()
    user.groups.add(Group.objects.get(name="publisher"))
    return user


def demand(role: str = "publisher", *, demanded: bool = True) -> Any:
    group = Group.objects.get(name=role)
    form = {"name": role, "permissions": [str(each.pk) for each in group.permissions.all()]}
    sent = form | ({"demands_second_factor": "on"} if demanded else {})
    administrator = User.objects.filter(username="administrator").first()
    client = as_role("administrator") if administrator is None else Client()
    if administrator:
        client.force_login(administrator)
    return client.post(f"/admin/auth/group/{group.pk}/change/", sent)


def test_its_members_are_led_to_it_before_anything_else(ada: User) -> None:
    demand()
    client = first_step()
    for address in (
        "/admin/",
        "/admin/articles/article/",
        "/admin/account/",
        "/admin/password_change/",
        "/admin/nothing/",
    ):
        assert client.get(address).get("Location") == FACTOR
    assert client.post("/admin/account/", {"others": "1"})["Location"] == FACTOR
    assert "Your role demands a second factor" in client.get(FACTOR).content.decode()
    enrolled(client)
    assert is_in(client)


def test_they_may_sign_out(ada: User) -> None:
    demand()
    client = first_step()
    assert client.post("/admin/logout/").status_code == 200
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_readers_pages_are_not_touched(ada: User) -> None:
    demand()
    assert first_step().get("/").status_code == 200


def test_who_is_signed_in_without_one_is_signed_out(ada: User) -> None:
    without = first_step()
    other = an_editor("bob")
    other.groups.add(Group.objects.get(name="publisher"))
    with_one = first_step("bob")
    enrolled(with_one)
    assert demand().status_code == 302
    assert (is_in(without), is_in(with_one)) == (False, True)


def test_its_members_cannot_remove_it(ada: User) -> None:
    demand()
    client = first_step()
    enrolled(client)
    assert "Remove the second factor" not in client.get(FACTOR).content.decode()
    assert "Your role demands" in client.post(FACTOR, {"remove": "1"}, follow=True).content.decode()
    assert has_second_factor(ada)


def test_it_can_be_demanded_no_longer(ada: User) -> None:
    demand()
    page = as_role_again().get(f"/admin/auth/group/{Group.objects.get(name='publisher').pk}/change/")
    assert form_of(page, "name")["demands_second_factor"] == "on"
    client = first_step()
    assert not is_in(client)
    demand(demanded=False)
    assert not StrictRole.objects.exists()
    assert is_in(client)
    assert is_in(first_step())


def as_role_again() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="administrator"))
    return client


def test_a_new_role_can_demand_it_at_once(ada: User) -> None:
    as_role("administrator").post("/admin/auth/group/add/", {"name": "guests", "demands_second_factor": "on"})
    assert StrictRole.objects.get().group.name == "guests"


def test_who_is_given_such_a_role_is_signed_out_and_led_to_it(ada: User) -> None:
    bob = an_editor("bob")
    demand()
    client = first_step("bob")
    assert is_in(client)
    call_command("roles", "--give", "bob", "publisher")
    assert not is_in(client)
    assert first_step("bob").get("/admin/")["Location"] == FACTOR
    assert not has_second_factor(bob)


def test_a_wrong_password_there_leads_nowhere(ada: User) -> None:
    demand()
    client = first_step()
    client.post(FACTOR, {"password": PASSWORD[:-1]})
    assert client.get("/admin/")["Location"] == FACTOR
