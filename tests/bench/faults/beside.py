"""Editors and readers beside an import: how long their saves and pages take, and whether anything is refused or lost."""

import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

from tests.bench.faults.site import Heard, Served, Somebody, environment, served, until
from tests.pages import all_forms

EDITORS, READERS = 8, 2
PAUSE = 1.0  # seconds that an editor reads and types
ARTICLES = 1_500
READ = ("/", "/latest/", "/search/?q=harbour", "/topics/", "/api/news/index.json")


class Save(NamedTuple):
    """A save of one article by one editor: what its excerpt became, and what was answered."""

    article: str
    excerpt: str
    heard: Heard


class Log:
    """What everybody heard, from all threads."""

    def __init__(self) -> None:
        self.saves: list[Save] = []
        self.opened: list[Heard] = []
        self.read: list[Heard] = []
        self.over = threading.Event()


def article_form(page: str) -> dict[str, list[str]]:
    """Return the fields of the longest form of a page, as a browser would send them."""
    return max(all_forms(SimpleNamespace(content=page.encode())), key=len, default={})


def edit(editor: Somebody, article: str, log: Log) -> None:
    """Open an article and save another excerpt, again and again."""
    number = 0
    while not log.over.is_set():
        opened = editor.ask(f"/admin/articles/article/{article}/change/")
        log.opened.append(opened)
        number += 1
        excerpt = f"Version {number} of article {article}."
        fields = article_form(opened.body) | {"excerpt": [excerpt]}
        if "title" not in fields:
            continue
        log.saves.append(
            Save(article, excerpt, editor.ask(f"/admin/articles/article/{article}/change/", fields, timeout=60))
        )
        log.over.wait(PAUSE * random.uniform(0.5, 1.5))


def read(site: Served, log: Log) -> None:
    reader = site.somebody
    while not log.over.is_set():
        log.read += [reader.ask(path) for path in READ]
        log.over.wait(0.1)


def pks(editor: Somebody, number: int) -> list[str]:
    found = re.findall(r"/admin/articles/article/(\d+)/change/", editor.ask("/admin/articles/article/?all=").body)
    return list(dict.fromkeys(found))[:number]


def everybody(site: Served, articles: list[str], log: Log) -> list[threading.Thread]:
    """Begin to edit and to read."""
    editors = [site.somebody for _ in articles]
    for editor in editors:
        assert editor.sign_in().status == 302
    threads = [
        threading.Thread(target=edit, args=(editor, article, log))
        for editor, article in zip(editors, articles, strict=True)
    ]
    threads += [threading.Thread(target=read, args=(site, log)) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    return threads


def told(name: str, heard: list[Heard], good: tuple[int, ...]) -> None:
    took = sorted(each.took * 1000 for each in heard) or [0.0]
    wrong = Counter(each.status or "no answer" for each in heard if each.status not in good)
    others = ", ".join(f"{number} x {status}" for status, number in wrong.items()) or "none refused"
    print(
        f"  {name:24}{len(heard):6}  half {took[len(took) // 2]:7,.0f} ms  99 % {took[len(took) * 99 // 100]:7,.0f} ms"
        f"  longest {took[-1]:7,.0f} ms  {others}"
    )


def lost(editor: Somebody, log: Log) -> int:
    """Return of how many articles the last acknowledged save is not what the form shows now."""
    last = {save.article: save.excerpt for save in log.saves if save.heard.status == 302}
    shown = {pk: article_form(editor.ask(f"/admin/articles/article/{pk}/change/").body) for pk in last}
    return sum(shown[pk].get("excerpt") != [excerpt] for pk, excerpt in last.items())


def during(name: str, site: Served, articles: list[str], act: Callable[[], object]) -> None:
    log, editor = Log(), site.somebody
    threads = everybody(site, articles, log)
    until(lambda: len(log.saves) >= 2 * len(articles), seconds=120)
    for heard in (log.saves, log.opened, log.read):
        heard.clear()
    begun = time.monotonic()
    act()
    took = time.monotonic() - begun
    log.over.set()
    for thread in threads:
        thread.join()
    editor.sign_in()
    print(f"{name}, {took:.1f} s, beside {len(articles)} editors and {READERS} readers:")
    told("saves", [save.heard for save in log.saves], (302,))
    told("articles opened", log.opened, (200,))
    told("pages read", log.read, (200,))
    print(f"  acknowledged saves lost: {lost(editor, log)} of {len(log.saves)}")


def beside() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, data = Path(name), Path(name) / "data"
        run = [sys.executable, "-m", "tests.bench.corpus", str(folder / "seeds"), "--articles", str(ARTICLES)]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        with served(data) as site:
            editor = site.somebody
            editor.sign_in()
            articles = pks(editor, EDITORS)
            command = [sys.executable, "manage.py", "import_seeds", str(folder / "seeds")]

            def bring() -> None:
                subprocess.run(command, env=environment(data), check=True, stdout=subprocess.DEVNULL)

            during("nothing else", site, articles, lambda: time.sleep(10))
            during(f"import of {ARTICLES} new files", site, articles, bring)
            for file in (folder / "seeds").rglob("*.md"):
                text = file.read_text()
                file.write_text(text.replace('title: "', 'title: "Once more ', 1))
            during(f"import of {ARTICLES} changed files", site, articles, bring)
