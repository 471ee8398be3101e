"""The one command of a new user, run as a user runs it: in a process of its own, on a directory that does not exist."""

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

from tests.conftest import Manage

SEED = """---
title: "A tide table for editors"
publishedDateTime: 2023-01-24T11:00:00Z
webUrl: "https://news.example.org/tides"
published: true
provider:
  name: Example
  domain: news.example.org
---
"""


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "2023-01-24-a-tide-table.md").write_text(SEED)
    return folder


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "newsroom.sqlite3")) as database:
        return database.execute(query).fetchall()


def test_a_bare_directory_becomes_a_site(manage: Manage, tmp_path: Path, seeds: Path) -> None:
    done = manage("quickstart", "--no-serve", "--seeds", seeds)
    data = tmp_path / "data"
    assert (done.returncode, done.stderr) == (0, "")
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "secret_key").stat().st_mode) == 0o600
    assert (data / "static/staticfiles.json").exists()
    assert rows(data, "SELECT slug FROM articles_article") == [("2023-01-24-a-tide-table",)]
    assert rows(data, "SELECT username, is_superuser FROM auth_user") == [("editor", 1)]
    assert rows(data, "SELECT name FROM auth_group ORDER BY name") == [
        ("administrator",),
        ("contributor",),
        ("editor",),
        ("publisher",),
    ]


def test_a_second_run_keeps_all_data_and_tells_no_password(
    manage: Manage, tmp_path: Path, seeds: Path
) -> None:
    first = manage("quickstart", "--no-serve", "--seeds", seeds)
    key = (tmp_path / "data/secret_key").read_bytes()
    people = rows(tmp_path / "data", "SELECT * FROM auth_user")
    second = manage("quickstart", "--no-serve")
    assert "password" in first.stdout
    assert (second.returncode, second.stderr) == (0, "")
    assert "password" not in second.stdout
    assert (tmp_path / "data/secret_key").read_bytes() == key
    assert rows(tmp_path / "data", "SELECT * FROM auth_user") == people
    assert rows(tmp_path / "data", "SELECT count(*) FROM articles_article") == [(1,)]


def test_a_site_that_had_an_article_takes_no_seeds(manage: Manage, tmp_path: Path, seeds: Path) -> None:
    manage("quickstart", "--no-serve", "--seeds", seeds)
    (seeds / "2023-01-25-another.md").write_text(SEED.replace("tides", "waves"))
    done = manage("quickstart", "--no-serve", "--seeds", seeds)
    assert "Seeds: passed over" in done.stdout
    assert rows(tmp_path / "data", "SELECT count(*) FROM articles_article") == [(1,)]


def test_a_wrong_seed_is_said_and_stops_nothing(manage: Manage, tmp_path: Path, seeds: Path) -> None:
    (seeds / "2023-01-25-broken.md").write_text("no fence\n")
    done = manage("quickstart", "--no-serve", "--seeds", seeds)
    assert done.returncode == 0
    assert re.match(r".*2023-01-25-broken\.md:1: file: ", done.stderr)
    assert rows(tmp_path / "data", "SELECT count(*) FROM articles_article") == [(1,)]


def test_a_given_password_is_never_printed(manage: Manage, seeds: Path) -> None:
    done = manage("quickstart", "--no-serve", "--seeds", seeds, DJANGO_SUPERUSER_PASSWORD="hush-hush")
    assert done.returncode == 0
    assert "hush" not in done.stdout + done.stderr


def test_a_given_secret_key_is_not_kept(manage: Manage, tmp_path: Path, seeds: Path) -> None:
    manage("quickstart", "--no-serve", "--seeds", seeds, SECRET_KEY="0123456789" * 6)
    assert not (tmp_path / "data/secret_key").exists()


def test_migrating_alone_makes_the_data_directory(manage: Manage, tmp_path: Path) -> None:
    assert manage("migrate", "--noinput").returncode == 0
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert rows(tmp_path / "data", "PRAGMA journal_mode") == [("wal",)]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--seeds", "/no/such/folder"], 2, "--seeds: /no/such/folder: no such file or folder"),
        (["--port", "70000"], 2, "expected a port from 1 to 65535, found 70000"),
        (["--port", "http"], 2, "expected a port from 1 to 65535, found http"),
    ],
)
def test_wrong_arguments_change_nothing(
    arguments: list[str], status: int, said: str, manage: Manage, tmp_path: Path
) -> None:
    done = manage("quickstart", "--no-serve", *arguments)
    assert (done.returncode, said in done.stderr) == (status, True)
    assert not (tmp_path / "data").exists()


def test_a_port_in_use_is_said_in_one_line(manage: Manage, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        done = manage("quickstart", "--port", number)
    said = f"CommandError: port {number}: Address already in use; --port N serves on another one\n"
    assert (done.returncode, done.stderr) == (1, said)
    assert not (tmp_path / "data").exists()


def test_the_port_moves_the_site_and_ctrl_c_ends_it(tmp_path: Path, seeds: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    command = [
        sys.executable,
        "manage.py",
        "quickstart",
        "--seeds",
        str(seeds),
        "--port",
        url.rpartition(":")[2],
    ]
    environment = {"PATH": os.environ["PATH"], "NEWSROOM_DATA_DIR": str(tmp_path / "data")}
    with (tmp_path / "said").open("w+") as said:
        server = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=said, stderr=said, start_new_session=True
        )
        try:
            assert answer_of(f"{url}/readyz", server) == b"ok\n"
            os.killpg(server.pid, signal.SIGINT)
            assert server.wait(timeout=20) == 0
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
    printed = (tmp_path / "said").read_text()
    assert printed.endswith(f"Open {url}/ to read and {url}/admin/ to edit; Ctrl-C stops.\n")


def answer_of(url: str, server: "subprocess.Popen[bytes]") -> bytes:
    """What the server answers once it does; None of its answers within a minute is an error."""
    end = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < end:
        try:
            with urlopen(url, timeout=5) as answer:
                return bytes(answer.read())
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")
