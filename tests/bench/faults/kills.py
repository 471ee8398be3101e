"""Imports and servers that are killed at any moment: nothing partial, and nothing lost that was acknowledged."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.bench.faults.beside import article_form, pks
from tests.bench.faults.site import Served, Somebody, environment, served

IMPORTS, FILES = 50, 300
SERVERS, EDITORS = 20, 32
_VERSION = re.compile(r"Version (\d+)\.")


def kills() -> None:
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        _kill_imports(Path(folder), chance)
    with tempfile.TemporaryDirectory() as folder:
        _kill_servers(Path(folder), chance)


def manage(data: Path, *command: str) -> str:
    run = [sys.executable, "manage.py", *command]
    return subprocess.run(run, env=environment(data), check=True, capture_output=True, text=True).stdout


def _kill_imports(folder: Path, chance: random.Random) -> None:
    """Begin an import anew after each kill, with files changed so that there is always something to write."""
    seeds, data = folder / "seeds", folder / "data"
    corpus = [sys.executable, "-m", "tests.bench.corpus", str(seeds), "--articles", str(FILES)]
    subprocess.run(corpus, check=True, stdout=subprocess.DEVNULL)
    manage(data, "migrate", "-v0")
    files = sorted(seeds.rglob("*.md"))
    command = [sys.executable, "manage.py", "import_seeds", str(seeds)]
    begun = time.monotonic()
    subprocess.run(command, env=environment(data), check=True, stdout=subprocess.DEVNULL)
    takes, partial, reached = time.monotonic() - begun, 0, []
    for number in range(IMPORTS):
        for file in files:
            # Of the body, as related entries follow what their article says elsewhere.
            file.write_text(re.sub(r"(\nTime \d+\n)?\Z", f"\nTime {number}\n", file.read_text(), count=1))
        process = subprocess.Popen(
            command, env=environment(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.uniform(0.3, takes * 1.2))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        told = json.loads(manage(data, "import_seeds", str(seeds), "--dry-run", "--json"))
        counts = {name: told[name] for name in ("created", "updated", "unchanged", "conflicts", "rejected")}
        reached.append(counts["unchanged"])
        partial += counts["unchanged"] + counts["updated"] != FILES or bool(counts["conflicts"] or counts["rejected"])
    manage(data, "import_seeds", str(seeds))
    manage(data, "export_seeds", str(folder / "out"))
    same = sum((folder / "out" / file.relative_to(seeds)).read_bytes() == file.read_bytes() for file in files)
    print(f"{IMPORTS} imports of {FILES} files killed, after {min(reached)} to {max(reached)} of them:")
    print(
        f"  partial or in conflict with their file: {partial}; exported as they are afterwards: {same} of {len(files)}"
    )


def _kill_servers(folder: Path, chance: random.Random) -> None:
    data = folder / "data"
    editors: list[Somebody] = []
    saved: dict[str, int] = {}
    acknowledged = lost = 0
    for _ in range(SERVERS + 1):
        with served(data) as site:
            if not editors:
                editors = [site.somebody for _ in range(EDITORS)]
                for editor in editors:
                    assert editor.sign_in().status == 302
                articles = pks(editors[0], EDITORS)
            for editor in editors:
                editor.port = site.port
            lost += _lost(editors[0], saved)
            acknowledged += _until_killed(site, editors, articles, saved, chance.uniform(1, 5))
    print(f"{SERVERS} servers killed under {EDITORS} editors:")
    print(f"  saves acknowledged: {acknowledged}; articles whose last one was lost: {lost}")


def _lost(editor: Somebody, saved: dict[str, int]) -> int:
    """Return of how many articles what was acknowledged last is not there; what was not acknowledged may be."""
    number = 0
    for article, version in saved.items():
        shown = article_form(editor.ask(f"/admin/articles/article/{article}/change/").body).get("excerpt", [""])
        found = _VERSION.search(shown[0])
        number += found is None or int(found[1]) < version
    return number


def _until_killed(
    site: Served, editors: list[Somebody], articles: list[str], saved: dict[str, int], seconds: float
) -> int:
    over, before = threading.Event(), sum(saved.values())

    def edit(editor: Somebody, article: str) -> None:
        address = f"/admin/articles/article/{article}/change/"
        while not over.is_set():
            fields, version = article_form(editor.ask(address).body), saved.get(article, 0) + 1
            if "title" not in fields:
                continue
            if editor.ask(address, fields | {"excerpt": [f"Version {version}."]}).status == 302:
                saved[article] = version

    threads = [threading.Thread(target=edit, args=pair) for pair in zip(editors, articles, strict=False)]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    os.killpg(site.process.pid, signal.SIGKILL)
    over.set()
    for thread in threads:
        thread.join()
    return sum(saved.values()) - before
