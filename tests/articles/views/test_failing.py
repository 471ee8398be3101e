"""What a page says that failed, by what it failed for."""

import errno
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DataError, InterfaceError, InternalError, OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.history.rights import RefusedError
from articles.reading import frontpage

AGAIN = [
    (OperationalError("database or disk is full"), "disk is full"),
    (OperationalError("attempt to write a readonly database"), "cannot be written"),
    (InternalError("cannot execute UPDATE in a read-only transaction"), "cannot be written"),
    (OSError(errno.ENOSPC, "No space left on device"), "disk is full"),
    (OperationalError("database is locked"), "Somebody else changes much"),
    (OperationalError("canceling statement due to lock timeout"), "Somebody else changes much"),
    (OperationalError("no such table: articles_article"), "database is not there"),
    (OperationalError("connection refused"), "database does not answer"),
    (InterfaceError("connection already closed"), "database does not answer"),
    (ConnectionResetError(), "database does not answer"),
]
OURS = [RuntimeError("a secret"), OverflowError("a secret"), OSError(errno.ENOENT, "a secret"), KeyError("a secret")]


def failing(wrong: Exception, path: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    def fail(*args: object) -> None:
        raise wrong

    monkeypatch.setattr(frontpage, "front_at", fail)
    monkeypatch.setattr("articles.api.views._page", fail)
    return Client(raise_request_exception=False).get(path)


@pytest.mark.django_db
@pytest.mark.parametrize(("wrong", "words"), AGAIN)
def test_what_passes_says_so_and_when_to_come_again(
    wrong: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = failing(wrong, "/", monkeypatch)
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "10",
        "no-store",
    )
    assert words in answer.content.decode()
    machine = failing(wrong, "/api/news/index.json", monkeypatch)
    assert (machine.status_code, machine.headers["Retry-After"], words in machine.json()["error"]) == (503, "10", True)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", OURS)
def test_what_is_our_fault_says_so_and_nothing_of_it(wrong: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = failing(wrong, "/", monkeypatch)
    assert (answer.status_code, "The fault is ours" in answer.content.decode()) == (500, True)
    machine = failing(wrong, "/api/news/index.json", monkeypatch)
    assert (machine.status_code, machine.json()) == (500, {"error": "The fault is ours. It has been noted."})
    for each in (answer, machine):
        assert ("Retry-After" in each.headers, "a secret" in each.content.decode()) == (False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [DataError("a secret"), OverflowError("Python int too large to convert to SQLite INTEGER")]
)
def test_a_number_that_no_column_has_is_a_bad_request(wrong: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = failing(wrong, "/", monkeypatch)
    assert (answer.status_code, "cannot be answered" in answer.content.decode()) == (400, True)
    assert "a secret" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "words"),
    [(RefusedError("Ask a publisher."), "Ask a publisher."), (PermissionDenied("a secret"), "needs a right")],
)
def test_what_is_not_allowed_says_why(wrong: Exception, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = failing(wrong, "/", monkeypatch)
    assert (answer.status_code, words in answer.content.decode()) == (403, True)
    assert "a secret" not in answer.content.decode()


@pytest.mark.django_db
def test_where_not_even_the_page_of_a_failure_can_be_drawn_there_are_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_template(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("articles.views.failing.loader.get_template", no_template)
    answer = failing(RuntimeError("a secret"), "/", monkeypatch)
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "text/plain; charset=utf-8")
    number = answer.headers["X-Request-ID"]
    assert answer.text == f"Something went wrong.\nIf you write to us, say this number: {number}\n"


@pytest.mark.django_db
def test_the_page_of_a_failure_asks_no_database_and_links_a_style_sheet_that_is_there(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = failing(RuntimeError("a secret"), "/", monkeypatch)
    assert '<link rel="stylesheet" href="/static/articles/failing.css">' in answer.text
    assert Client().get("/static/articles/failing.css").getvalue().startswith(b"/*")
