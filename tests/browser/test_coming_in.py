"""Readers' pages on a slow line: what is painted stays where it is, whatever still comes in."""

import re
from collections.abc import Iterator
from queue import Queue
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from tests.articles.pictures.server import Send, Server
from tests.browser.moving import moved, paint, watch

pytestmark = pytest.mark.browser
PLACES = {
    "front": "/",
    "latest": "/latest/",
    "article": "/news/2026-11-24-ward-assistant-a-year-without-a-missed-alarm/",
    "topics": "/topics/",
    "providers": "/providers/",
    "month": "/archive/2026/11/",
    "search": "/search/?q=model",
}
# Where a browser may paint a page of which the rest is still on its way.
ENDS = re.compile(r"(?<=</li>)|(?<=</p>)|(?<=</h[23]>)|(?<=</picture>)|(?<=</tr>)|(?<=</article>)|(?<=<body>)")


@pytest.fixture
def line() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("kind", PLACES)
def test_nothing_moves_while_a_page_comes_in(demo: str, chrome: Browser, line: Server, kind: str, width: int) -> None:
    with urlopen(demo + PLACES[kind], timeout=30) as answer:
        whole = answer.read().decode()
    # Style sheets and pictures are the site's, at their own speed.
    head, *parts = ENDS.split(whole.replace("<head>", f'<head><base href="{demo}">'))
    pieces: Queue[str | None] = Queue()

    def act(send: Send) -> None:
        send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n")
        while (piece := pieces.get()) is not None:
            send(piece.encode())

    line.pages["/"] = act
    page = chrome.new_page(viewport={"width": width, "height": 800})
    watch(page)
    pieces.put(head)
    page.goto(line.url, wait_until="commit")
    for part in parts:
        pieces.put(part)
        paint(page)
    pieces.put(None)
    page.wait_for_load_state()
    found = moved(page)
    page.close()
    assert found == []
