"""A server that says nothing more is given up in time, by each question, and the next one is asked of a new connection."""

import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.store import cutoff, register
from articles.store.cutoff import bound_statements, cut_off_after

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server"),
]
LONG = "SELECT pg_sleep(20)"  # for a client, a server that sleeps is one that is silent


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Iterator[BaseDatabaseWrapper]:
    monkeypatch.setattr(cutoff, "_EVERY", 0.02)
    with closing(connection.copy()) as found:
        found.ensure_connection()
        yield found


@pytest.fixture(autouse=True)
def no_sleepers() -> Iterator[None]:
    """A server sleeps on for whoever is gone, and a database in which somebody sleeps cannot be dropped."""
    yield
    sleepers = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'"
    with connection.cursor() as cursor:
        while True:
            cursor.execute(f"SELECT count(pg_terminate_backend(pid)) {sleepers}")
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.01)


def ask(database: BaseDatabaseWrapper, sql: str = "SELECT 1") -> int:
    with database.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0] or 0)


def test_a_question_without_an_answer_is_cut_off(other: BaseDatabaseWrapper) -> None:
    with pytest.raises(OperationalError), cut_off_after(0.05, other):
        ask(other, LONG)
    other.close()
    assert ask(other) == 1
    assert not cutoff._questions


def test_one_that_is_answered_in_time_is_not(other: BaseDatabaseWrapper) -> None:
    with cut_off_after(5, other):
        assert ask(other) == 1
    assert ask(other) == 1


def test_the_shorter_of_two_bounds_counts(other: BaseDatabaseWrapper) -> None:
    with pytest.raises(OperationalError), cut_off_after(0.05, other), cut_off_after(60, other):
        ask(other, LONG)


def test_each_statement_of_a_server_is_bounded_and_none_of_a_command(other: BaseDatabaseWrapper) -> None:
    commands = len(other.execute_wrappers)
    other.settings_dict["SILENT_AFTER"] = 0.05
    for _ in range(2):  # a connection that is opened again
        bound_statements(other)
    assert len(other.execute_wrappers) == commands + 1
    with pytest.raises(OperationalError):
        ask(other, LONG)


def test_who_asks_what_has_changed_waits_for_no_silent_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutoff, "_EVERY", 0.02)
    monkeypatch.setattr(register, "_PATIENCE", 0.05)
    monkeypatch.setattr(register, "_silent_until", 0.0)
    register.close()
    try:
        assert register.fetched(LONG) is None
        assert register.is_silent()
        assert register.fetched("SELECT 1") is None  # nor does the next one, for as long
        monkeypatch.setattr(register, "_silent_until", 0.0)
        assert register.fetched("SELECT 1") == [(1,)]
    finally:
        register.close()
