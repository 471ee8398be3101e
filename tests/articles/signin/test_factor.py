"""The second factor: set up with a proven code, asked for at each sign-in, and not to be guessed."""

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from articles.signin import factor, steps
from articles.signin.factor import has_second_factor
from tests.articles.signin.coded import (
    CODE,
    FACTOR,
    enrolled,
    first_step,
    is_in,
    key_on,
    shown_by_app,
    types_password,
)
from tests.articles.signin.trying import LOGIN, PASSWORD, an_editor, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return an_editor()


def wait_is_over() -> None:
    for model in (TOTPDevice, StaticDevice):
        model.objects.update(throttling_failure_timestamp=F("throttling_failure_timestamp") - timedelta(hours=1))


def test_without_one_the_password_is_enough(ada: User) -> None:
    assert is_in(first_step())


def test_it_counts_only_once_a_code_was_right(ada: User) -> None:
    client = first_step()
    key = key_on(types_password(client))
    page = client.post(FACTOR, {"code": "000000"}).content.decode()
    assert "not the code that the app shows" in page
    assert not has_second_factor(ada)
    assert is_in(first_step())
    wait_is_over()
    client.post(FACTOR, {"code": shown_by_app(key)})
    assert has_second_factor(ada)
    assert not is_in(first_step())


def test_the_second_step_asks_for_the_code_and_leads_on(ada: User) -> None:
    key, _ = enrolled(first_step())
    client = Client()
    answer = client.post(LOGIN, {"username": "ada", "password": PASSWORD, "next": "/admin/help/roles/"})
    assert answer["Location"] == CODE
    assert not is_in(client)
    assert 'autocomplete="one-time-code"' in client.get(CODE).content.decode()
    assert client.post(CODE, {"code": shown_by_app(key)})["Location"] == "/admin/help/roles/"
    assert is_in(client)


def test_right_passwords_without_a_code_lock_nothing(ada: User) -> None:
    key, _ = enrolled(first_step())
    for _ in range(6):
        client = first_step()
    client.post(CODE, {"code": shown_by_app(key)})
    assert is_in(client)
    for _ in range(6):
        assert "That is not" not in types_password(client).content.decode()


def test_a_code_is_used_once(ada: User) -> None:
    key, codes = enrolled(first_step())
    for code in (shown_by_app(key), codes[0], codes[1].upper().replace("-", " ")):
        client, other = first_step(), first_step()
        client.post(CODE, {"code": code})
        assert is_in(client)
        assert "or it has been used" in other.post(CODE, {"code": code}).content.decode()
        assert not is_in(other)
        wait_is_over()


def test_the_code_that_set_it_up_is_used(ada: User) -> None:
    client = first_step()
    key = key_on(types_password(client))
    code = shown_by_app(key)
    client.post(FACTOR, {"code": code})
    other = first_step()
    other.post(CODE, {"code": code})
    assert not is_in(other)


def test_recovery_codes_are_shown_once_and_kept_as_digests(ada: User) -> None:
    client = first_step()
    _, codes = enrolled(client)
    assert len(set(codes)) == 10
    assert not any(code in client.get(FACTOR).content.decode() for code in codes)
    kept = list(StaticToken.objects.values_list("token", flat=True))
    assert not {re.sub("-", "", code) for code in codes} & set(kept)


def test_who_runs_out_of_recovery_codes_is_told(ada: User) -> None:
    _, codes = enrolled(first_step())
    StaticToken.objects.exclude(token__in=[factor._digest(factor._plain(code)) for code in codes[:3]]).delete()
    client = first_step()
    page = client.post(CODE, {"code": codes[0]}, follow=True).content.decode()
    assert "Recovery codes left: 2." in page


def test_wrong_codes_make_the_next_wait_and_then_lock(ada: User) -> None:
    key, _ = enrolled(first_step())
    client = first_step()
    assert "not the right code" in client.post(CODE, {"code": "000000"}).content.decode()
    assert "Wait 1 seconds" in client.post(CODE, {"code": shown_by_app(key)}).content.decode()
    for _ in range(3):
        wait_is_over()
        assert client.post(CODE, {"code": "000000"}).status_code == 200
    wait_is_over()
    assert client.post(CODE, {"code": "000000"}).status_code == 429
    wait_is_over()
    assert client.post(CODE, {"code": shown_by_app(key)}).status_code == 429
    later(minutes=15.1)
    client.post(CODE, {"code": shown_by_app(key)})
    assert is_in(client)


def test_who_knows_a_password_does_not_bar_its_owner_for_long(ada: User) -> None:
    enrolled(first_step())
    for _ in range(13):
        wait_is_over()
        factor.try_code(ada, "000000")
    assert 500 < factor.try_code(ada, "000000").wait <= 512


@pytest.mark.parametrize("typed", ["", "x" * 41, "12345", "１２３４５６", "a\0b", "😀" * 6, "٣" * 6])
def test_no_code_is_too_strange(typed: str, ada: User) -> None:
    enrolled(first_step())
    client = first_step()
    assert client.post(CODE, {"code": typed}).status_code in (200, 400)
    assert not is_in(client)


def test_the_second_step_comes_soon_after_the_first(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    key, _ = enrolled(first_step())
    client = first_step()
    monkeypatch.setattr(steps, "_WAITS_FOR", timedelta(0))
    other = first_step()
    assert other.get(CODE)["Location"] == LOGIN
    assert other.post(CODE, {"code": shown_by_app(key)})["Location"] == LOGIN
    assert Client().get(CODE)["Location"] == LOGIN
    assert client.get(CODE).status_code == 200


@pytest.mark.parametrize("closed", [True, False])
def test_a_new_password_or_a_closed_account_ends_the_wait(closed: bool, ada: User) -> None:
    key, _ = enrolled(first_step())
    client = first_step()
    if closed:
        ada.is_active = False
    else:
        ada.set_password("another rightful password")
    ada.save()
    assert client.post(CODE, {"code": shown_by_app(key)})["Location"] == LOGIN
    assert not is_in(client)


def test_every_change_asks_for_the_password_again(ada: User) -> None:
    client = first_step()
    key = key_on(types_password(client))
    client.post(FACTOR, {"code": shown_by_app(key)})
    other = first_step()
    other.post(CODE, {"code": shown_by_app(key, 1)})
    assert is_in(other)
    for words in ({"remove": "1"}, {"renew": "1"}, {"another": "1"}, {"code": "123456"}):
        page = other.post(FACTOR, words, follow=True).content.decode()
        assert "Type your password first" in page
        assert "<code>" not in page
    assert TOTPDevice.objects.get().confirmed
    assert "That is not your password" in types_password(other, "wrong").content.decode()


def test_whoever_guesses_there_is_locked_too(ada: User) -> None:
    client = first_step()
    assert [types_password(client, "wrong").status_code for _ in range(5)] == [200, 200, 200, 200, 429]


def test_the_password_holds_for_minutes(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = first_step()
    types_password(client)
    monkeypatch.setattr(steps, "_PROVED_FOR", timedelta(0))
    assert "segno" not in client.get(FACTOR).content.decode()


def test_it_can_be_removed_and_another_app_set_up(ada: User) -> None:
    client = first_step()
    old, _ = enrolled(client)
    new = key_on(client.post(FACTOR, {"another": "1"}, follow=True))
    assert new != old
    assert TOTPDevice.objects.filter(confirmed=True).get().bin_key.hex() != new
    client.post(FACTOR, {"code": shown_by_app(new)})
    assert TOTPDevice.objects.count() == 1
    other = first_step()
    other.post(CODE, {"code": shown_by_app(old, 1)})
    assert not is_in(other)
    client.post(FACTOR, {"remove": "1"})
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert is_in(first_step())


def test_new_recovery_codes_take_the_place_of_the_old_ones(ada: User) -> None:
    client = first_step()
    _, codes = enrolled(client)
    page = client.post(FACTOR, {"renew": "1"}).content.decode()
    new = re.findall(r"<li><code>([a-z2-7-]+)</code></li>", page)
    assert len(new) == 10
    assert not factor.try_code(ada, codes[0]).holds
    wait_is_over()
    assert factor.try_code(ada, new[0]).holds


def test_setting_it_up_ends_the_sessions_without_it(ada: User) -> None:
    here, there = first_step(), first_step()
    enrolled(here)
    assert (is_in(here), is_in(there)) == (True, False)


def test_the_key_is_drawn_without_styles_and_named(ada: User) -> None:
    client = first_step()
    page = types_password(client).content.decode()
    drawn = re.search(r"<svg[^>]* class=\"segno\".*?</svg>", page, re.DOTALL)
    assert drawn
    assert "style" not in drawn[0]
    assert "data:" not in page
    assert "no-store" in client.get(FACTOR)["Cache-Control"]


def test_a_name_too_long_to_draw_leaves_the_key_to_type(ada: User, settings: Settings) -> None:
    settings.OTP_TOTP_ISSUER = "新聞" * 200
    page = types_password(first_step())
    assert "Type this key into the app" in page.content.decode()
    assert "segno" not in page.content.decode()
    assert key_on(page)


def test_nobody_else_sees_the_pages() -> None:
    assert Client().get(FACTOR)["Location"] == f"{LOGIN}?next={FACTOR}"


def test_who_has_lost_it_is_rescued(ada: User, capsys: pytest.CaptureFixture[str]) -> None:
    client = first_step()
    enrolled(client)
    call_command("roles", "--rescue", "ada")
    assert "ada: has no second factor any more" in capsys.readouterr().out
    assert not is_in(client)
    assert is_in(first_step())
    call_command("roles", "--rescue", "ada")
    assert "ada: had no second factor" in capsys.readouterr().out


def test_no_secret_is_logged(ada: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        key, codes = enrolled(first_step())
        client = first_step()
        client.post(CODE, {"code": codes[0]})
        client.post(FACTOR, {"password": PASSWORD})
    told = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert not any(secret in told for secret in (key, PASSWORD, *codes, str(client.session.session_key)))


def test_signing_in_is_counted_as_done_after_the_second_step(ada: User) -> None:
    enrolled(first_step())
    before = User.objects.get(pk=ada.pk).last_login
    first_step()
    assert User.objects.get(pk=ada.pk).last_login == before
    assert before
    assert before < timezone.now()
