"""What an editor's day costs: queries of each page, and a thousand articles published by one action and taken back.

    python -m tests.bench.bench_desk [--articles 5000] [--folder FOLDER]

The measure of time is a plain `SELECT` of all articles' columns, so that machines compare. DATABASE_URL chooses the server; it is
emptied. Says whether the documents after undoing are those from before.
"""

import argparse
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

from tests.bench.bench_import import empty_site, folder_of

THOUSAND = 1_000
RUNS = 5


def seconds(do: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin


class Desk:
    """A signed-in publisher at a filled site. Models and clients need the settings first, so they are looked up late."""

    def __init__(self, folder: Path) -> None:
        django.setup()
        Path(os.environ["NEWSROOM_DATA_DIR"], "static").mkdir(exist_ok=True)
        models, auth = import_module("articles.models"), import_module("django.contrib.auth.models")
        import_module("django.test.utils").setup_test_environment(debug=False)
        self.report = import_module("articles.exchange.importer").import_seeds([str(folder)]).summary_line()
        import_module("articles.editing.stories").survey()
        import_module("articles.editing.roles").make_roles()
        self.articles = models.Article.objects
        user = auth.User.objects.create_user("publisher", is_staff=True)
        user.groups.add(auth.Group.objects.get(name="publisher"))
        self.client = import_module("django.test").Client()
        self.client.force_login(user)

    def pages(self) -> Iterator[tuple[str, str]]:
        below = "/admin/articles/"
        of_it = self.articles.order_by("pk").first().pk
        story = self.articles.with_coverage_count().order_by("-coverage_count").first().pk
        for name in (
            "article",
            "topic",
            "provider",
            "conflict",
            "duplicate",
            "import",
            "picture",
            "act",
            "formerarticle",
        ):
            yield f"list of {name}s", f"{below}{name}/"
        yield "desk", "/admin/"
        yield "triage", f"{below}article/triage/"
        yield "largest story", f"{below}article/{story}/story/"
        yield "history", f"{below}article/{of_it}/history/"
        yield "tree of topics", f"{below}topic/tree/"

    def look(self, address: str) -> tuple[int, float]:
        """Queries and the median seconds of a page that was asked for before."""
        connection = import_module("django.db").connection
        capture = import_module("django.test.utils").CaptureQueriesContext
        self.client.get(address)
        with capture(connection) as asked:
            assert self.client.get(address).status_code == 200, address
        queries = len(asked)  # the next request empties the log
        times = sorted(seconds(lambda: self.client.get(address)) for _ in range(RUNS))
        return queries, times[RUNS // 2]

    def publish_a_thousand(self) -> dict[str, float]:
        address = "/admin/articles/article/"
        statuses = import_module("articles.models").Status
        chosen = self.articles.filter(status__in=(statuses.DRAFT, statuses.FOLDED)).order_by("pk")
        sent = {
            "action": f"set_{statuses.PUBLISHED}",
            "_selected_action": list(chosen.values_list("pk", flat=True)[:THOUSAND]),
        }
        pages: list[Any] = []
        found = {"preview": seconds(lambda: pages.append(self.client.post(address, sent)))}
        button = re.search(r'name="confirmed" value="(\w+)"', pages[-1].content.decode())
        assert button, "the page does not ask"
        sent |= {"confirmed": button[1]}
        found["publish"] = seconds(lambda: pages.append(self.client.post(address, sent)))
        page = self.client.get(address).content.decode()
        undo = re.search(r'class="undo" method="post" action="([^"]+)"', page)
        assert undo, "no message offers to undo"
        found["undo"] = seconds(lambda: pages.append(self.client.post(undo[1])))
        return found

    def fingerprint(self) -> str:
        texts_of = import_module("articles.exchange.exporter").texts_of
        kept = hashlib.sha256()
        pks = list(self.articles.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), 200):
            part = (
                self.articles.filter(pk__in=pks[start : start + 200])
                .for_documents()
                .select_related("imported")
                .order_by("pk")
            )
            for pk, text in sorted(texts_of(list(part)).items()):
                kept.update(f"{pk}".encode() + text)
        return kept.hexdigest()


def compare(folder: Path) -> None:
    desk = Desk(folder)
    print(desk.report)
    measure = min(seconds(lambda: list(desk.articles.values())) for _ in range(3))
    print(f"all columns of all articles: {measure:.3f} s, the measure\n")
    for name, address in desk.pages():
        queries, took = desk.look(address)
        wanted = "" if queries <= 12 else "  MORE THAN 12"
        print(f"{name:24} {queries:3} queries {1000 * took:6.0f} ms {took / measure:6.2f} x{wanted}")
    before = desk.fingerprint()
    print()
    for name, took in desk.publish_a_thousand().items():
        print(f"{THOUSAND:,} articles, {name:10} {took:6.2f} s {took / measure:6.1f} x")
    print("the same documents as before" if desk.fingerprint() == before else "OTHER DOCUMENTS THAN BEFORE")


def main() -> None:
    words = argparse.ArgumentParser(description="Measure the editors' desk.")
    words.add_argument("--articles", type=int, default=5_000)
    words.add_argument("--folder", type=Path)
    asked = words.parse_args()
    with TemporaryDirectory() as data:
        os.environ |= {"NEWSROOM_DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
        with folder_of(asked) as folder:
            empty_site(Path(data))
            compare(folder)


if __name__ == "__main__":
    main()
