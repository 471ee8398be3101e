"""A folder as its owner wants it: what others put there stays, and whatever went wrong, nothing is lost."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from articles.baked import BakeError, FolderError, bake
from articles.baked.answers import FileAnswer, Server
from articles.baked.folder import MARK
from tests.articles.baked.looking import dangling, files, files_of_a_new_bake, folder, some_articles
from tests.rows import make_article, make_topic

__all__ = ["folder"]
pytestmark = pytest.mark.django_db


def test_a_folder_of_others_is_left_alone(folder: Path) -> None:
    make_article("a")
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderError, match="holds files that bake did not write"):
        bake(folder)
    assert files(folder) == {"thesis.txt": b"years of work"}
    with pytest.raises(FolderError, match="is a file"):
        bake(folder / "thesis.txt")


def test_what_others_put_beside_the_site_stays(folder: Path) -> None:
    (folder / ".git").mkdir(parents=True)
    (folder / ".git/HEAD").write_text("ref")
    make_article("a")
    bake(folder)
    (folder / "CNAME").write_text("news.example.org")
    (folder / "news/stray").mkdir()
    (folder / "news/stray/index.html").write_text("once an article")
    assert bake(folder).removed == 1
    assert (folder / ".git/HEAD").read_text() == "ref"
    assert (folder / "CNAME").read_text() == "news.example.org"
    assert not (folder / "news/stray").exists()


def test_a_file_that_somebody_changed_is_mended(folder: Path) -> None:
    make_article("a")
    bake(folder)
    found = files(folder)
    (folder / "news/a/index.html").write_text("spoilt")
    (folder / "feed.rss").unlink()
    assert bake(folder).written == 2
    assert files(folder) == found


def test_a_killed_bake_is_gone_on_with(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some_articles(5)
    replace, left = os.replace, iter(range(9))

    def killed(source: Any, target: Any) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            bake(folder)
    assert len(files(folder)) == 9
    assert bake(folder).written > 9
    assert files(folder) == files_of_a_new_bake(folder.parent / "other")


def test_nothing_is_changed_where_a_page_cannot_be_drawn(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some_articles(3)
    bake(folder)
    found = files(folder)
    make_article("new")
    monkeypatch.setattr("articles.views.front.site_name", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bake(folder)
    assert files(folder) == found


def test_an_address_that_can_be_no_file_is_told(folder: Path) -> None:
    make_article("é" * 200)
    make_article("a")
    done = bake(folder)
    assert {address for address, _ in done.problems} == {f"/news/{'é' * 200}/", f"/api/news/{'é' * 200}/index.json"}
    assert all("longer than the 255 bytes" in reason for _, reason in done.problems)
    assert (folder / "news/a/index.html").exists()


@pytest.mark.parametrize("slug", ["2026-11-24-caf\u00e9 & co", "100%25", "a%2fb", "..%2f..", "日本", "it's"])
def test_odd_names_are_files_of_that_name(slug: str, folder: Path, client: Client) -> None:
    make_article(slug)
    assert bake(folder).problems == []
    assert (folder / "news" / slug / "index.html").is_file()
    found = files(folder)
    assert dangling(found, found) == []


@pytest.mark.parametrize("slug", [".", ".."])
def test_no_name_leads_out_of_the_folder(slug: str, folder: Path) -> None:
    make_article("a")
    make_topic(slug, slug=slug, in_data=True)
    done = bake(folder)
    assert f"/topics/{slug}/" in {address for address, _ in done.problems}
    assert sorted(path.name for path in folder.parent.iterdir()) == ["baked"]


def test_two_addresses_never_share_a_file(folder: Path) -> None:
    make_article("a", make_topic("Odd", slug="index.json"))
    assert [address for address, _ in bake(folder).problems] == ["/api/news/index.json"]


def test_one_bake_at_a_time(folder: Path) -> None:
    make_article("a")
    refused: list[str] = []

    def again() -> None:
        with pytest.raises(FolderError, match="let it end") as stopped:
            bake(folder)
        refused.append(str(stopped.value))

    bake(folder, again)
    assert len(refused) > 10


def test_a_site_that_does_not_answer_at_its_address_is_told(folder: Path, settings: Settings) -> None:
    make_article("a")
    settings.ALLOWED_HOSTS = ["other.example"]
    with pytest.raises(BakeError, match="add its host to ALLOWED_HOSTS"):
        bake(folder)
    assert not folder.exists()


def test_nothing_is_baked_that_is_drawn_but_not_served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_article("a")
    monkeypatch.setattr(Server, "answer", lambda *_: FileAnswer(500, b"", {}))
    with pytest.raises(BakeError, match="the site answers 500"):
        bake(folder)
    assert files(folder) == {}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("what", ["pipe", "/dev/zero", "../mark"])
def test_a_folder_is_not_ours_because_something_has_the_name_of_our_mark(what: str, folder: Path) -> None:
    folder.mkdir()
    if what == "pipe":
        os.mkfifo(folder / "_headers")
    else:
        (folder.parent / "mark").write_text(MARK)
        (folder / "_headers").symlink_to(what)
    with pytest.raises(FolderError, match="holds files that bake did not write"):
        bake(folder)
