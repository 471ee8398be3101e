"""A backup of a large site while editors save: how long they wait for it, and whether it is whole."""

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.bench.faults.beside import Log, Save, article_form, told
from tests.bench.faults.kills import manage
from tests.bench.faults.site import Served, environment, served

ARTICLES, WRITERS = 8_000, 4
PAUSE = 0.5
_VERSION = re.compile(r"Version (\d+) of article")
_SAVED = """
from articles.models import Article
for article in Article.objects.filter(pk__in={}):
    print(f"{{article.pk}}={{article.excerpt}}")
"""


def write(site: Served, article: str, log: Log) -> None:
    writer, address = site.somebody, f"/admin/articles/article/{article}/change/"
    writer.sign_in()
    number = 0
    while not log.over.is_set():
        fields, number = article_form(writer.ask(address).body), number + 1
        excerpt = f"Version {number} of article {article}."
        if "title" in fields:
            log.saves.append(Save(article, excerpt, writer.ask(address, fields | {"excerpt": [excerpt]})))
        log.over.wait(PAUSE)


def copies() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, data = Path(name), Path(name) / "data"
        corpus = [sys.executable, "-m", "tests.bench.corpus", str(folder / "seeds"), "--articles", str(ARTICLES)]
        subprocess.run(corpus, check=True, stdout=subprocess.DEVNULL)
        manage(data, "migrate", "-v0")
        manage(data, "import_seeds", str(folder / "seeds"))
        with served(data) as site:
            _beside_a_backup(site, data, folder / "backup")


def _beside_a_backup(site: Served, data: Path, file: Path) -> None:
    articles, log = [str(pk) for pk in range(1, WRITERS + 1)], Log()
    threads = [threading.Thread(target=write, args=(site, article, log)) for article in articles]
    for thread in threads:
        thread.start()
    time.sleep(20)
    alone, before = [save.heard for save in log.saves], len(log.saves)
    begun = time.monotonic()
    command = [sys.executable, "manage.py", "backup", str(file)]
    said = subprocess.run(command, env=environment(data), check=True, capture_output=True, text=True).stdout
    took, during = time.monotonic() - begun, len(log.saves)
    log.over.set()
    for thread in threads:
        thread.join()
    print(f"backup in {took:.1f} s beside {WRITERS} writers of a database of {_size(data):,.0f} MB; {said.strip()}")
    told("saves beside nothing", alone, (302,))
    told("saves beside the backup", [save.heard for save in log.saves[before:during]], (302,))
    print(f"  restored: {_restored(file, articles, log.saves[:before])}")


def _size(data: Path) -> float:
    return sum(each.stat().st_size for each in data.rglob("*.sqlite3*")) / 1e6


def _restored(file: Path, articles: list[str], acknowledged: list[Save]) -> str:
    """Return what is in the backup, restored on SQLite whatever it was made on, and whether that is too old."""
    with tempfile.TemporaryDirectory() as name:
        env = {key: value for key, value in environment(Path(name) / "data").items() if key != "DATABASE_URL"}

        def run(*command: str) -> str:
            run = [sys.executable, "manage.py", *command]
            return subprocess.run(run, env=env, check=True, capture_output=True, text=True, cwd=os.getcwd()).stdout

        said = run("restore", str(file)).strip()
        wrong = run("recount").strip()
        shown = dict(line.split("=", 1) for line in run("shell", "-v0", "-c", _SAVED.format(articles)).splitlines())
    last = {save.article: save.excerpt for save in acknowledged if save.heard.status == 302}
    older = sum(_number(shown[article]) < _number(excerpt) for article, excerpt in last.items())
    return f"{said}; recount: {wrong}; of {len(last)} articles {older} are older than what was acknowledged before"


def _number(excerpt: str) -> int:
    found = _VERSION.match(excerpt)
    return int(found[1]) if found else 0
