"""Faults of the disk, the database and the cache, each entered and left: what a reader, an editor and a probe hear meanwhile."""

import os
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.bench.faults.between import Between, Mood
from tests.bench.faults.site import Heard, Served, Somebody, served, until

KEPT = ("/", "/latest/", "/topics/", "/feed.atom", "/api/news/index.json")
AT_THE_DESK = ("", "articles/article/", "articles/article/1/change/")
Fault = Callable[[], Callable[[], object]]  # enters it, and returns what leaves it


def tell(name: str, *heard: Heard) -> None:
    numbers = sorted(Counter(each.status for each in heard).items())
    statuses = ", ".join(f"{number} x {status or 'no answer'}" for status, number in numbers)
    longest = max(each.took for each in heard) * 1000
    silent = sum(each.status >= 500 and not each.again for each in heard)
    print(f"  {name:28}{statuses:28}longest {longest:7,.0f} ms{f'  {silent} WITHOUT RETRY-AFTER' if silent else ''}")


def during(site: Served, editor: Somebody) -> None:
    reader, now = site.somebody, time.time()
    tell("pages that are kept", *(reader.ask(path) for _ in range(3) for path in KEPT))
    tell(
        "pages that are not",
        *(reader.ask(path) for path in (f"/search/?q=a{now}", f"/news/{now}/", "/latest/?after=x")),
    )
    tell("the desk, a list, a form", *(editor.ask(f"/admin/{path}") for path in AT_THE_DESK))
    tell("a save", save(editor))
    tell("signing in", site.somebody.sign_in())
    tell("/healthz", *(reader.ask("/healthz") for _ in range(3)))
    tell("/readyz", reader.ask("/readyz"))


def save(editor: Somebody) -> Heard:
    return editor.ask("/admin/articles/article/filters/", {"name": "of the day", "query": "status__exact=draft"})


def entered_and_left(name: str, site: Served, fault: Fault) -> None:
    print(f"{name}:")
    editor = site.somebody
    assert editor.sign_in().status == 302
    for path in KEPT * 4:
        site.somebody.ask(path)
    leave = fault()
    try:
        during(site, editor)
    finally:
        leave()
    took = until(
        lambda: (
            site.somebody.ask("/readyz").status == 200
            and site.somebody.ask("/search/?q=afterwards").status == 200
            and save(editor).status == 302
        ),
        seconds=60,
    )
    print(f"  all of it works again after {took:.1f} s")


@contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of 48 MB, which only root can make."""
    with tempfile.TemporaryDirectory() as folder:
        disk = Path(folder) / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(disk)], check=True)
        try:
            yield disk
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)


def full(disk: Path) -> Fault:
    def enter() -> Callable[[], object]:
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        return filler.unlink

    return enter


def read_only(disk: Path) -> Fault:
    """What is opened from now on can only be read, as on a disk that the system no longer trusts."""

    def enter() -> Callable[[], object]:
        subprocess.run(["mount", "--bind", str(disk), str(disk)], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", str(disk)], check=True)
        return lambda: subprocess.run(["umount", "-l", str(disk)], check=True)

    return enter


def locked(data: Path) -> Fault:
    def enter() -> Callable[[], object]:
        other = sqlite3.connect(data / "newsroom.sqlite3", isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        return other.close

    return enter


def vanished(data: Path) -> Fault:
    def enter() -> Callable[[], object]:
        file = data / "newsroom.sqlite3"
        for ending in ("", "-wal", "-shm"):
            path = Path(f"{file}{ending}")
            if path.exists():
                path.rename(f"{path}.away")

        def leave() -> None:
            for ending in ("-wal", "-shm", ""):
                Path(f"{file}{ending}").unlink(missing_ok=True)
                away = Path(f"{file}{ending}.away")
                if away.exists():
                    away.rename(f"{file}{ending}")

        return leave

    return enter


def moody(between: Between, mood: Mood) -> Fault:
    def enter() -> Callable[[], object]:
        between.become(mood)
        return lambda: between.become("there")

    return enter


def through(url: str) -> tuple[Between, str]:
    """Return a way to a server that can be interrupted, and its address."""
    parts = urlsplit(url)
    between = Between(parts.port or {"redis": 6379}.get(parts.scheme, 5432))
    user = f"{parts.username}@" if parts.username else ""
    return between, urlunsplit(parts._replace(netloc=f"{user}127.0.0.1:{between.port}"))


def outages() -> None:
    database, redis = os.environ.pop("DATABASE_URL", ""), os.environ.get("CACHE_URL", "redis://127.0.0.1:6379/9")
    if database:
        between, url = through(database)
        with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "data", DATABASE_URL=url) as site:
            entered_and_left("PostgreSQL gone", site, moody(between, "gone"))
            entered_and_left("PostgreSQL silent", site, moody(between, "silent"))
    elif os.geteuid() == 0:
        with small_disk() as disk, served(disk / "data") as site:
            for name, fault in (
                ("disk full", full(disk)), ("data directory read-only", read_only(disk)),
                ("database locked by others", locked(disk / "data")), ("database file gone", vanished(disk / "data")),
            ):  # fmt: skip
                entered_and_left(name, site, fault)
    if database:
        os.environ["DATABASE_URL"] = database
    between, url = through(redis)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "data", CACHE_URL=url) as site:
        entered_and_left("Redis gone", site, moody(between, "gone"))
        entered_and_left("Redis silent", site, moody(between, "silent"))
