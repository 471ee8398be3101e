"""Which files are read: not those that nobody wrote to since their last import."""

import os
from pathlib import Path

import pytest

from articles.exchange.importer import files
from articles.exchange.importer.files import SeedFile
from articles.models import Article
from tests.seeds import Archive, archive, counts, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read, in order; a file counts as settled at once."""
    names: list[str] = []
    honest = SeedFile.read

    def noted(file: SeedFile) -> bytes:
        names.append(file.name)
        return honest(file)

    monkeypatch.setattr(files, "SETTLED_SECONDS", -60)
    monkeypatch.setattr(SeedFile, "read", noted)
    return names


def test_a_file_that_nobody_wrote_to_is_not_read_again(archive: Archive, read: list[str]) -> None:
    path = archive.write_article()
    assert [counts(archive.bring()), counts(archive.bring())] == [{"created": 1}, {"unchanged": 1}]
    assert read == [path.name]


def test_a_file_of_the_same_size_and_time_is_read_if_it_was_written_to(archive: Archive, read: list[str]) -> None:
    path = archive.write_article(title='"Before"')
    archive.bring()
    was = path.stat()
    path.write_text(path.read_text().replace("Before", "Behind"))
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert counts(archive.bring()) == {"updated": 1}
    assert the_article().title == "Behind"


def test_a_file_that_is_only_touched_is_read_once_more(archive: Archive, read: list[str]) -> None:
    path = archive.write_article()
    archive.bring()
    os.utime(path)
    assert [counts(archive.bring()), counts(archive.bring())] == [{"unchanged": 1}, {"unchanged": 1}]
    assert read == [path.name, path.name]


def test_a_file_that_was_written_just_now_is_not_known_by_its_times(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    assert Article.objects.get().source_stamp is None


def test_a_second_file_of_an_unchanged_article_is_refused_though_unread(
    archive: Archive, read: list[str], tmp_path: Path
) -> None:
    path = archive.write_article()
    archive.bring()
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    assert counts(archive.bring(copy, path)) == {"unchanged": 1, "rejected": 1}
