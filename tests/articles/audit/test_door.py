"""Signing in and what belongs to it: a line each, with who, with what and from where."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from articles.audit.refusals import MOST_AN_HOUR, OTHERS, note_refused
from articles.editing.roles import make_roles
from articles.models import Audited, AuditLine
from articles.signin.sessions import end_all
from tests.articles.audit.lines import new_lines, the_line, told
from tests.articles.signin.authenticator import HOST, Authenticator, made, used
from tests.articles.signin.coded import CODE, FACTOR, enrolled, first_step, shown_by_app, types_password
from tests.articles.signin.trying import PASSWORD, an_editor, failed, signs_in, tried

pytestmark = pytest.mark.django_db
THERE = "203.0.113.1"


@pytest.fixture
def ada() -> User:
    make_roles()
    return an_editor()


def words_of(does: Any) -> list[str]:
    return [line.words for line in new_lines(does)]


def test_who_signs_in_and_out_is_told(ada: User) -> None:
    line = the_line(lambda: first_step(address="2001:db8::1:2"))
    assert (told(line), line.by_id) == (("Signed in with a password", "", "ada", "2001:db8::"), ada.pk)
    client = first_step()
    line = the_line(lambda: client.post("/admin/logout/"))
    assert (told(line), line.kind) == (("Signed out", "", "ada", THERE), Audited.SIGNED_OUT)


def test_what_they_came_in_with_is_told(ada: User, settings: Settings) -> None:
    client = first_step()
    key, codes = enrolled(client)
    waiting = first_step()
    assert words_of(lambda: waiting.post(CODE, {"code": "000000"})) == ["Wrong second factor"]
    assert words_of(lambda: waiting.post(CODE, {"code": "000000"})) == []  # too soon, and counted
    assert AuditLine.objects.latest("pk").number == 2
    call_command("roles", "--rescue", "ada")

    client = first_step()
    key, codes = enrolled(client)
    assert words_of(lambda: first_step().post(CODE, {"code": shown_by_app(key)})) == [
        "Signed in with a password and a code"
    ]
    with_code = "Signed in with a password and a recovery code"
    assert words_of(lambda: first_step().post(CODE, {"code": codes[0]})) == [with_code]

    settings.SITE_URL = f"https://{HOST}"
    authenticator = Authenticator()
    types_password(client)
    made(client, authenticator)
    assert words_of(lambda: used(Client(), authenticator)) == ["Signed in with a passkey"]
    line = the_line(lambda: used(Client(), Authenticator("another")))
    assert (told(line), line.kind) == (("A passkey that does not fit", "", "", "127.0.0.1"), Audited.REFUSED)


def test_a_second_factor_that_comes_or_goes_is_a_line(ada: User, settings: Settings) -> None:
    client = first_step()
    assert words_of(lambda: enrolled(client)) == ["Set up an app"]
    assert words_of(lambda: client.post(FACTOR, {"renew": "1"})) == ["Made other recovery codes"]
    settings.SITE_URL = f"https://{HOST}"
    authenticator = Authenticator()
    assert words_of(lambda: made(client, authenticator)) == ["Set up a passkey of A browser"]
    assert words_of(lambda: client.post(FACTOR, {"remove": "1"})) == ["Took the second factor away"]
    enrolled(client)
    rescued = new_lines(lambda: call_command("roles", "--rescue", "ada"))
    assert [line.words for line in rescued] == ["Took the second factor away", "Ended all sessions of"]
    assert all(line.by_name.startswith("the command line (") and line.address is None for line in rescued)


def test_failed_tries_within_a_minute_are_one_line_that_counts_them(ada: User) -> None:
    line = the_line(lambda: failed(3, "ADA"))
    assert (told(line), line.counted, line.by_id) == (("Wrong password", "", "ada", THERE), "3 tries", None)
    assert told(the_line(lambda: tried(address="203.0.113.2")))[3] == "203.0.113.2"
    note_refused_at = timezone.now() + timedelta(minutes=2)
    request = tried().wsgi_request
    assert the_line(lambda: note_refused(request, "Wrong password", "ada", note_refused_at)).number == 1


def test_what_is_locked_says_so_once(ada: User) -> None:
    lines = new_lines(lambda: failed(9))
    assert [(line.words, line.number) for line in lines] == [
        ("Wrong password", 5), ("Locked for a quarter of an hour after too many tries", 1)
    ]  # fmt: skip
    line = the_line(lambda: call_command("roles", "--unlock", "ada"))
    assert (line.kind, line.about) == (Audited.UNLOCKED, "ada")


def test_no_flood_of_tries_fills_the_table(ada: User) -> None:
    request, now = tried().wsgi_request, timezone.now()
    AuditLine.objects.bulk_create(
        AuditLine(at=now, kind=Audited.REFUSED, words="Wrong password", by_name=str(n)) for n in range(MOST_AN_HOUR)
    )

    def floods() -> None:
        for number in range(3):
            note_refused(request, "Wrong password", f"name {number}", now)

    lines = new_lines(floods)
    assert [(line.words, line.number, line.by_name) for line in lines] == [(OTHERS, 3, "")]


def test_who_may_not_come_in_is_told_though_the_password_is_right(ada: User) -> None:
    User.objects.create_user("reader", password=PASSWORD)
    assert told(the_line(lambda: signs_in("reader")))[:3] == ("An account that may not come in", "", "reader")


def test_a_password_typed_as_a_name_is_not_kept(ada: User) -> None:
    assert the_line(lambda: tried("correct horse battery staple")).by_name == "cor…"
    assert the_line(lambda: tried("ab")).by_name == "a…"


def test_ended_sessions_are_a_line(ada: User) -> None:
    here, _there = first_step(), first_step()
    number = ada_session_elsewhere(here)
    assert words_of(lambda: here.post("/admin/account/", {"end": number})) == ["Ended A browser: a session of"]
    first_step(), first_step()
    line = the_line(lambda: here.post("/admin/account/", {"others": "1"}))
    assert (line.words, line.about, line.counted) == ("Ended all other sessions of", "ada", "2 sessions")
    assert words_of(lambda: end_all([ada])) == ["Ended all sessions of"]
    assert words_of(lambda: end_all([ada])) == []


def ada_session_elsewhere(client: Client) -> int:
    here = client.session.session_key
    return next(
        each.pk for each in AuditLine._meta.apps.get_model("articles", "SignIn").objects.exclude(session_id=here)
    )


def test_another_password_is_one_line(ada: User) -> None:
    client = first_step()
    new = {"old_password": PASSWORD, "new_password1": "another long one", "new_password2": "another long one"}
    line = the_line(lambda: client.post("/admin/password_change/", new))
    assert told(line) == ("Changed the password, which ends all other sessions of", "ada", "ada", THERE)
