"""The commands on seed files as scripts use them: what they print, where, and how they end."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import execute_from_command_line, load_command_class

from tests.conftest import Manage
from tests.lengths import length, sampled
from tests.seeds import entry, seed_text


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_check_seeds_needs_no_database_and_touches_nothing(manage: Manage, tmp_path: Path) -> None:
    good = write(tmp_path, "in/2023-01-24-good.md", seed_text(odd="1"))
    bad = write(tmp_path, "in/2023-01-24-bad.md", seed_text(quality="many", heat="x"))
    done = manage("check_seeds", tmp_path / "in")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{bad}:8: quality: expected a whole number, found “many”",
        f"{bad}:9: heat: expected a whole number, found “x”",
        f"{good}:16: odd: a key that newsroom does not know; it is kept",
    ]
    assert done.stdout.splitlines()[-1] == (
        "2 files: 0 created, 0 updated, 1 unchanged, 0 conflicts, 1 rejected, 1 warnings"
    )
    assert not (tmp_path / "data").exists()
    assert manage("check_seeds", good).returncode == 0


def test_json_is_one_object_and_nothing_else(manage: Manage, tmp_path: Path) -> None:
    bad = write(tmp_path, "bad.md", "---\ntitle: x\n")
    done = manage("check_seeds", bad, "--json")
    report = json.loads(done.stdout)
    assert report.pop("seconds") >= 0
    assert report == {
        "files": 1, "created": 0, "updated": 0, "unchanged": 0, "conflicts": 0, "rejected": 1, "warnings": 0, "settled": 0,
        "problems": [
            {"path": str(bad), "line": 1, "field": "file", "code": "no-closing-fence",
             "message": "the front matter has no closing line of ---", "severity": "error"}
        ],
    }  # fmt: skip


WRONG = [
    ("import_seeds",),
    ("import_seeds", "/no/such/folder"),
    ("import_seeds", ".", "--conflict", "both"),
    ("import_seeds", ".", "--jobs", "0"),
    ("export_seeds",),
    ("export_seeds", "manage.py"),
    ("export_seeds", "out", "--status", "lost"),
    ("check_seeds", "/no/such/folder"),
    ("cache_images", "--limit", "0"),
    ("cache_images", "--limit", "-1"),
    ("cache_images", "--limit", "x"),
    ("cache_images", "--limit", "1.5"),
]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import_seeds", ".", "--jobs", "0"), "argument --jobs: expected a whole number from 1 to 256, found 0"),
        (("import_seeds", ".", "--jobs", "257"), "argument --jobs: expected a whole number from 1 to 256, found 257"),
        (("import_seeds", ".", "--jobs", "many"), "argument --jobs: expected a whole number from 1 to 256, found many"),
        (("cache_images", "--limit", "0"), "argument --limit: expected a whole number from 1 on, found 0"),
        (("quickstart", "--port", "65536"), "argument --port: expected a port from 1 to 65535, found 65536"),
        (("quickstart", "--port", "٣"), "argument --port: expected a port from 1 to 65535, found ٣"),
    ],
)
def test_a_wrong_argument_is_told_what_is_expected(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = load_command_class("articles", arguments[0])
    with pytest.raises(SystemExit) as stopped:
        command.run_from_argv(["manage.py", *arguments])
    assert (stopped.value.code, said in " ".join(capsys.readouterr().err.split())) == (2, True)


@pytest.mark.parametrize("arguments", WRONG)
def test_wrong_arguments_end_with_2(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", *arguments])
    assert ended.value.code == 2


def test_how_a_command_ends_is_how_its_process_ends(manage: Manage) -> None:
    done = manage("import_seeds", "/no/such/folder")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "CommandError: no such file or folder: /no/such/folder\n"


KILLS = length(sample=2, whole=20)
A_BATCH = 200


def rows(database: Path, query: str) -> int:
    with closing(sqlite3.connect(database)) as opened:
        (number,) = opened.execute(query).fetchone()
        return int(number)


@sampled
def test_a_killed_import_leaves_whole_articles_and_the_next_one_completes(
    manage: Manage, begun: Path, tmp_path: Path
) -> None:
    wanted = {}
    for number in range(A_BATCH * 2 * (KILLS + 1)):  # two batches may go in together
        related = "".join(entry("A tide table for editors", f"https://news.example.org/{n}") for n in range(6))
        text = seed_text(webUrl=f'"https://news.example.org/{number}"', related=related)
        wanted[f"2023-01-24-t{number}.md"] = text
        write(tmp_path, f"in/2023-01-24-t{number}.md", text)
    chance, database = random.Random(20), begun / "newsroom.sqlite3"
    for _ in range(KILLS):
        before = rows(database, "SELECT count(*) FROM articles_article")
        began = subprocess.Popen(
            [sys.executable, "manage.py", "import_seeds", str(tmp_path / "in"), "--jobs", "1"],
            cwd=settings.BASE_DIR, env={"NEWSROOM_DATA_DIR": str(tmp_path / "data"), "PATH": "/usr/bin:/bin"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while began.poll() is None and rows(database, "SELECT count(*) FROM articles_article") == before:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.1))  # somewhere in the batch that follows
        began.send_signal(signal.SIGKILL)
        began.wait()
        with closing(sqlite3.connect(database)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        articles = rows(database, "SELECT count(*) FROM articles_article")
        assert articles >= before  # on a busy machine the kill may come when all is in
        assert rows(database, "SELECT count(*) FROM articles_relatedlink") == articles * 6
        assert rows(database, "SELECT count(*) FROM articles_revision") == articles
        assert rows(database, "SELECT coalesce(sum(created), 0) FROM articles_import") == articles
    assert manage("import_seeds", tmp_path / "in").returncode == 0
    assert manage("export_seeds", tmp_path / "out").returncode == 0
    assert {path.name: path.read_text() for path in (tmp_path / "out/_news").iterdir()} == wanted
