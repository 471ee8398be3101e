"""Where an account is signed in, and what ends it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError
from django.db.models import F
from django.test import Client
from django.utils import timezone

from articles.editing.roles import make_roles
from articles.models import SignIn
from articles.signin import sessions
from articles.signin.sessions import sign_ins
from tests.articles.admin.signed_in import as_role
from tests.articles.signin.trying import LOGIN, PASSWORD, an_editor

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(address: str = "203.0.113.1", agent: str = FIREFOX) -> Client:
    client = Client(REMOTE_ADDR=address, headers={"user-agent": agent})
    client.post(LOGIN, {"username": "ada", "password": PASSWORD, "next": "/admin/"})
    return client


def is_in(client: Client) -> bool:
    return client.get("/admin/help/").status_code == 200


@pytest.fixture
def ada() -> User:
    make_roles()
    user = an_editor()
    user.groups.add(Group.objects.get(name="editor"))
    return user


def test_signing_in_notes_where(ada: User) -> None:
    signed_in()
    [found] = sign_ins(ada)
    assert (found.browser, found.address) == ("Firefox on Linux", "203.0.113.1")
    assert found.since == found.seen_at


def test_pages_write_nothing_within_the_hour(ada: User, django_assert_num_queries: Any) -> None:
    client = signed_in()
    client.get("/admin/help/")
    with django_assert_num_queries(7) as asked:  # the session, the account, its rights, the navigation
        client.get("/admin/help/")
    assert not any(query["sql"].startswith(("INSERT", "UPDATE")) for query in asked)


def test_it_is_noted_once_an_hour_that_somebody_is_there(ada: User) -> None:
    client = signed_in()
    SignIn.objects.update(seen_at=F("seen_at") - timedelta(hours=3))
    is_in(client)
    assert timezone.now() - SignIn.objects.get().seen_at > timedelta(hours=2), "this process knows better"
    sessions._noted.clear()
    is_in(client)
    assert timezone.now() - SignIn.objects.get().seen_at < timedelta(minutes=1)


def test_no_page_fails_for_it_and_no_key_is_logged(
    ada: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def locked(*args: object) -> None:
        raise DatabaseError("DETAIL: Key (session_id)=(a-secret-key) already exists.")

    client = signed_in()
    sessions._noted.clear()
    monkeypatch.setattr(sessions, "_note", locked)
    assert is_in(client)
    assert "could not be noted" in caplog.text
    assert "a-secret-key" not in caplog.text


def test_readers_are_not_noted() -> None:
    client = Client()
    client.get("/")
    client.get("/admin/login/")
    assert not SignIn.objects.exists()
    assert not Session.objects.exists()


def test_a_session_ends_when_it_would_however_often_it_is_written(ada: User) -> None:
    client = signed_in()
    ends = Session.objects.get().expire_date
    session = client.session
    session["more"] = 1
    session.save()
    assert Session.objects.get().expire_date == ends


def test_one_is_ended_by_its_own_number(ada: User) -> None:
    here, there = signed_in(), signed_in("203.0.113.2", "curl/8")
    page = here.get("/admin/account/").content.decode()
    assert [key for key in Session.objects.values_list("pk", flat=True) if key in page] == []
    number = SignIn.objects.get(address="203.0.113.2").pk
    assert f'name="end" value="{number}"' in page
    here.post("/admin/account/", {"end": number})
    assert (is_in(here), is_in(there)) == (True, False)


def test_all_others_are_ended_and_this_one_stays(ada: User) -> None:
    old = SessionStore()  # as they were before anything was noted
    old.update(signed_in().session.items())
    old.save()
    SignIn.objects.filter(session_id=old.session_key).delete()
    here, there = signed_in(), signed_in()
    page = here.post("/admin/account/", {"others": "1"}, follow=True).content.decode()
    assert "Ended elsewhere: 3." in page
    assert (is_in(here), is_in(there)) == (True, False)
    assert [each.pk for each in Session.objects.all()] == [here.session.session_key]


@pytest.mark.parametrize("number", ["", "0", "x", "9" * 40])
def test_there_is_no_such_session(ada: User, number: str) -> None:
    here = signed_in()
    assert "has ended already" in here.post("/admin/account/", {"end": number}, follow=True).content.decode()
    assert is_in(here)


def test_nobody_ends_those_of_others(ada: User) -> None:
    there = signed_in()
    other = as_role("administrator")
    other.post("/admin/account/", {"end": SignIn.objects.get(user=ada).pk})
    other.post("/admin/account/", {"others": "1"})
    assert is_in(there)


def test_a_new_password_ends_all_others_and_is_told_of_this_one(ada: User) -> None:
    here, there = signed_in(), signed_in()
    since = SignIn.objects.filter(user=ada).earliest("pk").since
    words = {"old_password": PASSWORD, "new_password1": "another rightful one", "new_password2": "another rightful one"}
    here.post("/admin/password_change/", words)
    assert (is_in(here), is_in(there)) == (True, False)
    [found] = sign_ins(User.objects.get(pk=ada.pk))
    assert (found.session_id, found.since) == (here.session.session_key, since)


def changed(ada: User, **values: Any) -> None:
    """What an administrator does to the account in its form."""
    form: dict[str, Any] = {
        "username": "ada", "is_active": "on", "is_staff": "on", "groups": [str(each.pk) for each in ada.groups.all()],
        "date_joined_0": "2026-01-01", "date_joined_1": "10:00",
    }  # fmt: skip
    sent = {name: value for name, value in (form | values).items() if value is not None}
    answer = as_role("administrator").post(f"/admin/auth/user/{ada.pk}/change/", sent)
    assert answer.status_code == 302, answer.content.decode()


@pytest.mark.parametrize(
    ("values", "stays"),
    [
        ({}, True),
        ({"first_name": "Ada"}, True),
        ({"is_superuser": "on"}, True),
        ({"groups": []}, False),
        ({"is_active": None}, False),
        ({"is_staff": None}, False),
    ],
)
def test_who_loses_a_right_is_signed_out_and_nobody_else(values: dict[str, Any], stays: bool, ada: User) -> None:
    there = signed_in()
    changed(ada, **values)
    assert Session.objects.filter(pk=there.session.session_key).exists() == stays
    User.objects.filter(pk=ada.pk).update(is_active=True, is_staff=True)
    assert is_in(there) == stays


def test_who_takes_their_own_role_away_is_told_to_sign_in() -> None:
    client = as_role("administrator")
    own = User.objects.get(username="administrator")
    form = {
        "username": "administrator",
        "is_active": "on",
        "is_staff": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "10:00",
    }
    answer = client.post(f"/admin/auth/user/{own.pk}/change/", form)
    assert answer.status_code == 302
    assert client.get(answer["Location"])["Location"].startswith(LOGIN)


def test_taking_a_role_from_the_command_line_does_so_too(ada: User) -> None:
    there = signed_in()
    call_command("roles", "--give", "ada", "publisher")
    assert is_in(there)
    call_command("roles", "--take", "ada", "publisher")
    assert not is_in(there)


@pytest.mark.parametrize("at_once", [True, False])
def test_so_does_deleting_a_role(ada: User, at_once: bool) -> None:
    there, group = signed_in(), Group.objects.get(name="editor")
    words = {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"}
    address = "/admin/auth/group/" if at_once else f"/admin/auth/group/{group.pk}/delete/"
    as_role("administrator").post(address, words)
    if Group.objects.filter(pk=group.pk).exists():
        pytest.fail("the role is still there")
    assert not is_in(there)


def test_what_has_expired_goes_with_what_was_noted_of_it(ada: User) -> None:
    signed_in()
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    assert sign_ins(ada) == []
    signed_in()
    assert SignIn.objects.count() == 1


@pytest.mark.parametrize(
    ("hours", "words"), [(0, "within two hours"), (1.9, "within two hours"), (3, "3 hours ago"), (50, "2 days ago")]
)
def test_it_is_said_roughly_when_somebody_was_seen(hours: float, words: str, ada: User) -> None:
    signed_in()
    SignIn.objects.update(seen_at=F("seen_at") - timedelta(hours=hours))
    page = signed_in().get("/admin/account/").content.decode()
    assert f"last seen\n                {words}" in page


def test_whoever_guesses_the_old_password_is_locked_too(ada: User) -> None:
    client = signed_in()
    words = {"new_password1": "another rightful one", "new_password2": "another rightful one"}
    answers = [client.post("/admin/password_change/", {"old_password": str(n)} | words).status_code for n in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert client.post("/admin/password_change/", {"old_password": PASSWORD} | words).status_code == 429
    assert User.objects.get(pk=ada.pk).check_password(PASSWORD)


def test_what_is_noted_of_somebody_who_is_there_waits_for_no_other_writer(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """See `articles.store.in_passing`: else a page of the admin would be as slow as whoever writes longest."""
    client = Client()
    client.force_login(ada)
    passed: list[object] = []
    monkeypatch.setattr(sessions, "in_passing", passed.append)
    monkeypatch.setattr(sessions, "_noted", {})
    client.get("/admin/")
    assert len(passed) == 1
