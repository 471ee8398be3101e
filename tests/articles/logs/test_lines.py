"""What a line says, and that it stays one line."""

import io
import json
import logging
import os
import re
import select
import sqlite3
import sys
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from articles.editing.publishing import set_status
from articles.exchange.importer import import_seeds
from articles.history.work import Work
from articles.logs import Doing, new_id, request_id, tell_act, under
from articles.logs.formats import JsonLines, TextLines
from articles.logs.handling import StandardError
from articles.logs.lines import ToldRecord, log_act, tell_noted, told_command
from articles.models import Act, Article, Status
from tests.articles.logs.told import Told, told
from tests.browser.pictures import readme_seed
from tests.conftest import Manage
from tests.rows import make_article

__all__ = ["told"]

FACTS = {
    "method": "GET", "path": "/a/", "status": 200, "bytes": 12, "ms": 0.4, "address": "192.0.2.7", "kept": True, "why": "",
    "user": 7, "name": "ada",
}  # fmt: skip


def record(message: str, *values: object, wrong: BaseException | None = None) -> logging.LogRecord:
    told = (type(wrong), wrong, wrong.__traceback__) if wrong else None
    return logging.LogRecord("articles.some", logging.WARNING, "", 0, message, values, told)


def raised(wrong: Exception) -> Exception:
    try:
        raise wrong
    except Exception as found:
        return found


def request_record(**facts: object) -> logging.LogRecord:
    return ToldRecord(logging.getLogger("newsroom.request"), FACTS | facts)


def test_a_request_reads_as_people_read() -> None:
    with under(Doing("k3f7-9qxw-2m4p")):
        line = TextLines().format(request_record())
    assert re.sub(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} ", "", line) == (
        "200 GET /a/ to 192.0.2.7, ada, 12 bytes in 0.4 ms, kept [k3f7-9qxw-2m4p]"
    )


def test_a_request_reads_as_machines_read() -> None:
    with under(Doing("k3f7-9qxw-2m4p")):
        line = json.loads(JsonLines().format(request_record()))
    assert line.pop("at").endswith("Z")
    assert line == {"level": "info", "logger": "newsroom.request", "id": "k3f7-9qxw-2m4p"} | FACTS


@pytest.mark.parametrize("form", [TextLines(), JsonLines()])
@pytest.mark.parametrize(
    "evil", ["a\n2026-01-01 forged", "a\r\nforged", "a\x1b[2Jb", "a\u2028forged", "a\x85forged", "a\0b"]
)
def test_nothing_that_is_brought_begins_a_line(form: logging.Formatter, evil: str) -> None:
    wrong = raised(ValueError(evil))
    with under(Doing("k3f7-9qxw-2m4p")):
        lines = [
            form.format(request_record(name=evil, why=evil, method=evil)),
            form.format(ToldRecord(logging.getLogger("newsroom.act"), {"act": evil, "by": evil})),
            form.format(record("%s", evil)),
            form.format(record(evil, wrong=wrong)),
        ]
    for line in lines[:3]:
        assert line.isprintable()
    assert not any(each.startswith(("2026-01-01", "forged")) for line in lines for each in line.splitlines())


def test_a_traceback_stands_behind_a_margin_and_in_json_in_one_field() -> None:
    wrong = raised(ValueError("broken"))
    first, *rest = TextLines().format(record("It failed.", wrong=wrong)).splitlines()
    assert first.endswith(" WARNING articles.some: It failed.")
    assert [line[:4] for line in rest] == ["  | "] * len(rest)
    told = json.loads(JsonLines().format(record("It failed.", wrong=wrong)))
    assert told["traceback"].splitlines()[-1] == "ValueError: broken"


@pytest.mark.django_db
def test_no_value_of_a_database_is_in_a_traceback() -> None:
    name = "a-sec" + "ret-name"  # the line itself stands in the traceback
    User.objects.create_user(name)
    wrong: Exception | None = None
    try:
        with transaction.atomic():
            User.objects.create_user(name)
    except IntegrityError as found:
        wrong = found
    text = JsonLines().format(record("It failed.", wrong=wrong))
    assert "IntegrityError" in text
    assert "unique" in text.lower()
    assert "secret" not in text


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite quotes no values")
def test_no_value_that_a_server_quotes_is_in_a_traceback() -> None:
    with pytest.raises(Exception, match="invalid input") as found, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::text::bigint", ["a-sec" + "ret"])
    text = JsonLines().format(record("It failed.", wrong=found.value))
    assert "invalid input syntax for type bigint" in text
    assert "secret" not in text


def test_the_values_of_an_error_of_a_driver_behind_ours_are_hidden_too() -> None:
    wrong = RuntimeError("outer")
    wrong.__cause__ = sqlite3.DataError('bad: "secret"\nDETAIL: secret')
    text = TextLines().format(record("It failed.", wrong=raised(wrong)))
    assert "bad: …" in text
    assert "secret" not in text


def test_a_refusal_of_no_known_request_is_a_line_without_a_traceback(told: Told) -> None:
    wrong = raised(ValueError("Invalid HTTP_HOST header"))
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header", exc_info=wrong)
    assert [(line["level"], line["message"], line.get("traceback")) for line in told()] == [
        ("warning", "Invalid HTTP_HOST header", None)
    ]


def test_ids_are_short_and_differ() -> None:
    ids = {new_id() for _ in range(1_000)}
    assert len(ids) == 1_000
    assert all(re.fullmatch(r"[2-9a-z]{4}(-[2-9a-z]{4}){2}", each) for each in ids)


def test_an_id_is_known_only_while_its_request_is_answered() -> None:
    with under(Doing("outer")):
        with under(Doing("inner")):
            assert request_id() == "inner"
        assert request_id() == "outer"
    assert request_id() == ""


@pytest.mark.django_db
def test_an_act_is_told_once_when_it_is_stored(
    told: Told, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    pks = [make_article(slug).pk for slug in ("a", "b")]
    with under(Doing("k3f7-9qxw-2m4p")) as now:
        with django_capture_on_commit_callbacks(execute=True):
            for pk in pks:
                set_status([Article.objects.get(pk=pk)], Status.WITHDRAWN, by=Work("ada"))
            assert told() == []
        tell_noted(now)
    acts = {act.pk: act.words for act in Act.objects.order_by("pk")}
    lines = [(line["act"], line["by"], line["articles"], line["number"], line["id"]) for line in told()]
    assert lines == [(words, "ada", 1, pk, "k3f7-9qxw-2m4p") for pk, words in acts.items()]


@pytest.mark.django_db
def test_an_act_that_is_taken_back_at_once_is_not_told(
    told: Told, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    article = make_article("a")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        set_status([article], Status.WITHDRAWN, by=Work("ada"))
        transaction.set_rollback(True)
    assert told() == []


def test_an_act_of_many_steps_is_one_line(told: Told) -> None:
    with under(Doing("k3f7-9qxw-2m4p")) as now:
        log_act(5, "Published", "ada", 100)
        log_act(5, "Published", "ada", 200)
        tell_noted(now)
    assert [(line["number"], line["articles"]) for line in told()] == [(5, 200)]


@pytest.mark.django_db
def test_an_import_is_one_line(told: Told, tmp_path: Any) -> None:
    (tmp_path / "2024-05-02-harbour-clock.md").write_text(readme_seed())
    import_seeds([str(tmp_path)], by=Work("ada"), jobs=1)
    (line,) = told()
    assert (line["act"], line["by"], line["state"], line["created"]) == ("import", "ada", "finished", 1)


def test_commands_tell_machines_only(told: Told, settings: Any) -> None:
    for settings.LOG_FORMAT in ("text", "json"):
        with suppress(SystemExit), told_command(["manage.py", "roles", "--give", "ada", "publisher"]):
            tell_act("backup", rows=1)
            sys.exit(2)
    backup, command = told()
    assert (command["command"], command["status"], command["id"] == backup["id"]) == ("roles", "2", True)


def test_a_command_says_no_more_than_it_always_did_unless_json_is_wanted(manage: Manage) -> None:
    assert manage("check").stderr == "System check identified no issues (0 silenced).\n" or not manage("check").stderr
    told = json.loads(manage("check", NEWSROOM_LOG_FORMAT="json").stderr.splitlines()[-1])
    assert (told["act"], told["command"], told["status"]) == ("command", "check", "0")


def full_pipe(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let standard error be a pipe that takes nothing more; return its other end."""
    out, into = os.pipe()
    os.set_blocking(into, False)
    with suppress(BlockingIOError):
        while True:
            os.write(into, b"x" * 4096)
    os.set_blocking(into, True)
    monkeypatch.setattr(sys, "stderr", os.fdopen(into, "w"))
    return out


def test_a_log_that_nobody_takes_keeps_nobody_waiting_and_says_later_what_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("articles.logs.handling._WAIT", 0.01)
    out = full_pipe(monkeypatch)
    handler = StandardError()
    for number in range(3):
        handler.handle(record("line %s", number))
    while select.select([out], [], [], 0)[0]:
        assert set(os.read(out, 1 << 20)) == {ord("x")}
    handler.handle(record("line 3"))
    assert os.read(out, 4096) == b"3 lines were lost: nobody took them.\nline 3\n"
    os.close(out)
    sys.stderr.close()


def test_lines_that_are_no_warning_are_written_by_themselves_soon_and_in_front_of_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, into = os.pipe()
    monkeypatch.setattr(sys, "stderr", os.fdopen(into, "w"))
    handler = StandardError()
    handler.setFormatter(TextLines())
    for _ in range(100):
        handler.handle(request_record())
    handler.handle(record("a warning"))
    handler.handle(request_record())
    text = b""
    while text.count(b"\n") < 102:
        text += os.read(out, 4096)
    lines = text.decode().splitlines()
    assert (["/a/" in line for line in lines].count(True), "a warning" in lines[100]) == (101, True)
    os.close(out)
    sys.stderr.close()


def test_no_more_lines_wait_than_memory_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.logs.handling._MOST_WAITING", 5)
    monkeypatch.setattr(StandardError, "_begin_to_write", lambda self: None)
    handler = StandardError()
    for _ in range(8):
        handler.handle(request_record())
    assert (len(handler._waiting), handler._lost) == (5, 3)


def test_what_is_no_file_takes_lines_too(monkeypatch: pytest.MonkeyPatch) -> None:
    place = io.StringIO()
    monkeypatch.setattr(sys, "stderr", place)
    StandardError().handle(record("a line"))
    assert place.getvalue() == "a line\n"
