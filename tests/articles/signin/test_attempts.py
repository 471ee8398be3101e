"""Guessing a password is slowed down, and nobody who has signed in before is locked out by others."""

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from articles.models import KnownAddress
from articles.signin import attempts
from articles.signin.attempts import OF_A_NAME, compared_name, locks
from tests.articles.admin.signed_in import as_role
from tests.articles.signin.trying import LOGIN, PASSWORD, an_editor, failed, later, posted, signs_in, tried

pytestmark = pytest.mark.django_db


def test_the_fifth_failure_locks_that_name_from_that_address() -> None:
    an_editor()
    an_editor("bob")
    assert failed(5) == [200, 200, 200, 200, 429]
    assert not signs_in()
    assert signs_in(address="203.0.113.2")
    assert signs_in("bob")


def test_the_page_says_how_long_and_who_helps() -> None:
    failed(5)
    later(minutes=3.5)
    answer = tried()
    page = answer.content.decode()
    assert answer.status_code == 429
    assert 680 <= int(answer["Retry-After"]) <= 690
    assert "<strong>12 minutes</strong>" in page
    assert "an administrator can" in page
    assert "no-store" in answer["Cache-Control"]


def test_after_a_quarter_of_an_hour_it_is_open_again_and_forgotten() -> None:
    an_editor()
    failed(5)
    later(minutes=14.9)
    assert failed(3) == [429, 429, 429], "whoever tries meanwhile waits no longer"
    later(minutes=0.2)
    assert failed(4) == [200, 200, 200, 200]
    assert AccessAttempt.objects.get().failures_since_start == 4
    assert signs_in()
    assert not AccessAttempt.objects.exists()


def test_signing_in_forgets_the_failures_of_that_name_from_there_alone() -> None:
    an_editor()
    failed(4)
    failed(4, "bob")
    failed(4, address="203.0.113.2")
    assert signs_in()
    assert failed(1, "bob") == [429]
    assert failed(1, address="203.0.113.2") == [429]
    assert failed(4) == [200, 200, 200, 200]


def test_case_makes_no_other_name() -> None:
    an_editor()
    assert [tried(name).status_code for name in ("ada", "Ada", "ADA", "aDA", "AdA")] == [200, 200, 200, 200, 429]
    assert compared_name("STRASSE") == compared_name("straße")


def test_fifty_failures_lock_an_address_whatever_the_names() -> None:
    an_editor()
    assert [failed(4, f"name{number}") for number in range(12)] == [[200] * 4] * 12
    assert failed(2, "another") == [200, 429]
    assert not signs_in()
    assert signs_in(address="203.0.113.2")


def test_a_name_is_locked_from_everywhere_but_where_it_has_signed_in() -> None:
    an_editor("Ada")
    assert signs_in("Ada", "198.51.100.7")
    for number in range(8):
        failed(4, address=f"203.0.113.{number}")
    assert tried(address="203.0.113.99").status_code == 429
    assert not signs_in("Ada", "203.0.113.99")
    assert signs_in("Ada", "198.51.100.7")
    assert not KnownAddress.objects.filter(address="203.0.113.99").exists()


def test_a_locked_name_at_a_known_address_has_five_tries_as_ever() -> None:
    an_editor()
    assert signs_in(address="198.51.100.7")
    for number in range(OF_A_NAME // 4 + 1):
        failed(4, address=f"203.0.113.{number}")
    assert failed(5, address="198.51.100.7") == [200, 200, 200, 200, 429]


@pytest.mark.parametrize(
    ("proxies", "sent", "counted"),
    [
        (0, "198.51.100.1", "203.0.113.1"),
        (1, "198.51.100.1, 198.51.100.2", "198.51.100.2"),
        (1, "198.51.100.2:4711", "198.51.100.2"),
        (1, "::ffff:198.51.100.2", "198.51.100.2"),
        (1, "2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::"),
    ],
)
def test_only_trusted_proxies_are_believed(proxies: int, sent: str, counted: str, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = proxies
    tried(**{"X-Forwarded-For": sent})
    assert AccessAttempt.objects.get().ip_address == counted


def test_without_an_address_it_counts_all_the_same() -> None:
    assert failed(5, address="") == [200, 200, 200, 200, 429]


@pytest.mark.parametrize("name", ["a" * 5000, "a\0b", "\udcff", "é" * 150, ""])
def test_no_name_is_too_strange(name: str) -> None:
    answer = posted(Client(), LOGIN, username=name, password="wrong")
    assert answer.status_code == (400 if "\0" in name else 200)


@pytest.mark.parametrize("name", ["a\0b", "\udcff", "ß" * 200, "İ" * 255])
def test_every_name_can_be_stored(name: str) -> None:
    AccessAttempt.objects.create(username=compared_name(name), ip_address="203.0.113.1", failures_since_start=1)
    assert AccessAttempt.objects.filter(username=compared_name(name)).exists()


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords of which digests were computed."""
    found: list[str] = []
    encode = MD5PasswordHasher.encode

    def noted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        found.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", noted)
    return found


def test_nobody_learns_from_the_time_who_has_an_account(hashed: list[str]) -> None:
    an_editor()
    hashed.clear()
    tried("ada", "one")
    tried("nobody", "other")
    assert hashed == ["one", "other"]


def test_what_is_locked_costs_no_digest_and_writes_nothing(
    hashed: list[str], django_assert_max_num_queries: Any
) -> None:
    an_editor()
    failed(5)
    hashed.clear()
    with django_assert_max_num_queries(3) as asked:
        assert tried(password=PASSWORD).status_code == 429
    assert hashed == []
    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}


def test_a_try_is_counted_before_its_password_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a hundred at once are not a hundred tries."""
    found: list[int] = []

    def noted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        found.extend(AccessAttempt.objects.values_list("failures_since_start", flat=True))
        return ""

    an_editor()
    monkeypatch.setattr(MD5PasswordHasher, "encode", noted)
    failed(3)
    assert found == [1, 2, 3]


def test_who_had_the_last_turn_meanwhile_locks_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    now, name, address = timezone.now(), "ada", "203.0.113.1"
    assert [attempts.take_turn(name, address, now) for _ in range(4)] == [True] * 4
    looks = iter([None, now])
    monkeypatch.setattr(attempts, "locked_until", lambda *asked: next(looks))
    assert not attempts.take_turn(name, address, now)
    assert AccessAttempt.objects.get().failures_since_start == 4


def test_right_passwords_of_accounts_that_may_not_enter_are_counted_too() -> None:
    User.objects.create_user("reader", password=PASSWORD)
    assert [tried("reader", PASSWORD).status_code for _ in range(6)] == [200, 200, 200, 200, 200, 429]


def test_what_was_posted_is_neither_kept_nor_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "articles"):
        for _ in range(5):
            tried(password="nearly right")
    kept = [str(value) for row in AccessAttempt.objects.values() for value in row.values()]
    assert not any("nearly" in each or "csrf" in each for each in [*kept, caplog.text])
    assert [record.getMessage() for record in caplog.records if record.name == "articles.signin.handler"] == [
        "Too many failed tries to sign in from 203.0.113.1: locked for a while"
    ]
    assert not AccessLog.objects.exists()


def test_all_that_is_locked_is_told() -> None:
    for number in range(7):
        failed(5, "ada", f"203.0.113.{number}")
    found = {(lock.name, lock.address) for lock in locks(timezone.now())}
    assert found == {("ada", ""), *(("ada", f"203.0.113.{number}") for number in range(6))}


def test_administrators_see_it_and_unlock_it_and_nobody_else_does() -> None:
    an_editor()
    failed(5)
    for number in range(10):
        failed(5, f"name{number}", address="2001:db8::1")
    editor, administrator = as_role("editor"), as_role("administrator")
    page = administrator.get("/admin/account/").content.decode()
    assert 'value="ada"' in page
    assert 'value="2001:db8::"' in page
    assert "everybody" in page
    assert "Unlock" not in editor.get("/admin/account/").content.decode()
    assert editor.post("/admin/account/", {"unlock": "ada"}).status_code == 403
    assert not signs_in()
    assert "Unlocked: ada." in administrator.post("/admin/account/", {"unlock": "ada"}, follow=True).content.decode()
    assert signs_in()
    administrator.post("/admin/account/", {"unlock": "2001:db8::"})
    assert locks(timezone.now()) == []
    page = administrator.post("/admin/account/", {"unlock": "ada"}, follow=True).content.decode()
    assert "not locked any more" in page


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_only_five_have_their_turn() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the tests' SQLite is one connection's")

    def turn(number: int) -> bool:
        try:
            return attempts.take_turn("ada", "203.0.113.1", timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(turn, range(24))) == attempts.OF_A_PAIR


def test_readers_are_not_asked_who_they_are(django_assert_num_queries: Any) -> None:
    """The limits stand at the door of the admin, and nowhere else."""
    with django_assert_num_queries(0):
        answer = Client().get("/robots.txt")
    assert not answer.cookies
