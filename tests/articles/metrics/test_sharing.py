"""The numbers of all processes, of those that have ended too, and what happens to their files."""

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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


# Another process, which has few threads: one of ours that is forked may inherit a lock that nobody is left to open.
_BEGIN = """
import os, signal, sys
import django
django.setup()
from articles.metrics import counting, sharing
def add(number):
    for _ in range(number):
        counting.add_answer("GET", "article", 200, 0.002, is_kept=True)
"""
_OTHER = """
sharing._sharing = sharing.Sharing(sharing.Path(sys.argv[1]) / "metrics")
add(7)
counting.watch_process(lambda: {"readers:busy": 3})
sharing.shared().write()
print("told", flush=True)
sys.stdin.read()
"""
KILLED = "os.kill(os.getpid(), signal.SIGKILL)"
HAVING_COUNTED_MORE = "add(3); sharing._write_last(sharing.shared())"


def other_process(script: str, folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", _BEGIN + script, str(folder)]
    place = {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "NEWSROOM_DATA_DIR": str(folder)}
    return subprocess.Popen(command, env=os.environ | place, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@contextmanager
def other(how: str, watched: Path) -> Iterator[None]:
    """Another process, which has answered seven requests, and within this context lives; then it ends as `how` says."""
    with other_process(_OTHER + how, watched.parent) as process:
        assert process.stdout
        assert process.stdout.readline() == "told\n"
        yield
        process.communicate()


def gathered() -> Tallied:
    return sharing.shared().gathered()


def test_the_numbers_of_all_processes_are_told_and_do_not_fall_when_one_is_killed(watched: Path) -> None:
    count("GET", "article", 200, 0.002, is_kept=True)
    with other(KILLED, watched):
        both = gathered()
    assert (both.requests[OF_ARTICLES], both.now["processes"], both.now["readers:busy"]) == (8, 2, 3)
    assert both.durations["article", "kept"][BUCKETS.index(0.0025)] == 8
    for _ in range(2):  # it is folded, and then found folded
        one = gathered()
        assert (one.requests[OF_ARTICLES], one.now["processes"], one.now["readers:busy"]) == (8, 1, 0)
        assert one.cpu >= both.cpu


def test_the_files_of_processes_that_ended_are_cleaned_away(watched: Path) -> None:
    for _ in range(2):
        with other(KILLED, watched):
            pass
    assert gathered().requests[OF_ARTICLES] == 14
    assert sorted(path.name for path in watched.iterdir()) == ["ended.json", "turn"]


def test_two_threads_of_a_process_may_write_at_a_time(watched: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        written = [pool.submit(sharing.shared().write) for _ in range(40)]
    assert [each.exception() for each in written] == [None] * 40


def test_a_process_tells_the_rest_when_it_ends(watched: Path) -> None:
    with other(HAVING_COUNTED_MORE, watched):
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
    script = """
add(1)
if not (child := os.fork()):
    os._exit(0 if not counting.own.tallied.requests and sharing._sharing is None else 1)
print(os.waitpid(child, 0)[1])
"""
    assert other_process(script, watched.parent).communicate()[0] == "0\n"


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
