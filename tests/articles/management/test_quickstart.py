"""The one command of a new user: run as a user runs it where processes and files matter, else inside the test."""

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from io import StringIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command, execute_from_command_line
from pytest_django import Settings

from articles.models import Article, Import
from tests.conftest import Manage
from tests.ports import free_port

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
GROUPS = ["administrator", "contributor", "editor", "publisher"]

Quickstart = Callable[..., tuple[str, str]]


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "2023-01-24-a-tide-table.md").write_text(SEED)
    return folder


@pytest.fixture
def quickstart(db: None, monkeypatch: pytest.MonkeyPatch) -> Quickstart:
    """`quickstart("--seeds", folder)` on the tests' database, without serving: what it printed, and what it warned of."""
    monkeypatch.setenv("SITE_URL", settings.SITE_URL)
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)

    def run(*arguments: object) -> tuple[str, str]:
        out, err = StringIO(), StringIO()
        call_command("quickstart", "--no-serve", *map(str, arguments), stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    return run


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "newsroom.sqlite3")) as database:
        return database.execute(query).fetchall()


def test_a_bare_directory_becomes_a_site_and_a_second_run_keeps_it(manage: Manage, tmp_path: Path, seeds: Path) -> None:
    data = tmp_path / "data"
    first = manage("quickstart", "--no-serve", "--seeds", seeds)
    assert (first.returncode, first.stderr) == (0, "")
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert (data / "static/staticfiles.json").exists()
    key, people = (data / "secret_key").read_bytes(), rows(data, "SELECT * FROM auth_user")
    second = manage("quickstart", "--no-serve", "--seeds", seeds)
    assert (second.returncode, second.stderr) == (0, "")
    assert "password" in first.stdout
    assert "password" not in second.stdout
    assert (data / "secret_key").read_bytes() == key
    assert rows(data, "SELECT * FROM auth_user") == people
    assert rows(data, "SELECT slug FROM articles_article") == [("2023-01-24-a-tide-table",)]


def test_the_editor_signs_in_with_the_printed_password(quickstart: Quickstart, seeds: Path) -> None:
    out, _ = quickstart("--seeds", seeds)
    editor = User.objects.get()
    printed = re.search(r"sign in as editor, password (\S+) \(shown this once\)", out)
    assert printed
    assert editor.check_password(printed[1])
    assert (editor.username, editor.is_superuser) == ("editor", True)


def test_a_given_password_is_never_printed(
    quickstart: Quickstart, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "hush-hush")
    said = quickstart("--seeds", seeds)
    assert User.objects.get().check_password("hush-hush")
    assert "hush" not in "".join(said)


def test_a_site_with_a_superuser_gets_no_other(quickstart: Quickstart, seeds: Path) -> None:
    User.objects.create_superuser("chief")
    out, _ = quickstart("--seeds", seeds)
    assert [user.username for user in User.objects.all()] == ["chief"]
    assert "password" not in out


def test_an_editor_who_is_no_superuser_is_not_made_one(quickstart: Quickstart, seeds: Path) -> None:
    User.objects.create_user("editor")
    out, _ = quickstart("--seeds", seeds)
    assert not User.objects.get().is_superuser
    assert "No superuser: editor is another person's account here" in out


def test_its_import_is_a_record(quickstart: Quickstart, seeds: Path) -> None:
    quickstart("--seeds", seeds)
    quickstart("--seeds", seeds)
    assert list(Import.objects.values_list("by_name", "state", "sources")) == [("quickstart", "finished", [str(seeds)])]


def test_the_roles_are_made(quickstart: Quickstart, seeds: Path) -> None:
    quickstart("--seeds", seeds)
    assert [group.name for group in Group.objects.order_by("name")] == GROUPS


def test_a_site_that_had_an_article_takes_no_seeds(quickstart: Quickstart, seeds: Path) -> None:
    quickstart("--seeds", seeds)
    (seeds / "2023-01-25-another.md").write_text(SEED.replace("tides", "waves"))
    out, _ = quickstart("--seeds", seeds)
    assert "Seeds: skipped, because this site has had articles" in out
    assert [article.slug for article in Article.objects.all()] == ["2023-01-24-a-tide-table"]


def test_a_wrong_seed_is_said_and_stops_nothing(quickstart: Quickstart, seeds: Path) -> None:
    (seeds / "2023-01-25-broken.md").write_text("no fence\n")
    out, err = quickstart("--seeds", seeds)
    assert re.match(r".*2023-01-25-broken\.md:1: file: ", err)
    assert "Seeds: 2 files: 1 created, 0 updated, 0 unchanged, 0 conflicts, 1 rejected, 0 warnings" in out
    assert Article.objects.count() == 1


def test_migrating_alone_makes_the_data_directory(manage: Manage, tmp_path: Path) -> None:
    assert manage("migrate", "--noinput").returncode == 0
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert rows(tmp_path / "data", "PRAGMA journal_mode") == [("wal",)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--seeds", "/no/such/folder"], "--seeds: /no/such/folder: no such file or folder"),
        (["--port", "70000"], "expected a port from 1 to 65535, found 70000"),
        (["--workers", "0"], "expected a whole number from 1 to 256, found 0"),
        (["--workers", "٣"], "expected a whole number from 1 to 256, found ٣"),
        (["--port", "http"], "expected a port from 1 to 65535, found http"),
    ],
)
def test_wrong_arguments_change_nothing(
    arguments: list[str], said: str, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", "quickstart", "--no-serve", *arguments])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
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


@contextmanager
def served(begun: Path, seeds: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """A site with two workers that answers, and its address. What it says is in the file `said` beside its data, and its
    log in `told`."""
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "manage.py", "quickstart", "--seeds", str(seeds), "--port", url.rpartition(":")[2]]
    environment = {"PATH": os.environ["PATH"], "NEWSROOM_DATA_DIR": str(begun)}
    with (begun.parent / "said").open("w+") as said, (begun.parent / "told").open("w+") as told:
        server = subprocess.Popen(
            [*command, "--workers", "2"], cwd=settings.BASE_DIR, env=environment, stdout=said, stderr=told,
            start_new_session=True,
        )  # fmt: skip
        try:
            assert answer_of(f"{url}/readyz", server) == b"ok\n"
            yield server, url
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def in_group(group: int) -> list[int]:
    """The processes of a group that run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, of, *_ = path.read_text().rpartition(")")[2].split()
            if int(of) == group and state != "Z":
                found.append(int(path.parent.name))
    return found


def left_of(group: int) -> list[int]:
    """The processes of a group that have not ended ten seconds after the first."""
    end = time.monotonic() + 10
    while (left := in_group(group)) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def test_workers_serve_at_the_port_and_ctrl_c_ends_them_all(begun: Path, seeds: Path) -> None:
    with served(begun, seeds) as (server, url):
        assert len(in_group(server.pid)) >= 3
        os.killpg(server.pid, signal.SIGINT)
        assert server.wait(timeout=8) == 0
        assert left_of(server.pid) == []
    assert "200 GET /readyz to 127.0.0.1" in (begun.parent / "told").read_text()
    printed = (begun.parent / "said").read_text()
    assert printed.endswith(f"Open {url}/ to read and {url}/admin/ to edit; Ctrl-C stops.\n")


def test_workers_end_where_the_parent_is_killed(begun: Path, seeds: Path) -> None:
    with served(begun, seeds) as (server, _):
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        assert left_of(server.pid) == []


def test_workers_that_end_are_started_again_however_often(begun: Path, seeds: Path) -> None:
    with served(begun, seeds) as (server, url):
        for _ in range(2):
            workers = set(in_group(server.pid)) - {server.pid}
            for each in workers:
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)
            assert answer_of(f"{url}/readyz", server) == b"ok\n"
            assert not workers & set(in_group(server.pid))


def answer_of(url: str, server: "subprocess.Popen[bytes]") -> bytes:
    """What the server answers, once it does within a minute."""
    end = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < end:
        try:
            with urlopen(url, timeout=5) as answer:
                return bytes(answer.read())
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")
