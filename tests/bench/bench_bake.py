"""What baking costs: all of a site, again with nothing changed, and after an article was published, of today and of years ago.

    python -m tests.bench.bench_bake [--articles 5000] [--sites FOLDER] [--all-public]

Each is a command of its own, with its start; printed are seconds of one core (its CPU time), files a second, and how many
times as long as the start of a command that does nothing. Sites are those of `bench_pages`, of which a copy is changed; on a
server there is no copy, and two more articles are published. A quarter of a site is public; with `--all-public`, all of its
copy but two drafts.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.bench_pages import at, site_of

PUBLISH = """
from django.utils import timezone
from articles.models import Article
draft = Article.objects.filter(status="draft").order_by("pk").first()
values = {"published_at": timezone.now()} if IS_NEW else {}
Article.objects.filter(pk=draft.pk).update(status="published", **values)
"""

PUBLISH_ALL = """
from articles.models import Article
drafts = list(Article.objects.filter(status="draft").order_by("pk").values_list("pk", flat=True)[:2])
Article.objects.exclude(pk__in=drafts).update(status="published")
"""


def timed(place: dict[str, str], *arguments: str) -> tuple[float, str]:
    begin = cpu_of_children()
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], env=os.environ | place, check=True, capture_output=True, text=True
    )
    return cpu_of_children() - begin, done.stdout


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def row(name: str, place: dict[str, str], folder: Path, start: float) -> None:
    seconds, told = timed(place, "bake", str(folder), "--json")
    said = json.loads(told)
    print(
        f"{name:32}{seconds:8.2f} s{seconds / start:8.1f} x start{said['files']:9,} files{said['written']:8,} written"
        f"{said['removed']:6,} removed{said['written'] / seconds:8.0f} a second",
        flush=True,
    )


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--articles", type=int, default=5000)
    words.add_argument("--sites", type=Path, help="where sites are kept; without it, one is built and thrown away")
    words.add_argument("--all-public", action="store_true", help="let readers see all articles but two")
    asked = words.parse_args()
    if asked.all_public and "DATABASE_URL" in os.environ:
        words.error("--all-public changes a copy of the site, which is made of SQLite's file")
    with tempfile.TemporaryDirectory() as name:
        built = site_of(asked.sites or Path(name, "sites"), asked.articles)
        data = Path(name, "data")
        shutil.copytree(built["NEWSROOM_DATA_DIR"], data, ignore=shutil.ignore_patterns("seeds", "baked", "kept"))
        place = built | {"NEWSROOM_DATA_DIR": str(data)}
        if "DATABASE_URL" not in built:
            at(place, "migrate", "--verbosity", "0")
        if asked.all_public:
            timed(place, "shell", "--no-imports", "-c", PUBLISH_ALL)
        folder = Path(name, "baked")
        start = min(timed(place, "shell", "--no-imports", "-c", "pass")[0] for _ in range(3))
        print(f"{'start of a command':32}{start:8.2f} s")
        row("everything", place, folder, start)
        row("nothing changed", place, folder, start)
        for when, is_new in (("an article of today published", True), ("an old article published", False)):
            timed(place, "shell", "--no-imports", "-c", PUBLISH.replace("IS_NEW", str(is_new)))
            row(when, place, folder, start)


if __name__ == "__main__":
    main()
