"""A real server of two processes, eight writers and some readers at once; no answer may be older than what was written before it.

    python -m tests.articles.kept.at_once [SECONDS]

On DATABASE_URL where it is set (its tables are emptied), else on SQLite.
"""

import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import django

from tests.bench.bench_kept import serving

WRITERS, READERS = 8, 4
PATHS = ("/", "/latest/", "/news/2026-11-01-w3/", "/feed.json", "/api/news/index.json", "/providers/news.example.org/")
_SAID = re.compile(r"w(\d) version (\d+)")


class Answer(NamedTuple):
    asked_at: float
    took: float
    path: str
    versions: dict[int, int]  # the lowest that it says, of each writer


def write(seconds: float) -> None:
    """In a process of its own: each thread says a version of its article's headline when it is committed."""
    django.setup()
    articles = import_module("articles.models").Article.objects

    end = time.monotonic() + seconds
    said = threading.Lock()

    def go_on(writer: int) -> None:
        version = 0
        while time.monotonic() < end:
            version += 1
            articles.filter(slug=f"2026-11-01-w{writer}").update(title=f"w{writer} version {version}")
            with said:
                print(time.monotonic(), writer, version, flush=True)
            time.sleep(0.01)

    threads = [threading.Thread(target=go_on, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def read(port: int, end: float, answers: list[Answer], problems: list[str]) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        while time.monotonic() < end:
            for path in PATHS:
                answers.append(_answer(connection, path, problems))


def _answer(connection: http.client.HTTPConnection, path: str, problems: list[str]) -> Answer:
    asked_at = time.monotonic()
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != 200:
        problems.append(f"{path}: {answer.status}")
    versions: dict[int, int] = {}
    for writer, version in _SAID.findall(text):
        versions[int(writer)] = min(int(version), versions.get(int(writer), sys.maxsize))
    return Answer(asked_at, time.monotonic() - asked_at, path, versions)


def stale(answers: list[Answer], log: str) -> Iterator[str]:
    """Say which answers are older than what was committed before they were asked for."""
    moments: dict[int, list[float]] = defaultdict(list)
    versions: dict[int, list[int]] = defaultdict(list)
    for line in log.splitlines():
        moment, by, number = line.split()
        moments[int(by)].append(float(moment))
        versions[int(by)].append(int(number))
    for answer in answers:
        for writer, version in answer.versions.items():
            before = bisect_left(moments[writer], answer.asked_at)
            if before and version < versions[writer][before - 1]:
                yield f"{answer.path}: w{writer} is of version {version}, and {versions[writer][before - 1]} was committed before"


def try_it(folder: Path, seconds: float, server: str = "") -> tuple[list[Answer], list[str], int]:
    """Return all answers, what was wrong, and how many versions were written; on SQLite, or on a server by its DATABASE_URL."""
    seeds = folder / "seeds"
    seeds.mkdir(parents=True)
    usual = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    place = {"NEWSROOM_DATA_DIR": str(folder / "data")} | ({"DATABASE_URL": server} if server else {})
    for writer in range(WRITERS):
        (seeds / f"2026-11-01-w{writer}.md").write_text(
            f'---\ntitle: "w{writer} version 0"\npublishedDateTime: 2026-11-01T1{writer}:00:00Z\npublished: true\n'
            f'webUrl: "https://news.example.org/{writer}"\nprovider:\n  name: Example\n  domain: news.example.org\n---\n'
        )
    answers: list[Answer] = []
    problems: list[str] = []
    first = [sys.executable, "manage.py", "quickstart", "--no-serve", "--seeds", str(seeds)]
    subprocess.run(first, env=usual | place, check=True, stdout=subprocess.DEVNULL)
    with serving(usual | place, 2) as address:
        end = time.monotonic() + seconds
        writing = subprocess.Popen(
            [sys.executable, "-m", "tests.articles.kept.at_once", "--write", str(seconds)],
            env=usual | place, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        port = int(address.rpartition(":")[2])
        readers = [threading.Thread(target=read, args=(port, end, answers, problems)) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        log = writing.communicate()[0]
        for reader in readers:
            reader.join()
    if writing.returncode:
        problems.append("the writers failed")
    problems += stale(answers, log)
    return answers, problems, len(log.splitlines())


def main() -> int:
    if "--write" in sys.argv:
        write(float(sys.argv[-1]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        answers, problems, written = try_it(
            Path(folder), float(sys.argv[1]) if len(sys.argv) > 1 else 10, os.environ.get("DATABASE_URL", "")
        )
    took = sorted(answer.took for answer in answers)
    print(f"{written} versions, {len(answers)} answers, {len(problems)} problems", *problems[:5], sep="\n")
    print(f"half in {took[len(took) // 2] * 1000:.1f} ms, 99 % in {took[len(took) * 99 // 100] * 1000:.1f} ms")
    return bool(problems)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    sys.exit(main())
