"""How long a server is left alone, and that a run leaves nothing behind."""

import os
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from articles.models import Picture
from articles.pictures import cache, due
from articles.pictures.caching import note_failure, remove_half_written
from tests.articles.pictures.files import picture
from tests.rows import NOW, make_article

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
SMALL = picture(size=(60, 40))


@pytest.mark.parametrize(
    ("asked", "hours"), [(None, 1), (0, 1), (60, 1), (3 * 3600, 3), (29 * 86_400, 29 * 24), (31 * 86_400, 30 * 24)]
)
def test_a_server_may_ask_for_a_longer_pause_than_ours_but_for_no_shorter_one(asked: float | None, hours: int) -> None:
    note_failure("https://i.example.org/a.jpg", "the server answers 429", NOW, wait=asked)
    assert Picture.objects.get().retry_at == NOW + timedelta(hours=hours)


def test_pictures_of_what_is_not_live_yet_wait() -> None:
    make_article("later", go_live_at=NOW).images.create(position=0, url="https://i.example.org/later.jpg")
    assert [list(due(at)) for at in (NOW - timedelta(seconds=1), NOW)] == [[], ["https://i.example.org/later.jpg"]]


def test_what_a_killed_run_left_half_written_is_removed(media: Path) -> None:
    left = media / ".unfinished" / "part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    remove_half_written()
    assert not left.exists()


def test_no_worker_keeps_a_process_that_ends() -> None:
    kinds = []

    def fetch(url: str) -> bytes:
        kinds.append(threading.current_thread().daemon)
        return SMALL

    assert [counts.cached for counts in cache(["https://i.example.org/a.jpg"], fetch=fetch)] == [1]
    assert kinds == [True]


def test_a_run_that_is_given_up_ends_its_workers_after_what_they_are_at() -> None:
    before, asked = set(threading.enumerate()), []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return SMALL

    some: Any = cache(
        [f"https://{host}.example.org/{n}.jpg" for host in "abc" for n in range(9)], fetch=fetch, seconds=60
    )
    next(some)
    some.close()
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert set(threading.enumerate()) <= before
    assert len(asked) < 27
