"""No file stops a command: what cannot be read or written is told in one line each, and the rest goes on."""

import errno
import os
import socket
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import OperationalError

from articles.bridge.slugs import free_slug
from articles.exchange.importer import files, run
from articles.exchange.importer.files import find_seeds
from articles.management.plain_command import PlainCommand
from tests.rows import make_article
from tests.seeds import Archive, archive, counts, seed_text

__all__ = ["archive"]
OURS = sorted(name for name, app in get_commands().items() if app == "articles")


@pytest.fixture
def odd(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Nothing of this can be read as a seed, except for `2023-01-24-tides.md`."""
    archive.write_article()
    news = archive.folder / "_news"
    monkeypatch.chdir(news)  # the name of a socket must be short
    Path("a.md").symlink_to("b.md")
    Path("b.md").symlink_to("a.md")
    Path("loop").symlink_to("loop")
    Path("gone.md").symlink_to("/nowhere/at/all")
    Path("full.md").symlink_to("/dev/full")
    Path("zero.md").symlink_to("/dev/zero")
    Path("folder.md").symlink_to("/")
    os.mkfifo("pipe.md")
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("socket.md")
    archive.write("_news/2023-01-24-a\nb.md", seed_text())
    archive.write("_news/2023-01-24-\x1b[31m.md", seed_text())
    archive.write(os.fsdecode(b"_news/2023-01-24-\xff.md"), seed_text())
    archive.write("_news/2023-01-24-empty.md", b"")
    archive.write("_news/2023-01-24-nul.md", b"\0" * 5_000)
    archive.write("_news/2023-01-24-dots.md", seed_text(provider="\n  domain: .."))
    with open("2023-01-24-huge.md", "wb") as huge:
        huge.truncate(100_000_000)
    return archive


WHY = {
    "a.md": "is a link that leads back to itself", "b.md": "is a link that leads back to itself",
    "gone.md": "is not there", "full.md": "is no file, but a pipe or a device", "zero.md": "is no file, but a pipe or a device",
    "pipe.md": "is no file, but a pipe or a device", "socket.md": "is no file, but a socket",
    "folder.md": "is a folder, and its name that of a file", "2023-01-24-a\nb.md": "its name has control characters",
    "2023-01-24-\x1b[31m.md": "its name has control characters", "2023-01-24-\\xff.md": "the file's name is not UTF-8",
    "2023-01-24-empty.md": "empty", "2023-01-24-nul.md": "control character U+0000", "2023-01-24-huge.md": "1,048,577 bytes",
    "2023-01-24-dots.md": "expected a domain",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.timeout(30)
def test_whatever_lies_among_seeds_is_told_in_a_line_and_the_seed_goes_in(odd: Archive) -> None:
    report = odd.bring()
    said = {os.path.basename(problem.path): problem for problem in report.problems}
    assert sorted(said) == sorted(WHY)
    assert [name for name, why in WHY.items() if not said[name].message.startswith(why)] == []
    assert all(len(str(problem).splitlines()) == 1 for problem in report.problems)
    assert counts(report) == {"created": 1, "rejected": len(WHY)}


def test_a_folder_that_cannot_be_read_is_told_and_the_others_are_read(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write("closed/a.md", seed_text())
    archive.write("open/b.md", seed_text())
    listed = os.scandir

    def scandir(path: str) -> Any:
        if path.endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = run.check_seeds([str(archive.folder)])
    assert [str(problem) for problem in report.problems] == [
        f"{archive.folder}/closed:1: file: cannot be read (Permission denied); check its permissions"
    ]
    assert counts(report) == {"unchanged": 1, "rejected": 1}


@pytest.mark.skipif(os.geteuid() == 0, reason="to root, every folder is open")
def test_a_closed_folder_is_told(archive: Archive) -> None:
    archive.write("closed/a.md", seed_text())
    (archive.folder / "closed").chmod(0)
    report = run.check_seeds([str(archive.folder)])
    (archive.folder / "closed").chmod(0o700)
    assert counts(report) == {"rejected": 1}


def test_folders_are_read_to_any_depth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(1_200):  # more than Python calls functions in each other
        os.mkdir("d")
        os.chdir("d")
    Path("a.md").write_text(seed_text())
    os.chdir(tmp_path)
    assert [file.name for file in find_seeds(["d"])] == ["a.md"]
    subprocess.run(["rm", "-r", "d"], check=True)  # pytest would call itself as often


def test_what_vanishes_or_changes_meanwhile_is_told(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, changed = archive.write("a.md", seed_text()), archive.write("b.md", seed_text())
    archive.write("c.md", seed_text())

    def found(*arguments: Any) -> Iterator[files.SeedFile]:
        yield from [*find_seeds(*arguments)]
        gone.unlink()

    looked_at = os.fstat

    def fstat(number: int) -> os.stat_result:
        state = looked_at(number)
        if os.path.samestat(state, changed.stat()):
            changed.write_text(changed.read_text() + "more\n")
        return state

    monkeypatch.setattr(run, "find_seeds", found)
    monkeypatch.setattr(os, "fstat", fstat)
    report = run.check_seeds([str(archive.folder)])
    said = {os.path.basename(problem.path): problem.message for problem in report.problems}
    assert said["a.md"].startswith("is not there, or is no more")
    assert said["b.md"] == "changed while it was read; import it again"
    assert counts(report) == {"unchanged": 1, "rejected": 2}


@pytest.mark.django_db
def test_a_numbered_slug_still_fits_into_the_name_of_a_file() -> None:
    slug = "2023-01-24-" + "𝒳" * 60  # 251 bytes
    make_article(slug)
    assert len(f"{free_slug(slug)}.md".encode()) <= files.MOST_NAME_BYTES


@pytest.mark.parametrize("name", OURS)
def test_every_command_ends_in_one_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command = load_command_class("articles", name)
    assert isinstance(command, PlainCommand)
    monkeypatch.setattr(type(command), "requires_system_checks", [])
    monkeypatch.setattr(type(command), "requires_migrations_checks", False)
    for wrong in (OSError(errno.ENOSPC, "No space left", "a\nb"), OperationalError("no\nserver"), CommandError("a\nb")):

        def handle(*_: Any, wrong: Exception = wrong, **__: Any) -> None:
            raise wrong

        monkeypatch.setattr(command, "handle", handle)
        with pytest.raises(CommandError) as stopped:
            command.execute(no_color=False, force_color=False, stdout=StringIO(), stderr=StringIO(), database="default")
        assert len(str(stopped.value).splitlines()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["export_seeds", "bake", "backup"])
@pytest.mark.parametrize("target", ["/dev/full", "/proc/x", "file", "file/below", "loop", "loop/below", "x" * 300])
def test_no_target_makes_a_command_fail(
    command: str, target: str, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write_article()
    archive.bring()
    place = tmp_path / "targets"
    place.mkdir()
    monkeypatch.chdir(place)
    Path("file").write_text("mine")
    Path("loop").symlink_to("loop")
    with pytest.raises(CommandError) as stopped:
        call_command(command, target, stdout=StringIO(), stderr=StringIO())
    assert len(str(stopped.value).splitlines()) == 1
    assert sorted(os.listdir()) == ["file", "loop"]
    assert Path("file").read_text() == "mine"
