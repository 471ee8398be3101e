"""What others put where a page is to be is told, the rest is baked, and nothing outside of the folder is touched."""

import os
from pathlib import Path
from typing import Any

import pytest

from articles.baked import bake
from tests.rows import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_article("a")
    bake(tmp_path / "baked")
    make_article("b")
    return tmp_path / "baked"


def told(folder: Path) -> dict[str, str]:
    done = bake(folder)
    assert "/news/b/" in (folder / "latest/index.html").read_text()  # the rest is baked
    return {address: reason.partition(";")[0].removeprefix(f"{folder}/") for address, reason in done.problems}


def test_a_folder_where_a_page_is_to_be(folder: Path) -> None:
    (folder / "news/b/index.html/mine").mkdir(parents=True)
    assert told(folder) == {"/news/b/index.html": "news/b/index.html is a folder, and is not ours"}


def test_a_file_where_a_folder_is_to_be(folder: Path) -> None:
    (folder / "news/b").write_text("mine")
    assert told(folder) == {"/news/b/index.html": "news/b is no folder, and is not ours"}


def test_no_link_leads_a_bake_elsewhere(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / "news/b").symlink_to(tmp_path / "elsewhere")
    assert told(folder) == {"/news/b/index.html": "news/b is no folder, and is not ours"}
    assert os.listdir(tmp_path / "elsewhere") == []


def test_what_may_not_be_read_is_not_ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "lost+found").mkdir()
    listed = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("lost+found"):
            raise PermissionError
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert told(folder) == {}
