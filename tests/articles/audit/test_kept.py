"""Nobody changes a line: not by a model, not by a query, not by SQL. It goes when it is old, and tells no secret."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from articles.audit import asked_by, in_one_line, write
from articles.audit.pruning import forget_old_lines
from articles.logs import Doing, under
from articles.models import Audited, AuditLine, Passkey
from articles.models.querysets.audit import AppendOnlyError
from articles.signin.attempts import unlock
from tests.articles.audit.lines import new_lines, the_line
from tests.articles.signin.authenticator import HOST, Authenticator, made, used
from tests.articles.signin.coded import CODE, FACTOR, enrolled, first_step, shown_by_app
from tests.articles.signin.trying import PASSWORD, an_editor, tried

pytestmark = pytest.mark.django_db


def a_line(**values: Any) -> AuditLine:
    told = {"at": timezone.now(), "kind": Audited.BACKUP, "words": "Backed up to", "about": "/srv/site.backup"} | values
    return AuditLine.objects.create(**told)


def test_no_model_and_no_query_changes_a_line() -> None:
    line = a_line()
    lines = AuditLine.objects.filter(pk=line.pk)
    for change in (line.save, line.delete, lines.delete, lambda: lines.update(words="Nothing")):
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(AppendOnlyError), transaction.atomic():
        AuditLine.objects.bulk_update([line], ["words"])
    assert list(lines) == [line]


@pytest.mark.parametrize(
    "change",
    [
        "words = 'Nothing'", "at = '2020-01-01'", "by_name = 'eve'", "address = NULL", "kind = 'import'", "subject_id = 7",
        "number = 1", "details = '{}'", "id = id + 99999", "by_id = OTHER", "key = '00000000000000000000000000000000'",
    ],
)  # fmt: skip
def test_the_database_refuses_every_change(change: str) -> None:
    line = a_line(by=an_editor(), by_name="ada", number=2, address="203.0.113.1", details={"rows": 3}, subject_id=5)
    sql = f"UPDATE articles_auditline SET {change.replace('OTHER', str(an_editor('bob').pk))} WHERE id = {line.pk}"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditLine.objects.filter(pk=line.pk, words="Backed up to", number=2).exists()


def test_an_account_that_is_deleted_leaves_its_name_in_its_lines() -> None:
    ada = an_editor()
    line = a_line(by=ada, by_name="ada")
    ada.delete()
    kept = AuditLine.objects.get(pk=line.pk)
    assert (kept.by_id, kept.by_name) == (None, "ada")


def test_a_line_goes_with_an_act_that_is_taken_back() -> None:
    with transaction.atomic():
        an_editor("bob")
        transaction.set_rollback(True)
    assert not AuditLine.objects.filter(about="bob").exists()


def test_old_lines_go_some_at_a_time_and_no_others(settings: Settings) -> None:
    settings.AUDIT_DAYS = 400
    now = timezone.now()
    lines = {days: a_line(at=now - timedelta(days=days)) for days in (500, 450, 401, 399, 0)}
    assert forget_old_lines(now, 2) == 2
    assert set(AuditLine.objects.all()) == {lines[days] for days in (401, 399, 0)}
    assert forget_old_lines(now) == 1
    assert forget_old_lines(now) == 0


def test_whoever_signs_in_lets_old_lines_go() -> None:
    an_editor()
    old = a_line(at=timezone.now() - timedelta(days=500))
    first_step()
    assert not AuditLine.objects.filter(pk=old.pk).exists()


def test_a_line_has_the_number_of_its_request() -> None:
    with under(Doing("req-1")):
        assert the_line(lambda: write(Audited.BACKUP, "Backed up")).request == "req-1"
    assert the_line(lambda: write(Audited.BACKUP, "Backed up")).request is None


def test_who_asks_is_nobody_where_nobody_is_signed_in() -> None:
    with asked_by(RequestFactory(REMOTE_ADDR="::ffff:203.0.113.9").get("/")):
        line = the_line(lambda: write(Audited.BACKUP, "Backed up"))
    assert (line.by_name, line.address) == ("", "203.0.113.9")


def test_several_things_may_be_one_line() -> None:
    with in_one_line():
        assert new_lines(lambda: write(Audited.BACKUP, "Backed up")) == []
    assert len(new_lines(lambda: write(Audited.BACKUP, "Backed up"))) == 1


def test_every_text_can_be_stored() -> None:
    long = {"a": ["y" * 400] * 60}
    line = the_line(lambda: write(Audited.BACKUP, "Backed\0 up\n to", about="\ud800" + "x" * 500, details=long))
    assert (line.words, len(line.about), len(line.details["a"])) == ("Backed up to", 300, 51)


def test_no_secret_is_in_any_line(settings: Settings) -> None:
    """Somebody comes in by every way, and fails to, with what nobody else may read."""
    settings.SITE_URL = f"https://{HOST}"
    an_editor()
    client = first_step()
    key, codes = enrolled(client)
    typed = ["hunter2-typed-as-a-name", "wrong-password-typed", "another-long-canary"]
    tried(*typed[:2])
    tried("ada", typed[1])
    code, authenticator = shown_by_app(key), Authenticator()
    first_step().post(CODE, {"code": code})
    first_step().post(CODE, {"code": codes[0]})
    made(client, authenticator)
    used(Client(), authenticator)
    renewed = client.post(FACTOR, {"renew": "1"}).context["codes"]
    session = client.session.session_key
    new = dict.fromkeys(("new_password1", "new_password2"), typed[2])
    client.post("/admin/password_change/", {"old_password": PASSWORD, **new})
    unlock(typed[0])
    digest, passkey = User.objects.get().password, Passkey.objects.get().credential
    secrets = [PASSWORD, key, code, *typed, *codes, *renewed, session, client.session.session_key, digest, passkey]
    told = "\n".join(map(str, AuditLine.objects.values_list()))
    assert AuditLine.objects.filter(words__contains="password").count() > 3
    assert [secret for secret in secrets if not secret or secret in told] == []
