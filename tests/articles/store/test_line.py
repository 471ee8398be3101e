"""Who waits to write on SQLite: first come, first served, and long work lets them go first."""

import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from articles.models import Masthead
from articles.store import let_others_write, line, one_writer, others_wait_to_write, turns

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own line"),
]


def waiting(number: int) -> None:
    """Return when so many threads stand in line."""
    while len(line._line) < number:
        time.sleep(0.001)


def test_who_came_first_writes_first() -> None:
    wrote: list[int] = []

    def write(number: int) -> None:
        try:
            with one_writer():
                wrote.append(number)
                time.sleep(0.005)
        finally:
            connection.close()

    threads = []
    with one_writer():
        for number in range(6):
            threads.append(threading.Thread(target=write, args=(number,)))
            threads[-1].start()
            waiting(number + 2)
    for thread in threads:
        thread.join()
    assert wrote == list(range(6))


def test_who_waits_too_long_is_refused_and_leaves_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[str] = []

    def write() -> None:
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
        try:
            with one_writer():
                pass
        except OperationalError as failed:
            refused.append(str(failed))
        finally:
            connection.close()

    with one_writer():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert len(line._line) == 1
    assert refused == ["database is locked"]
    assert not len(line._line)


def test_a_writer_in_a_transaction_of_its_own_waits_in_no_line() -> None:
    with transaction.atomic(), one_writer():
        assert not len(line._line)


def test_a_writer_beside_the_line_is_waited_for() -> None:
    """Django's own transactions, such as those of sessions, take no place in it."""
    begun, wrote = threading.Event(), []

    def write() -> None:
        with transaction.atomic():
            begun.set()
            time.sleep(0.02)
            wrote.append("beside")
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    begun.wait()
    with one_writer():
        wrote.append("in line")
        Masthead.objects.exists()
    thread.join()
    assert wrote == ["beside", "in line"]


def test_long_work_lets_those_go_first_who_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_COURTESY", 30)
    wrote: list[str] = []

    def write() -> None:
        with one_writer():
            wrote.append("editor")
        connection.close()

    with one_writer():
        thread = threading.Thread(target=write)
        thread.start()
        waiting(2)
    waited = let_others_write()
    wrote.append("import")
    thread.join()
    assert wrote == ["editor", "import"]
    assert waited
    assert not others_wait_to_write()


def test_whoever_waits_in_another_process_is_seen() -> None:
    """An announcement is a lock on a file, which two openings of it contend for as two processes do."""
    assert not line.somebody_waits()
    with line.announced():
        assert line.somebody_waits()
    assert not line.somebody_waits()
