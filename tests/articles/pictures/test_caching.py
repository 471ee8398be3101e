"""Caching what pages show: in order, politely, and so that a killed run goes on."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from articles.models import Image, Picture, PictureServer
from articles.pictures import NotFetchedError, cache, due, refetch
from articles.store import one_fetcher
from tests.articles.pictures.files import huge_png, picture
from tests.articles.pictures.server import Send, Server, answer, redirect, server
from tests.conftest import Manage
from tests.lengths import length, sampled
from tests.seeds import Archive, archive

__all__ = ["archive", "server"]
pytestmark = pytest.mark.django_db
NOW = datetime(2030, 1, 1, tzinfo=UTC)
SMALL = picture(size=(60, 40))


@pytest.fixture(autouse=True)
def own_lock(media: Path, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def images(*urls: str) -> str:
    return "".join(f'\n  - url: "{url}"' for url in urls)


def write(archive: Archive, day: int, *urls: str, **changes: str | None) -> None:
    archive.write_article(
        f"2023-01-{day:02}-a", publishedDateTime=f"2023-01-{day:02}T11:00:00Z",
        webUrl=f'"https://news.example.org/{day}"', images=images(*urls) if urls else None, **changes,
    )  # fmt: skip


def run(fetch: Any, *urls: str) -> Any:
    return list(cache(urls, fetch=fetch))[-1]


def test_the_newest_articles_pictures_come_first_then_what_stands_beside_them(archive: Archive) -> None:
    provider = "\n  name: Example\n  domain: news.example.org"
    write(archive, 1, "https://i.example.org/old.jpg", "https://i.example.org/both.jpg", provider=provider)
    write(archive, 2, "https://i.example.org/new.jpg", "https://i.example.org/both.jpg", provider=provider)
    write(archive, 3, "https://i.example.org/draft.jpg", provider=provider, published="false")
    write(archive, 4, "/assets/here.jpg", provider=provider)
    archive.write(
        "_data/organizations/news.example.org.md",
        "---\ntaxonomy: organization\n_id: news.example.org\nname: Example\ndomain: news.example.org\n"
        "images:\n  - url: https://i.example.org/logo.png\n---\n",
    )
    archive.write(
        "_data/topics/00-ai.yaml", "taxonomy: topic\n_id: ai\nname: AI\nimages:\n  - https://i.example.org/ai.png\n"
    )
    archive.bring()
    assert list(due(NOW)) == [
        f"https://i.example.org/{name}" for name in ("logo.png", "ai.png", "new.jpg", "both.jpg", "old.jpg")
    ]


def test_what_is_here_or_failed_lately_is_not_due(archive: Archive) -> None:
    write(archive, 1, "https://i.example.org/a.jpg", "https://i.example.org/b.jpg", "https://i.example.org/c.jpg")
    archive.bring()
    run(lambda url: SMALL, "https://i.example.org/a.jpg")
    later = NOW + timedelta(hours=1)
    Picture.objects.create(url="https://i.example.org/b.jpg", state="failed", tried_at=NOW, retry_at=later)
    assert list(due(NOW)) == ["https://i.example.org/c.jpg"]
    assert list(due(later)) == ["https://i.example.org/b.jpg", "https://i.example.org/c.jpg"]


def test_failures_are_remembered_and_tried_again_ever_more_rarely() -> None:
    def fetch(url: str) -> bytes:
        raise NotFetchedError("the server answers 404")

    pauses = []
    for _ in range(8):
        refetch(["https://i.example.org/a.jpg"], fetch=fetch)
        found = Picture.objects.get()
        pauses.append((found.retry_at or NOW) - found.tried_at)
    hours = [pause.total_seconds() / 3600 for pause in pauses]
    assert hours == [1, 6, 24, 72, 240, 720, 720, 720]
    assert (found.state, found.reason, found.failures) == ("failed", "the server answers 404", 8)


def test_a_failure_leaves_the_copy_that_is_there_and_a_success_forgets_failures() -> None:
    refetch(["https://i.example.org/a.jpg"], fetch=lambda url: SMALL)
    name = Picture.objects.get().name
    refetch(["https://i.example.org/a.jpg"], fetch=lambda url: huge_png())
    found = Picture.objects.get()
    assert (found.state, found.name) == ("failed", name)
    assert found.reason == "13000 × 13000 pixels; at most 25 megapixels"
    refetch(["https://i.example.org/a.jpg"], fetch=lambda url: SMALL)
    found = Picture.objects.get()
    assert (found.state, found.failures, found.reason, found.retry_at) == ("cached", 0, "", None)


def test_a_server_that_asks_for_it_is_left_alone_with_all_its_pictures(archive: Archive) -> None:
    asked = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        raise NotFetchedError("the server answers 429", wait=7200)

    urls = [f"https://i.example.org/{n}.jpg" for n in range(3)]
    write(archive, 1, *urls, "https://other.example.org/a.jpg")
    archive.bring()
    counts = run(fetch, *urls)
    assert asked == urls[:1]
    assert (counts.cached, counts.failed, counts.left) == (0, 1, 2)
    until = PictureServer.objects.get(host="i.example.org").left_alone_until
    assert timedelta(minutes=119) < until - Picture.objects.get().tried_at <= timedelta(hours=2)
    assert list(due(until - timedelta(seconds=1))) == ["https://other.example.org/a.jpg"]
    assert list(due(until)) == [*urls, "https://other.example.org/a.jpg"]


def test_a_server_that_is_not_there_is_not_asked_for_each_of_its_pictures() -> None:
    asked = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        raise NotFetchedError("no connection", is_silent=True)

    counts = run(fetch, *(f"https://i.example.org/{n}.jpg" for n in range(15)))
    assert (len(asked), counts.failed, counts.left) == (10, 10, 5)


def test_nothing_that_a_server_sends_ends_the_run() -> None:
    def fetch(url: str) -> bytes:
        if "bad" in url:
            raise RuntimeError("a fault of ours")
        return SMALL

    counts = run(fetch, "https://i.example.org/bad.jpg", "https://i.example.org/good.jpg")
    assert (counts.cached, counts.problems) == (1, [("https://i.example.org/bad.jpg", "RuntimeError: a fault of ours")])


def slow(send: Send) -> None:
    time.sleep(0.05)
    answer(SMALL)(send)


def test_each_host_has_one_connection_at_a_time(server: Server) -> None:
    for n in range(4):
        server.pages[f"/{n}.jpg"] = slow
    counts = refetch([f"{server.url}/{n}.jpg" for n in range(4)])
    assert (counts.cached, server.most_at_once) == (4, 1)
    assert server.asked == [f"/{n}.jpg" for n in range(4)]


def test_redirects_of_several_hosts_to_one_meet_there_one_after_the_other(server: Server, settings: Settings) -> None:
    settings.PICTURE_HOSTS = [f"localhost:{server.port}", f"127.0.0.1:{server.port}"]
    now: list[int] = []
    most: list[int] = []

    def counted(send: Send) -> None:
        now.append(1)
        most.append(len(now))
        time.sleep(0.1)
        now.pop()
        answer(SMALL)(send)

    for n in range(4):
        server.pages[f"/{n}"] = redirect(f"{server.url}/{n}.jpg")
        server.pages[f"/{n}.jpg"] = counted
    counts = refetch([f"http://{host}:{server.port}/{n}" for n, host in enumerate(["localhost", "127.0.0.1"] * 2)])
    assert (counts.cached, max(most)) == (4, 1)


def test_the_host_that_asks_for_it_is_the_one_left_alone(server: Server, settings: Settings) -> None:
    settings.PICTURE_HOSTS = [f"localhost:{server.port}", f"127.0.0.1:{server.port}"]
    server.pages["/a"] = redirect(f"http://127.0.0.1:{server.port}/b")
    server.pages["/b"] = answer(b"", "Retry-After: 60", status="429 Too Many Requests")
    refetch([f"{server.url}/a"])
    assert [each.host for each in PictureServer.objects.all()] == ["127.0.0.1"]


def test_a_lost_copy_that_cannot_be_fetched_again_is_not_shown(media: Path) -> None:
    def fails(url: str) -> bytes:
        raise NotFetchedError("the server answers 404")

    url = "https://i.example.org/a.jpg"
    refetch([url], fetch=lambda url: SMALL)
    shutil.rmtree(media)
    refetch([url], fetch=fails)
    assert not Picture.objects.get().has_copy


def test_files_are_stored_under_names_of_their_content(media: Path) -> None:
    refetch(["https://i.example.org/a.jpg", "https://i.example.org/same.jpg"], fetch=lambda url: SMALL)
    first, second = Picture.objects.order_by("url")
    assert first.name == second.name
    files = {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}
    assert files == {first.file(60, ending) for ending in ("avif", "webp", "jpg")}
    assert (first.width, first.height, first.widths, first.jpeg_width) == (60, 40, [60], 60)


def test_what_was_lost_is_fetched_again(archive: Archive, media: Path) -> None:
    """As after a database was restored without its media."""
    write(archive, 1, "https://i.example.org/a.jpg")
    archive.bring()
    run(lambda url: SMALL, "https://i.example.org/a.jpg")
    assert list(due(NOW)) == []
    shutil.rmtree(media)
    assert list(due(NOW)) == ["https://i.example.org/a.jpg"]


def test_the_command_says_what_it_did(archive: Archive, server: Server) -> None:
    write(archive, 1, f"{server.url}/a.jpg", f"{server.url}/b.jpg", f"{server.url}/c.jpg")
    archive.bring()
    server.pages["/a.jpg"] = answer(SMALL)
    out, err = StringIO(), StringIO()
    call_command("cache_images", limit=2, stdout=out, stderr=err)
    assert out.getvalue() == "2 pictures: 1 cached, 1 failed, 0 left for later\n"
    assert err.getvalue() == f"{server.url}/b.jpg: the server answers 404\n"
    out = StringIO()
    call_command("cache_images", json=True, stdout=out, stderr=StringIO())
    told = json.loads(out.getvalue())
    assert told.pop("seconds") >= 0
    problems = [{"url": f"{server.url}/c.jpg", "reason": "the server answers 404"}]
    assert told == {"pictures": 1, "cached": 0, "failed": 1, "left": 0, "problems": problems}


@pytest.mark.skipif("'DATABASE_URL' in os.environ", reason="the lock of SQLite's sites is a file's")
def test_one_run_at_a_time() -> None:
    with one_fetcher() as is_first:
        assert is_first
        with pytest.raises(CommandError, match="another run is fetching pictures"):
            call_command("cache_images")


KILLS = length(sample=2, whole=9)


def files_in(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


@sampled
def test_a_killed_run_goes_on_without_a_lost_or_a_half_written_file(
    manage: Manage, begun: Path, server: Server, archive: Archive
) -> None:
    chance, pictures = random.Random(5), 3 * KILLS
    for n in range(pictures):
        server.pages[f"/{n}.png"] = answer(picture("PNG", (300 + n, 200)))
    for day in range(1, pictures + 1):
        write(archive, day, f"{server.url}/{day - 1}.png")
    allowed = {"NEWSROOM_PICTURE_HOSTS": f"localhost:{server.port}"}
    assert manage("import_seeds", archive.folder).returncode == 0
    environment = os.environ | allowed | {"NEWSROOM_DATA_DIR": str(begun)}
    for _ in range(KILLS):
        before = files_in(begun / "media")
        run = subprocess.Popen(
            [sys.executable, "manage.py", "cache_images"], env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        while run.poll() is None and files_in(begun / "media") == before:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.2))  # somewhere in what it is about to write
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    done = manage("cache_images", "--json", **allowed)
    told = json.loads(done.stdout)
    assert told["failed"] == told["left"] == 0
    with closing(sqlite3.connect(begun / "newsroom.sqlite3")) as database:
        rows = database.execute(
            "SELECT name, widths, jpeg_width FROM articles_picture WHERE state = 'cached'"
        ).fetchall()
    assert len(rows) == pictures
    folder = begun / "media/pictures"
    for name, widths, jpeg in rows:
        names = [f"{name}-{width}.{ending}" for width in json.loads(widths) for ending in ("avif", "webp")]
        assert all((folder / name[:2] / each).stat().st_size > 0 for each in [*names, f"{name}-{jpeg}.jpg"])
    assert json.loads(manage("cache_images", "--json", **allowed).stdout)["pictures"] == 0


def test_related_images_find_their_copies_in_one_query(archive: Archive) -> None:
    write(archive, 1, "https://i.example.org/a.jpg", "https://i.example.org/b.jpg")
    archive.bring()
    refetch(["https://i.example.org/a.jpg"], fetch=lambda url: SMALL)
    found = list(Image.objects.prefetch_related("copy"))
    assert [image.copy and image.copy.url for image in found] == ["https://i.example.org/a.jpg", None]
