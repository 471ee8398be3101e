"""What an import costs, as ratios from one run: each figure is the median of three, of processes of their own.

    python -m tests.bench.bench_import [--articles 5000] [--runs 3] [--flat 2000 20000] [--folder FOLDER]

The measure of time is `yaml.load(…, CSafeLoader)` over the same files on one core. Memory is the peak of all processes
together (proportional set size, so that what they share counts once). DATABASE_URL chooses the server; it is emptied.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import django
import yaml

from tests.bench import corpus

MEASURES = ("yaml", "first", "unchanged", "touched", "changed")
WANTED = {"first": "at most 1.0 x yaml.load", "unchanged": "first / 40", "touched": "", "changed": "first / 15"}


def load_all(folder: Path) -> None:
    for path in sorted(folder.glob("_news/*.md")):
        front = path.read_text(encoding="utf-8").split("\n---\n", 1)[0].removeprefix("---\n")
        yaml.load(front, yaml.CSafeLoader)


def measure(what: str, folder: Path) -> None:
    """In a process of its own: prints seconds and the line of counts."""
    if what == "yaml":
        begin, line = time.perf_counter(), ""
        load_all(folder)
    else:
        django.setup()
        importer = import_module("articles.exchange.importer")  # its models need the settings first
        begin = time.perf_counter()
        line = importer.import_seeds([str(folder)]).summary_line()
    print(json.dumps({"seconds": time.perf_counter() - begin, "line": line}))


def memory_of(pid: int) -> int:
    """Bytes of a process and its children, each shared page counted once among those who share it."""
    total = 0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            total += memory_of(int(child))
    except OSError:
        pass  # it ended meanwhile
    return total


def run(what: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.bench_import", "--measure", what, "--folder", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, memory_of(process.pid))
            time.sleep(0.02)
        assert process.stdout is not None
        found: dict[str, Any] = json.loads(process.stdout.read())
    return found | {"peak": peak}


def manage(*words: str) -> str:
    done = subprocess.run([sys.executable, "manage.py", *words], check=True, capture_output=True, text=True)
    return done.stdout


def empty_site(data: Path) -> None:
    for path in data.glob("*.sqlite3*"):
        path.unlink()
    if os.environ.get("DATABASE_URL"):
        manage("shell", "-c", "from django.db import connection as c; c.cursor().execute("
               "'DROP SCHEMA public CASCADE; CREATE SCHEMA public')")  # fmt: skip
    manage("migrate", "-v", "0")


def database_bytes(data: Path) -> int:
    if os.environ.get("DATABASE_URL"):
        code = "from django.db import connection as c; k = c.cursor(); k.execute("
        code += "'SELECT pg_database_size(current_database())'); print(k.fetchone()[0])"
        return int(manage("shell", "-v", "0", "-c", code).split()[-1])
    return sum(path.stat().st_size for path in data.glob("*.sqlite3*"))


def change_some(folder: Path, share: float, number: int) -> dict[Path, str]:
    """The chosen files with what they said before: every round begins with the same corpus."""
    paths = sorted(folder.glob("_news/*.md"))
    chosen = random.Random(number).sample(paths, max(1, round(len(paths) * share)))
    before = {path: path.read_text(encoding="utf-8") for path in chosen}
    for path, text in before.items():
        path.write_text(text.replace('\nexcerpt: "', f'\nexcerpt: "{number} ', 1), encoding="utf-8")
    return before


def touch(folder: Path) -> None:
    for path in folder.glob("_news/*.md"):
        os.utime(path)


def one_round(folder: Path, data: Path, number: int) -> dict[str, dict[str, Any]]:
    empty_site(data)
    time.sleep(3.5)  # files that were written just now are not yet known by their stamps
    found = {"yaml": run("yaml", folder), "first": run("first", folder)}
    found["first"]["database"] = database_bytes(data)
    found["unchanged"] = run("unchanged", folder)
    touch(folder)
    found["touched"] = run("touched", folder)
    time.sleep(3.5)
    run("unchanged", folder)
    before = change_some(folder, 0.01, number)
    found["changed"] = run("changed", folder)
    for path, text in before.items():
        path.write_text(text, encoding="utf-8")
    for what, figures in found.items():
        print(f"  {what:10} {figures['seconds']:7.2f} s {figures['peak'] / 1e6:6.0f} MB  {figures['line']}")
    return found


def compare(folder: Path, data: Path, runs: int) -> None:
    rounds = [one_round(folder, data, number) for number in range(1, runs + 1)]
    seconds = {what: median(each[what]["seconds"] for each in rounds) for what in MEASURES}
    peak = max(each[what]["peak"] for each in rounds for what in MEASURES[1:])
    size = median(each["first"]["database"] for each in rounds)
    print(f"\nyaml.load: {seconds['yaml']:.2f} s on one core")
    print(f"first import: {seconds['first'] / seconds['yaml']:.2f} x yaml.load (wanted: at most 1.0 x)")
    print(f"nothing changed: first import / {seconds['first'] / seconds['unchanged']:.0f} (wanted: at least 40)")
    print(f"nothing changed, every file read: first import / {seconds['first'] / seconds['touched']:.0f}")
    print(f"1 % changed: first import / {seconds['first'] / seconds['changed']:.0f} (wanted: at least 15)")
    print(f"peak memory: {peak / 1e6:.0f} MB (wanted: at most 250)")
    print(f"database: {size / 1e6:.0f} MB (wanted: at most 60 for 5,000 articles)")


def compare_memory(counts: list[int], data: Path) -> None:
    peaks = {}
    for count in counts:
        with TemporaryDirectory() as name:
            corpus.write(Path(name), count)
            empty_site(data)
            peaks[count] = run("first", Path(name))["peak"]
            print(f"peak memory of {count:,} files: {peaks[count] / 1e6:.0f} MB")
    if len(peaks) > 1:
        print(f"ratio: {max(peaks.values()) / min(peaks.values()):.2f} (wanted: at most 1.2)")


@contextmanager
def folder_of(asked: argparse.Namespace) -> Iterator[Path]:
    if asked.folder:
        yield asked.folder
        return
    with TemporaryDirectory() as name:
        size = corpus.write(Path(name), asked.articles)
        print(f"{asked.articles:,} articles, {size / 1e6:.0f} MB")
        yield Path(name)


def main() -> None:
    words = argparse.ArgumentParser(description="Measure imports.")
    words.add_argument("--articles", type=int, default=5_000)
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--flat", type=int, nargs="*", default=[2_000, 20_000])
    words.add_argument("--folder", type=Path)
    words.add_argument("--measure", choices=MEASURES)
    asked = words.parse_args()
    if asked.measure:
        measure(asked.measure, asked.folder)
        return
    with TemporaryDirectory() as data:
        os.environ["NEWSROOM_DATA_DIR"] = data
        os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
        with folder_of(asked) as folder:
            compare(folder, Path(data), asked.runs)
        compare_memory(asked.flat, Path(data))


if __name__ == "__main__":
    main()
