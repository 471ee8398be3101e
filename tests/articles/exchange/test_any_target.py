"""Whatever stands where an export writes is told, nothing outside of the folder is touched, and nothing is half-written."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from articles.exchange.exporter import export_seeds
from articles.models import Topic
from tests.seeds import Archive, archive, counts

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
NAME = "2023-01-24-tides.md"


@pytest.fixture
def out(archive: Archive, tmp_path: Path) -> Path:
    archive.write_article()
    archive.write("_data/topics/10-b.yaml", "taxonomy: topic\n_id: b\nname: B\n")
    archive.bring()
    (tmp_path / "out/_news").mkdir(parents=True)
    return tmp_path / "out"


def said(folder: Path) -> list[tuple[str, str]]:
    report = export_seeds(folder)
    assert sorted(os.listdir(folder / "_data/topics")) == ["10-b.yaml"]  # the rest goes on
    return [(os.path.relpath(each.path, folder), each.message.partition(";")[0]) for each in report.problems]


def test_a_folder_where_a_file_is_to_be_is_told(out: Path) -> None:
    (out / "_news" / NAME).mkdir()
    assert said(out) == [(f"_news/{NAME}", "a folder has its name")]


def test_a_file_where_a_folder_is_to_be_is_told_once(out: Path, archive: Archive) -> None:
    archive.write_article("2023-01-25-more", webUrl='"https://news.example.org/more"')
    archive.bring()
    (out / "_news").rmdir()
    (out / "_news").write_text("mine")
    assert said(out) == [("_news", "is a file that has the name of a folder")]
    assert counts(export_seeds(out)) == {"unchanged": 1, "rejected": 2}
    assert (out / "_news").read_text() == "mine"


def test_a_folder_that_may_not_be_written_to_is_told_once(
    out: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write_article("2023-01-25-more", webUrl='"https://news.example.org/more"')
    archive.bring()
    opened = os.open

    def denied(path: Any, *arguments: Any, **more: Any) -> int:
        if os.path.dirname(path) == str(out / "_news"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return opened(path, *arguments, **more)

    monkeypatch.setattr(os, "open", denied)
    assert said(out) == [("_news", "cannot be written to")]


@pytest.mark.parametrize("place", ["_news", "_data"])
def test_no_link_leads_an_export_elsewhere(place: str, out: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (out / "_news").rmdir()
    (out / place).symlink_to(tmp_path / "elsewhere")
    report = export_seeds(out)
    assert [problem.path for problem in report.problems] == [str(out / place)]
    assert counts(report) == {"created": 1, "rejected": 1}
    assert os.listdir(tmp_path / "elsewhere") == []


@pytest.mark.timeout(30)
@pytest.mark.parametrize("what", ["pipe", "/dev/full", "/dev/zero", "loop", "mine"])
def test_what_is_no_file_is_replaced_and_not_written_to(what: str, out: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine")
    if what == "pipe":
        os.mkfifo(out / "_news" / NAME)
    else:
        (out / "_news" / NAME).symlink_to({"loop": NAME, "mine": str(mine)}.get(what, what))
    assert said(out) == []
    assert (out / "_news" / NAME).read_text().startswith("---\n")
    assert not (out / "_news" / NAME).is_symlink()
    assert mine.read_text() == "mine"


def test_a_full_disk_leaves_nothing_half_written(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fchmod", full)  # after the text was written
    with pytest.raises(OSError, match="No space left"):
        export_seeds(out)
    assert [path for path in out.rglob("*") if not path.is_dir()] == []


def test_names_that_differ_in_capitals_are_told_where_they_are_one(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Topic.objects.create(name="C", slug="c", in_data=True, file_name="10-B.yaml")
    assert counts(export_seeds(out)) == {"created": 3}
    monkeypatch.setattr(os.path, "samefile", lambda *_: True)
    report = export_seeds(out)
    assert [problem.message for problem in report.problems] == [
        "10-b.yaml is the same name here, where file systems know no capitals; export to another one, or rename one of the two"
    ]
