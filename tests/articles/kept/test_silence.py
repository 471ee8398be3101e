"""What readers get while the database does not answer: what is kept, and for all else a word of when to come again."""

import time
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.test import Client

from articles.kept import keeping
from articles.store import register
from tests.articles.kept.asking import Drawing, ask, empty_shelves
from tests.rows import make_article

__all__ = ["empty_shelves"]

pytestmark = [pytest.mark.usefixtures("empty_shelves"), pytest.mark.django_db]


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the database was asked since it is gone; a number below zero while it is there."""
    asked = [-1]

    def ask_it() -> object:
        if asked[0] < 0:
            return connection
        asked[0] += 1
        raise OperationalError("connection refused")

    monkeypatch.setattr(register, "_connection", ask_it)
    monkeypatch.setattr(register, "connection", SimpleNamespace(in_atomic_block=False))  # as outside of a test
    monkeypatch.setattr(register, "_silent_until", 0.0)
    return asked


def test_what_is_kept_is_given(gone: list[int]) -> None:
    page = Drawing()
    ask("/", page)
    gone[0] = 0
    assert [ask("/", page).status_code for _ in range(5)] == [200] * 5
    assert page.number == 1


def test_a_database_that_lets_questions_wait_is_left_alone_for_as_long(
    gone: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Drawing()
    ask("/", page)
    gone[0] = 0
    moments = iter(range(0, 1_000, 50))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(moments)))
    monkeypatch.setattr(register, "_told_at", 1e9)
    ask("/", page)  # it asks once from 50 to 100, as it waited for long, and is left alone until 200
    monkeypatch.setattr(time, "monotonic", lambda: 160.0)
    assert [ask("/", page).status_code for _ in range(3)] == [200] * 3
    assert (page.number, gone[0]) == (1, 1)


def test_another_process_finds_what_this_one_kept(gone: list[int]) -> None:
    page = Drawing()
    ask("/", page)
    keeping.memory.__init__()  # type: ignore[misc]
    gone[0] = 0
    ask("/", page)
    assert page.number == 1


def test_a_change_is_seen_as_soon_as_it_answers_again(gone: list[int]) -> None:
    page = Drawing()
    ask("/", page)
    gone[0] = 0
    ask("/", page)
    gone[0] = -1
    make_article("2026-harbour")
    ask("/", page)
    assert page.number == 2


def test_what_nobody_kept_says_when_to_come_again(
    gone: list[int], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.raise_request_exception = False
    gone[0] = 0
    monkeypatch.setattr(connection, "cursor", lambda *_: (_ for _ in ()).throw(OperationalError("connection refused")))
    answer = client.get("/latest/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "database does not answer" in answer.content.decode()
