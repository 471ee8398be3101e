"""The media storage: whole files or none."""

import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from newsroom.media import UNFINISHED, Media


class Breaking(ContentFile):  # type: ignore[type-arg]
    """Ends in the middle, as a full disk does."""

    def chunks(self, chunk_size: int | None = None) -> object:  # type: ignore[override]
        yield b"half of "
        raise OSError("no space left on device")


def test_a_file_is_stored_under_its_name_and_readable_by_a_server(tmp_path: Path) -> None:
    storage = Media(tmp_path)
    assert storage.save("pictures/ab/a.jpg", ContentFile(b"content")) == "pictures/ab/a.jpg"
    path = tmp_path / "pictures/ab/a.jpg"
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"content", 0o644)
    assert list((tmp_path / UNFINISHED).iterdir()) == []


def test_what_is_there_stays(tmp_path: Path) -> None:
    storage = Media(tmp_path)
    for content in (b"first", b"second"):
        assert storage.save("a.jpg", ContentFile(content)) == "a.jpg"
    assert (tmp_path / "a.jpg").read_bytes() == b"first"


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no space"):
        Media(tmp_path).save("a.jpg", Breaking(b""))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_killed_writers_left_is_removed_after_an_hour(tmp_path: Path) -> None:
    folder = tmp_path / UNFINISHED
    Media(tmp_path).tidy()
    folder.mkdir()
    old, new = folder / "old", folder / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 4000, time.time() - 4000))
    Media(tmp_path).tidy()
    assert list(folder.iterdir()) == [new]
