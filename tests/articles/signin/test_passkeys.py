"""Passkeys: made after the password, and good for one answer to one challenge of this site."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from articles.editing.roles import make_roles
from articles.models import Passkey, StrictRole
from articles.signin import passkeys
from articles.signin.factor import has_second_factor
from articles.signin.passkeys import passkeys_work
from tests.articles.signin.authenticator import DOOR, HOST, OWN, Authenticator, made, used
from tests.articles.signin.coded import CODE, FACTOR, first_step, is_in, key_on, shown_by_app, types_password
from tests.articles.signin.trying import LOGIN, an_editor, posted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def named_site(settings: Settings) -> None:
    settings.SITE_URL = f"https://{HOST}"


@pytest.fixture
def ada() -> User:
    return an_editor()


@pytest.fixture
def key(ada: User) -> Authenticator:
    """One of which Ada has made a passkey."""
    client, authenticator = first_step(), Authenticator()
    types_password(client)
    page = made(client, authenticator).content.decode()
    assert "Your recovery codes" in page
    assert "Set up an app" in client.get(FACTOR).content.decode()
    return authenticator


def test_it_signs_in_without_a_password_and_leads_on(key: Authenticator) -> None:
    client = Client()
    assert used(client, key, "/admin/help/roles/")["Location"] == "/admin/help/roles/"
    assert is_in(client)
    assert used(Client(), key, "https://elsewhere.example/")["Location"] == "/admin/"
    assert Passkey.objects.get().used_at


def test_it_is_a_second_factor(key: Authenticator, ada: User) -> None:
    assert has_second_factor(ada)
    client = first_step()
    assert not is_in(client)
    assert "Use a passkey" in client.get(CODE).content.decode()
    used(client, key)
    assert is_in(client)


def test_making_one_ends_the_sessions_without(ada: User) -> None:
    here, there = first_step(), first_step()
    types_password(here)
    made(here, Authenticator())
    assert (is_in(here), is_in(there)) == (True, False)


def test_it_is_made_after_the_password_alone(ada: User) -> None:
    client = first_step()
    assert client.post(OWN).status_code == 302
    assert client.post(OWN, {"credential": Authenticator().make({"challenge": "AAAA"})}).status_code == 302
    assert not Passkey.objects.exists()


@pytest.mark.parametrize(
    "how", [{"verified": False}, {"origin": "https://elsewhere.example"}, {"origin": f"http://{HOST}"}], ids=str
)
def test_an_answer_for_another_site_or_without_its_owner_is_none(how: dict[str, Any], key: Authenticator) -> None:
    client = Client()
    assert used(client, key, **how)["Location"] == LOGIN
    assert not is_in(client)


def test_an_answer_is_used_once(key: Authenticator) -> None:
    client = Client()
    answer = key.sign(client.post(DOOR).json())
    client.post(DOOR, {"credential": answer})
    assert is_in(client)
    client.post("/admin/logout/")
    for other in (client, Client()):
        other.post(DOOR)
        other.post(DOOR, {"credential": answer})
        assert not is_in(other)
        assert other.post(DOOR, {"credential": answer})["Location"] == LOGIN


def test_a_copied_key_is_noticed(key: Authenticator) -> None:
    used(Client(), key)
    key.count = 0
    client = Client()
    used(client, key)
    assert not is_in(client)


def test_a_challenge_does_not_wait_for_long(key: Authenticator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passkeys, "_ANSWERED_WITHIN", timedelta(0))
    client = Client()
    used(client, key)
    assert not is_in(client)


def test_another_key_is_none_of_anybody(key: Authenticator) -> None:
    stranger, forged = Authenticator("another"), Authenticator()
    for wrong in (stranger, forged):
        client = Client()
        used(client, wrong)
        assert not is_in(client)


@pytest.mark.parametrize("closed", ["is_active", "is_staff"])
def test_a_closed_account_does_not_enter(closed: str, key: Authenticator, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(**{closed: False})
    client = Client()
    assert used(client, key)["Location"] == LOGIN
    assert not is_in(client)


@pytest.mark.parametrize(
    "sent", ["{", "[]", "null", "1", '{"id": 1}', '{"id": "é", "rawId": "é"}', "\udcff", "x" * 9999]
)
@pytest.mark.parametrize("at_home", [True, False])
def test_no_answer_is_too_strange(sent: str, at_home: bool, ada: User) -> None:
    client, address = (first_step(), OWN) if at_home else (Client(), DOOR)
    if at_home:
        types_password(client)
    client.post(address)
    assert posted(client, address, credential=sent).status_code == 302
    assert not Passkey.objects.exists()


def test_a_passkey_must_ask_for_its_owner(ada: User) -> None:
    client = first_step()
    types_password(client)
    assert "does not fit" in made(client, Authenticator(), verified=False).content.decode()


def test_nobody_takes_over_the_key_of_somebody_else(key: Authenticator) -> None:
    an_editor("bob")
    client = first_step("bob")
    types_password(client)
    assert "does not fit" in made(client, key).content.decode()
    client.post(OWN, {"forget": Passkey.objects.get().pk})
    assert Passkey.objects.get().user.username == "ada"


def test_it_is_removed(key: Authenticator, ada: User) -> None:
    client = Client()
    used(client, key)
    types_password(client)
    page = client.post(OWN, {"forget": Passkey.objects.get().pk}, follow=True).content.decode()
    assert "does not sign you in any more" in page
    assert not has_second_factor(ada)
    assert is_in(first_step())


def test_the_last_one_stays_where_a_role_demands_one(ada: User) -> None:
    make_roles()
    group = Group.objects.get(name="editor")
    ada.groups.add(group)
    StrictRole.objects.create(group=group)
    client, key = first_step(), Authenticator()
    types_password(client)
    assert client.get("/admin/")["Location"] == FACTOR
    made(client, key)
    assert is_in(client)
    number = Passkey.objects.get().pk
    assert "Set up another one first" in client.post(OWN, {"forget": number}, follow=True).content.decode()
    app = key_on(client.post(FACTOR, {"another": "1"}, follow=True))
    client.post(FACTOR, {"code": shown_by_app(app)})
    client.post(OWN, {"forget": number})
    assert not Passkey.objects.exists()


def test_who_has_lost_it_is_rescued(key: Authenticator, ada: User) -> None:
    call_command("roles", "--rescue", "ada")
    assert not Passkey.objects.exists()
    assert is_in(first_step())


@pytest.mark.parametrize(
    ("site", "works"),
    [
        ("https://news.example.org", True), ("http://localhost:8000", True), ("http://news.example.org", False),
        ("http://127.0.0.1:8000", False), ("https://[2001:db8::1]", False),
    ],
)  # fmt: skip
def test_it_is_offered_where_browsers_have_it(site: str, works: bool, settings: Settings) -> None:
    settings.SITE_URL = site
    assert passkeys_work() == works
    assert ("Sign in with a passkey" in Client().get(LOGIN).content.decode()) == works
    assert (Client().post(DOOR).status_code == 200) == works


def test_offering_it_tells_nobody_who_has_one(key: Authenticator) -> None:
    asked = Client().post(DOOR).json()
    assert asked["allowCredentials"] == []
    assert asked["userVerification"] == "required"
    assert timezone.now() > Passkey.objects.get().made_at
