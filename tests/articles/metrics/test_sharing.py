"""The numbers of all processes, of those that have ended too, and what happens to their files."""

import errno
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from articles.metrics import counting, sharing
from articles.metrics.counting import BUCKETS, Tallied
from articles.metrics.sharing import count
from tests.articles.metrics.asked import watched

__all__ = ["watched"]

OF_ARTICLES = ("GET", "article", "2xx", "kept")
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@contextmanager
def other(how: Callable[[], None]) -> Iterator[None]:
    """Another process, which has answered seven requests, and within this context lives; then it ends as `how` says."""
    (told, telling), (waits, ends) = os.pipe(), os.pipe()
    if not (child := os.fork()):
        for _ in range(7):
            counting.add_answer("GET", "article", 200, 0.002, is_kept=True)
        counting.watch_process(lambda: {"readers:busy": 3})
        sharing.shared().write()
        os.write(telling, b"told")
        os.read(waits, 1)
        how()
        os._exit(0)
    try:
        assert os.read(told, 4) == b"told"
        yield
    finally:
        os.write(ends, b"!")
        os.waitpid(child, 0)
        for each in (told, telling, waits, ends):
            os.close(each)


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def having_counted_more() -> None:
    for _ in range(3):
        count("GET", "article", 200, 0.002, is_kept=True)
    sharing._write_last(sharing.shared())


def gathered() -> Tallied:
    return sharing.shared().gathered()


def test_the_numbers_of_all_processes_are_told_and_do_not_fall_when_one_is_killed(watched: Path) -> None:
    count("GET", "article", 200, 0.002, is_kept=True)
    with other(killed):
        both = gathered()
    assert (both.requests[OF_ARTICLES], both.now["processes"], both.now["readers:busy"]) == (8, 2, 3)
    assert both.durations["article", "kept"][BUCKETS.index(0.0025)] == 8
    for _ in range(2):  # it is folded, and then found folded
        one = gathered()
        assert (one.requests[OF_ARTICLES], one.now["processes"], one.now["readers:busy"]) == (8, 1, 0)
        assert one.cpu >= both.cpu


def test_the_files_of_processes_that_ended_are_cleaned_away(watched: Path) -> None:
    for _ in range(2):
        with other(killed):
            pass
    assert gathered().requests[OF_ARTICLES] == 14
    assert sorted(path.name for path in watched.iterdir()) == ["ended.json", "turn"]


def test_a_process_tells_the_rest_when_it_ends(watched: Path) -> None:
    with other(having_counted_more):
        pass
    assert gathered().requests[OF_ARTICLES] == 10


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"requests": [[1]]}', '{"requests": [], "durations": [["a", "kept", [1]]]}']
)
def test_a_file_that_is_torn_or_of_another_version_counts_as_none(text: str, watched: Path) -> None:
    count("GET", "article", 200, 0.002, is_kept=True)
    sharing.shared().write()
    (watched / "ended.json").write_text(text)
    (watched / "99-other.alive").touch()
    (watched / "99-other.json").write_text(text)
    assert gathered().requests[OF_ARTICLES] == 1


def test_a_full_disk_fails_no_answer(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    monkeypatch.setattr(Path, "open", full)
    count("GET", "article", 200, 0.002, is_kept=True)
    assert gathered().requests[OF_ARTICLES] == 1
    with pytest.raises(OSError, match="No space"):
        sharing.shared().write()
    sharing._write_last(sharing.shared())


def test_a_forked_process_begins_at_nothing(watched: Path) -> None:
    count("GET", "article", 200, 0.002, is_kept=True)
    if not (child := os.fork()):
        os._exit(0 if not counting.own.tallied.requests and sharing._sharing is None else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_a_site_that_nobody_may_ask_counts_nothing(client: Client, watched: Path, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    client.get("/healthz")
    assert counting.own.tallied == Tallied()


def test_changes_are_told_by_themselves(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "_sharing", None)
    count("GET", "article", 200, 0.002, is_kept=True)
    mine = sharing.shared()
    end = time.monotonic() + 20
    while not (watched / f"{mine.name}.json").exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert json.loads((watched / f"{mine.name}.json").read_text())["requests"] == [[*OF_ARTICLES, 1]]
