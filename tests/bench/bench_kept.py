"""How many requests a second the real server answers from what is kept, against a bare answer that is not; it needs `wrk`.

    python -m tests.bench.bench_kept [--articles 5000] [--sites FOLDER] [--seconds 3] [--drawn]

Each row is measured in turns with the *constant*, a bare view of 20 bytes behind the same middleware, in several rounds; given is
the median of the ratios. With --drawn, pages are drawn each time, by one worker and by two. `wrk` runs on the same cores.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median

from tests.bench.bench_pages import at, site_of
from tests.ports import free_port

ROUNDS = 5
CONSTANT = "/yardsticks/constant"
GZIP = {"Accept-Encoding": "gzip"}


@contextmanager
def serving(environment: dict[str, str], workers: int, *, keep: bool = True) -> Iterator[str]:
    """The address of a server in its production settings."""
    port = free_port()
    settings = "tests.bench.served" if keep else "tests.bench.served_anew"
    command = [sys.executable, "manage.py", "quickstart", "--port", str(port), "--workers", str(workers)]
    environment = environment | {"DJANGO_SETTINGS_MODULE": settings}
    quiet = subprocess.DEVNULL  # it has a line for each request
    server = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            with suppress(OSError):
                urllib.request.urlopen(f"{address}/healthz", timeout=1)
                break
            time.sleep(0.2)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def rate(address: str, seconds: int, headers: dict[str, str]) -> float:
    """Return the requests a second that `wrk` counts."""
    said = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    done = subprocess.run(
        ["wrk", "-t1", "-c8", f"-d{seconds}s", *said, address], check=True, capture_output=True, text=True
    )
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert found, done.stdout
    if wrong := re.search(r"Non-2xx or 3xx responses: \d+", done.stdout):
        raise SystemExit(f"{address}: {wrong[0]}")
    return float(found[1])


def tag(address: str, headers: dict[str, str]) -> str:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return answer.headers["ETag"] or ""


def addresses(place: dict[str, str]) -> dict[str, str]:
    code = (
        "import json; from articles import models; from tests.bench.bench_pages import public_pages; "
        "print(json.dumps(dict(public_pages(models))))"
    )
    found: dict[str, str] = json.loads(at(place, "shell", "--no-imports", "-c", code))
    return {name: found[name] for name in ("front", "article", "topic", "search", "feed", "API")}


def kept(place: dict[str, str], seconds: int) -> None:
    with serving(os.environ | place, 1) as server:
        rows: dict[str, tuple[str, dict[str, str]]] = {}
        for name, path in addresses(place).items():
            rows[name] = (path, {})
            rows[f"{name}, gzip"] = (path, GZIP)
            rows[f"{name}, 304"] = (path, {"If-None-Match": tag(server + path, {})})
        found: dict[str, list[float]] = {name: [] for name in rows}
        bare = []
        for _ in range(ROUNDS):
            for name, (path, headers) in rows.items():
                constant = rate(server + CONSTANT, seconds, {})
                bare.append(constant)
                found[name].append(rate(server + path, seconds, headers) / constant)
        print(f"{'constant':20}{median(bare):9.0f} requests a second")
        for name, ratios in found.items():
            print(f"{name:20}{median(ratios):9.2f} x the constant ({min(ratios):.2f} to {max(ratios):.2f})")


def drawn(place: dict[str, str], seconds: int) -> None:
    pages = addresses(place)
    rates: dict[str, list[float]] = {name: [] for name in pages}
    for workers in (1, 2):
        with serving(os.environ | place, workers, keep=False) as server:
            for name, path in pages.items():
                rates[name].append(median(rate(server + path, seconds, {}) for _ in range(3)))
    for name, (one, two) in rates.items():
        print(f"{name:20}{one:9.0f} and {two:.0f} requests a second: {two / one:.2f} x")


def main() -> None:
    words = argparse.ArgumentParser(description="Measure what kept pages cost.")
    words.add_argument("--articles", type=int, default=5_000)
    words.add_argument("--sites", type=Path, default=Path(tempfile.gettempdir(), "newsroom-sites"))
    words.add_argument("--seconds", type=int, default=3)
    words.add_argument("--drawn", action="store_true", help="pages that are drawn each time, by one worker and by two")
    asked = words.parse_args()
    place = site_of(asked.sites, asked.articles)
    (drawn if asked.drawn else kept)(place, asked.seconds)


if __name__ == "__main__":
    main()
