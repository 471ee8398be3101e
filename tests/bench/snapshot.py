"""Everything that a site answers readers and machines, as files: before and after a change, `diff -r` says what became another.

    python -m tests.bench.snapshot SEEDS FOLDER
    python -m tests.bench.snapshot --compare BEFORE AFTER

Imports the seeds into a site of its own at a fixed instant, follows every address from the front page, the feeds, the API and the
sitemaps on, and exports. Nothing of the site that the environment names is touched. Comparing leaves out white space in pages of
HTML, as a browser does, and nothing in feeds, the API and exports; it ends with 1 where something differs.
"""

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zlib import crc32

import django
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

INSTANT = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
SITE = "http://127.0.0.1:8000"
_BEGINNINGS = (
    "/", "/latest/", "/topics/", "/providers/", "/archive/", "/feed.rss", "/feed.atom", "/feed.json", "/sitemap.xml",
    "/news-sitemap.xml", "/robots.txt", "/providers.opml", "/theme.css", "/api/openapi.json", "/api/topics/index.json",
    "/api/news/index.json", "/healthz", "/readyz", "/nothing-here/", "/api/nothing/", "/search/", "/search/?q=the",
    "/search/?q=news&sort=date", "/search/?q=%22the+new%22", "/search/?q=microsoft+-azure", "/archive/2023/2/30/",
)  # fmt: skip
_LINKS = re.compile(
    r'(?:href|src|action|xmlUrl|htmlUrl)="([^"]+)"|<loc>([^<]+)</loc>|"(?:path|feed_url|home_page_url)": "([^"]+)"'
)
_HEADERS = ("Content-Type", "Location", "Link", "Cache-Control", "Retry-After")


def links_in(body: str) -> Iterator[str]:
    """The addresses of our own pages that an answer names."""
    for found in _LINKS.findall(body):
        link = unescape(next(filter(None, found)))
        link = link.removeprefix(SITE)
        if link.startswith("_news/"):
            link = f"/api/news/{link[6:].removesuffix('.md')}/index.json"
        if link.startswith("/") and not link.startswith(("//", "/static/", "/media/", "/admin/")):
            yield link.partition("#")[0]


def following(address: str, body: bytes) -> Iterator[str]:
    """The next page of a list of the API, and what a page links to; searches are not followed into further searches."""
    if address.startswith("/api/news/") and body.startswith(b"{"):
        page = json.loads(body)
        if page.get("nextPage"):
            stem = re.sub(r"(page/\d+/)?index\.json$", "", address)
            yield f"{stem}page/{page['nextPage']}/index.json"
    for link in links_in(body.decode(errors="replace")):
        if "?" not in link or not address.startswith("/search/"):
            yield link
    if address.startswith("/topics/") and address.count("/") == 3:
        yield f"/api/news/{address.split('/')[2]}/index.json"


def crawl(client: Any, folder: Path, most: int) -> int:
    """Write each answer to a file of its own. Returns how many there are."""
    waiting, seen = list(_BEGINNINGS), set(_BEGINNINGS)
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        head = [str(answer.status_code), *(f"{name}: {answer[name]}" for name in _HEADERS if name in answer)]
        name = quote(address.strip("/") or "index", safe="")
        name = name if len(name) < 200 else f"{name[:180]}{crc32(name.encode())}"
        (folder / name).write_bytes("\n".join([*head, "", ""]).encode() + body)
        more = [link for link in following(address, body) if link not in seen]
        for link in dict.fromkeys(more):
            if urlsplit(link).path:
                seen.add(link)
                waiting.append(link)
    return len(seen)


def meaning(file: Path) -> bytes:
    """What an answer says: a page without the white space that no browser shows, all else byte for byte."""
    text = file.read_bytes()
    if b"Content-Type: text/html" not in text[:400]:
        return text
    return re.sub(rb"\s+>", b">", re.sub(rb">\s+|\s+", lambda found: b"> " if found[0][:1] == b">" else b" ", text))


def compare(before: Path, after: Path) -> list[str]:
    """The names of the answers and files that are not the same in both folders."""
    names = sorted({file.relative_to(top) for top in (before, after) for file in top.rglob("*") if file.is_file()})
    return [
        str(name)
        for name in names
        if not ((before / name).exists() and (after / name).exists())
        or meaning(before / name) != meaning(after / name)
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", type=Path, nargs="+")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=20_000, help="answers at most")
    parser.add_argument("--compare", action="store_true", help="compare two folders of answers")
    options = parser.parse_args()
    if options.compare:
        differ = compare(options.seeds[0], options.folder)
        print("\n".join([*differ, f"{len(differ)} differ"]))
        sys.exit(1 if differ else 0)
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {
            "NEWSROOM_DATA_DIR": data, "SECRET_KEY": "of a site that nobody sees, as it is gone at the end",
            "SITE_URL": SITE, "TIME_ZONE": "UTC",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings", "DATABASE_URL": os.environ.get("DATABASE_URL", ""),
        }  # fmt: skip
        if not os.environ["DATABASE_URL"]:
            del os.environ["DATABASE_URL"]
        sys.exit(_take(options))


def _take(options: argparse.Namespace) -> int:
    timezone.now = lambda: INSTANT
    django.setup()
    pages, exported = options.folder / "pages", options.folder / "export"
    for folder in (pages, exported):
        folder.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("import_seeds", *map(str, options.seeds), "--jobs", "1")
    number = crawl(Client(headers={"host": "127.0.0.1:8000"}), pages, options.most)
    call_command("export_seeds", str(exported))
    print(f"{number} answers")
    return 0


if __name__ == "__main__":
    main()
