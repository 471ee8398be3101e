"""What is remembered of a picture, whether it was kept or failed, and of a server that asks to be left alone."""

import shutil
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from articles.models import LONGEST_URL, Picture, PictureServer
from articles.pictures import Developed, NotFetchedError, can_be_fetched, keep_upload, refetch, turns, urls_of
from articles.pictures.caching import Counts, cache, note_failure
from articles.pictures.developing import can_be_kept, is_lost, keep
from tests.rows import NOW

pytestmark = pytest.mark.django_db
URL = "https://i.example.org/a.jpg"
COPIES = Developed(640, 480, {"640.avif": b"a", "80.avif": b"b", "640.webp": b"c", "80.webp": b"d", "640.jpg": b"e"})
LATER = NOW + timedelta(hours=1)


def remembered(url: str = URL) -> dict[str, Any]:
    [row] = Picture.objects.filter(url=url).values()
    return {name: value for name, value in row.items() if name not in ("id", "url", "focus_x", "focus_y")}


def test_a_kept_picture_says_what_there_is_and_forgets_failures(media: Path) -> None:
    note_failure(URL, "the server answers 404", NOW, stamp="1:2")
    picture = keep(URL, COPIES, LATER, stamp="3:4")
    assert remembered() == {
        "state": "cached", "reason": "", "name": COPIES.name, "width": 640, "height": 480, "widths": [80, 640], "jpeg_width": 640,
        "stamp": "3:4", "failures": 0, "tried_at": LATER, "retry_at": None,
    }  # fmt: skip
    stored = {path.name: path.read_bytes() for path in (media / "pictures" / COPIES.name[:2]).iterdir()}
    assert stored == {f"{COPIES.name}-{name}": content for name, content in COPIES.files.items()}
    assert (Picture.objects.get(), picture.url) == (picture, URL)


def test_a_failure_says_why_and_when_to_try_again() -> None:
    note_failure(URL, "x" * 2000, NOW, stamp="1:2")
    assert remembered() == {
        "state": "failed", "reason": "x" * 1000, "name": "", "width": 0, "height": 0, "widths": [], "jpeg_width": 0,
        "stamp": "1:2", "failures": 1, "tried_at": NOW, "retry_at": LATER,
    }  # fmt: skip
    Picture.objects.update(failures=1000)
    note_failure(URL, "again", NOW)
    found = remembered()
    assert (found["failures"], found["stamp"], found["retry_at"]) == (1000, "", NOW + timedelta(days=30))


@pytest.mark.usefixtures("media")
def test_copies_are_called_by_their_names_and_their_bytes() -> None:
    others = [
        Developed(640, 480, {**COPIES.files, "640.jpg": b"f"}),
        Developed(640, 480, {"640.avif": b"a"}),
        Developed(640, 480, {"80.avif": b"a"}),
    ]
    turned = Developed(1, 1, dict(reversed(COPIES.files.items())))
    assert len({each.name for each in (COPIES, *others)}) == 4
    assert (turned.name, len(COPIES.name), COPIES.widths("avif"), COPIES.widths("png")) == (
        COPIES.name,
        32,
        [80, 640],
        [],
    )
    upload = keep_upload(COPIES, NOW)
    assert (upload.url, upload.tried_at) == (f"/media/pictures/{COPIES.name[:2]}/{COPIES.name}-640.jpg", NOW)


def test_a_copy_is_lost_where_its_files_are_gone(media: Path) -> None:
    kept = keep(URL, COPIES, NOW)
    assert (is_lost(kept), is_lost(Picture(url=URL))) == (False, False)
    shutil.rmtree(media)
    assert is_lost(kept)


@pytest.mark.parametrize(
    ("url", "kept", "fetched"),
    [
        ("", False, False), ("/a.jpg", True, False), ("HTTPS://i.example.org/a.jpg", True, True), ("http:a", True, True),
        ("ftp://i.example.org/a.jpg", True, False), ("http:" + "x" * (LONGEST_URL - 5), True, True),
        ("http:" + "x" * (LONGEST_URL - 4), False, False), ("http:" + "é" * LONGEST_URL, False, False),
    ],
)  # fmt: skip
def test_a_url_can_be_kept_if_it_is_no_longer_than_an_index_takes(url: str, kept: bool, fetched: bool) -> None:
    assert (can_be_kept(url), can_be_fetched(url)) == (kept, fetched)


def test_images_are_mappings_or_texts() -> None:
    images = [{"url": "a"}, "b", {"url": ""}, "", {"url": 5}, {"title": "c"}, None, 7]
    assert list(urls_of(images)) == ["a", "b"]
    assert list(urls_of(None)) == []


@pytest.mark.parametrize(("asked", "hours"), [(7200, 2), (31 * 86_400, 30 * 24)])
def test_the_server_that_answered_last_is_left_alone_for_a_month_at_most(
    monkeypatch: pytest.MonkeyPatch, asked: float, hours: int
) -> None:
    def fetch(url: str) -> bytes:
        raise NotFetchedError("the server answers 429", wait=asked, host="cdn.example.org")

    monkeypatch.setattr("articles.pictures.caching.timezone.now", lambda: NOW)
    counts = refetch([URL, f"{URL}?2"], fetch=fetch)
    assert counts == Counts(cached=0, failed=1, left=1, problems=[(URL, "the server answers 429")])
    assert (counts.all, counts.words) == (2, "0 cached, 1 failed, 1 left for later")
    left_alone = list(PictureServer.objects.values_list("host", "left_alone_until"))
    assert left_alone == [("cdn.example.org", NOW + timedelta(hours=hours))]


def test_a_server_that_answers_now_and_then_is_asked_on() -> None:
    asked = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        raise NotFetchedError("no answer", is_silent=len(asked) % 10 != 0)

    counts = refetch([f"{URL}?{number}" for number in range(25)], fetch=fetch)
    assert (len(asked), counts.failed, counts.left) == (25, 25, 0)


def test_no_fetch_is_begun_after_its_time() -> None:
    def fetch(url: str) -> bytes:
        time.sleep(0.3)
        raise NotFetchedError("no answer")

    urls = [f"{URL}?{number}" for number in range(3)]
    counts = refetch(urls, fetch=fetch, seconds=0.1)
    assert counts == Counts(failed=1, left=2, problems=[(urls[0], "no answer")])
    assert (list(cache([], fetch=fetch)), refetch([])) == ([], Counts())


def test_those_who_wait_have_their_turn_and_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[str], float]] = []

    def fetched(urls: list[str], *, seconds: float) -> Counts:
        asked.append((urls, seconds))
        return Counts(cached=len(urls))

    urls = [f"{URL}?{number}" for number in range(70)]
    monkeypatch.setattr(turns, "due", lambda at: iter(urls))
    monkeypatch.setattr(turns, "refetch", fetched)
    assert turns.number_due() == 70
    assert (turns.cache_some(seconds=5), turns.fetch_again(urls[:2], seconds=3)) == (
        Counts(cached=64),
        Counts(cached=2),
    )
    assert asked == [(urls[:64], 5), (urls[:2], 3)]
