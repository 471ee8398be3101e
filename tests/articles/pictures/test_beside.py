"""Pictures beside the seeds: taken from below the folder that is imported, and never from outside of it."""

import os
import shutil
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Picture
from articles.pictures import take_beside
from articles.pictures.beside import file_of, roots
from tests.articles.pictures.files import picture
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def with_pictures(archive: Archive, db: None) -> Archive:
    archive.write_article(images="\n  - url: /assets/images/buoy%201.jpg\n  - url: /assets/missing.jpg")
    archive.write("assets/images/buoy 1.jpg", picture(size=(90, 60)))
    archive.write("assets/images/logo.png", picture("PNG", (50, 50)))
    archive.write("assets/images/sea.gif", picture("GIF", (70, 70)))
    archive.write(
        "_data/organizations/news.example.org.md",
        "---\ntaxonomy: organization\n_id: news.example.org\nname: Example\ndomain: news.example.org\n"
        "images:\n  - url: /assets/images/logo.png\n---\n",
    )
    archive.write(
        "_data/topics/00-ai.yaml", "taxonomy: topic\n_id: ai\nname: AI\nimages:\n  - /assets/images/sea.gif\n"
    )
    archive.bring()
    return archive


def kept() -> list[tuple[str, int]]:
    return sorted(Picture.objects.with_copy().values_list("url", "width"))


ALL = [("/assets/images/buoy%201.jpg", 90), ("/assets/images/logo.png", 50), ("/assets/images/sea.gif", 70)]


def test_articles_providers_and_topics_pictures_are_taken(with_pictures: Archive) -> None:
    counts = take_beside([str(with_pictures.folder)])
    assert (counts.cached, counts.failed) == (3, 0)
    assert kept() == ALL


def test_what_is_here_is_not_taken_again_until_somebody_writes_to_it(with_pictures: Archive) -> None:
    take_beside([str(with_pictures.folder)])
    assert take_beside([str(with_pictures.folder)]).all == 0
    path = with_pictures.write("assets/images/logo.png", picture("PNG", (60, 60)))
    os.utime(path, (time.time() + 5, time.time() + 5))
    assert take_beside([str(with_pictures.folder)]).cached == 1
    assert ("/assets/images/logo.png", 60) in kept()


def test_what_was_lost_is_taken_again(with_pictures: Archive, tmp_path: Path) -> None:
    take_beside([str(with_pictures.folder)])
    shutil.rmtree(tmp_path / "media")
    assert take_beside([str(with_pictures.folder)]).cached == 3


def test_a_file_that_is_no_picture_is_refused_once(with_pictures: Archive) -> None:
    path = with_pictures.write("assets/missing.jpg", "<svg onload='alert(1)'/>")
    counts = take_beside([str(with_pictures.folder)])
    assert (counts.failed, counts.problems) == (1, [(str(path), "an SVG, which may hold scripts")])
    assert Picture.objects.get(url="/assets/missing.jpg").reason == "an SVG, which may hold scripts"
    assert take_beside([str(with_pictures.folder)]).all == 0


@pytest.mark.parametrize("part", ["_news", "_news/2023-01-24-tides.md", "_data/organizations"])
def test_of_a_part_of_an_archive_the_archive_is_the_root(with_pictures: Archive, part: str) -> None:
    assert roots([str(with_pictures.folder / part)]) == [str(with_pictures.folder)]
    take_beside([str(with_pictures.folder / part)])
    assert kept() == ALL


def test_standard_input_has_no_root() -> None:
    assert roots(["-"]) == []


@pytest.mark.parametrize(
    "url",
    [
        "/../secret.jpg", "/assets/../../secret.jpg", "/%2e%2e/secret.jpg", "/assets/%2e%2e/%2e%2e/secret.jpg",
        "/..%2fsecret.jpg",
        "/link.jpg", "/linked/secret.jpg", "/assets/hop.jpg", "/fifo", "/assets", "/", "/%00", "/a%00.jpg", "/nothing.jpg",
    ],
)  # fmt: skip
def test_nothing_leads_out_of_the_root(tmp_path: Path, url: str) -> None:
    root = tmp_path / "root"
    (root / "assets").mkdir(parents=True)
    (tmp_path / "secret.jpg").write_bytes(picture())
    (root / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (root / "linked").symlink_to(tmp_path)
    (root / "assets/hop.jpg").symlink_to("../../secret.jpg")
    os.mkfifo(root / "fifo")
    assert file_of(url, str(root)) is None


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    (tmp_path / "b.jpg").symlink_to("a.jpg")
    found = file_of("/b.jpg?x=1#y", str(tmp_path))
    assert found is not None
    assert found.path == str(tmp_path / "a.jpg")


def test_the_import_takes_them_and_says_so_where_scripts_do_not_look(
    with_pictures: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_seeds", str(with_pictures.folder), "--dry-run")
    assert kept() == []
    call_command("import_seeds", str(with_pictures.folder))
    told = capsys.readouterr()
    assert kept() == ALL
    assert told.err.splitlines()[-1] == "Pictures next to the seeds: 3 taken, 0 refused"
    assert told.out.splitlines()[-1].startswith("3 files: ")
