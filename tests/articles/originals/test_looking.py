"""Looking at a page: what it says is told, or else in words why not, and nothing of any network."""

import gzip
from datetime import UTC, datetime

import brotli
import pytest
from pytest_django import Settings

from articles.originals import Original, look_up, looking
from articles.originals.looking import MOST_PAGE_BYTES, UNREACHABLE
from articles.originals.reading import UnreadableError
from tests.articles.originals.pages import head, meta
from tests.articles.pictures.server import Server, answer, dripping, redirect, server
from tests.rows import NOW

__all__ = ["server"]
HTML = "Content-Type: text/html; charset=utf-8"
PAGE = head("<title>Tides</title>", meta(article_published_time="2026-03-05T22:10:00+01:00")).encode()
MEGABYTE = 1024 * 1024


def test_a_page_is_asked_for_by_name_and_read(server: Server, settings: Settings) -> None:
    settings.SITE_URL = "https://news.example.org"
    server.pages["/tides?utm_source=x"] = answer(PAGE, HTML)
    found, why = look_up(f"{server.url}/tides?utm_source=x", NOW)
    assert (found, why) == (
        Original(f"{server.url}/tides", title="Tides", published_at=datetime(2026, 3, 5, 21, 10, tzinfo=UTC)), "",
    )  # fmt: skip
    said = server.requests[0].lower()
    assert "user-agent: newsroom (+https://news.example.org/)" in said
    assert "accept: text/html" in said
    assert "cookie" not in said


def test_where_a_redirect_leads_is_the_address(server: Server) -> None:
    server.pages["/x"] = redirect("/tides?fbclid=1")
    server.pages["/tides?fbclid=1"] = answer(PAGE, HTML)
    assert look_up(f"{server.url}/x", NOW)[0].web_url == f"{server.url}/tides"


@pytest.mark.parametrize("pack", [gzip.compress, brotli.compress])
@pytest.mark.parametrize("more", [b"", b" " * (100 * MEGABYTE)], ids=["small", "bomb"])
def test_a_packed_page_is_read_and_of_a_bomb_the_beginning(server: Server, pack: type, more: bytes) -> None:
    coding = "gzip" if pack is gzip.compress else "br"
    server.pages["/a"] = answer(pack(PAGE + more), HTML, f"Content-Encoding: {coding}")
    found, why = look_up(f"{server.url}/a", NOW)
    assert (found.title, why) == ("Tides", "")


def test_of_a_page_without_end_the_beginning_is_read(server: Server) -> None:
    server.pages["/a"] = dripping(f"HTTP/1.1 200 OK\r\n{HTML}\r\n\r\n".encode() + PAGE, b" " * MEGABYTE, pause=0)
    assert look_up(f"{server.url}/a", NOW)[0].title == "Tides"
    assert MOST_PAGE_BYTES == 2 * MEGABYTE


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("403 Forbidden", "The site does not show the page to a program like ours (it answers 403)."),
        ("402 Payment Required", "The site does not show the page to a program like ours (it answers 402)."),
        ("429 Slow down", "The site does not show the page to a program like ours (it answers 429)."),
        ("404 Not Found", "The site says that there is no such page (it answers 404)."),
        ("410 Gone", "The site says that there is no such page (it answers 410)."),
        ("500 Oh", "The site cannot show the page now (it answers 500)."),
        ("204 No Content", "The site cannot show the page now (it answers 204)."),
    ],
)
def test_what_a_site_answers_is_told_in_words(server: Server, status: str, words: str) -> None:
    server.pages["/a"] = answer(PAGE, HTML, status=status)
    found, why = look_up(f"{server.url}/a", NOW)
    assert found == Original(f"{server.url}/a")
    assert why == words


def test_what_cannot_be_reached_is_one_wording_whatever_is_wrong(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "PAGE_SECONDS", 0.3)
    server.pages["/inward"] = redirect("http://169.254.169.254/latest/meta-data/")
    server.pages["/home"] = redirect(f"http://127.0.0.1:{server.port}/a")
    server.pages["/slow"] = dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"x", pause=0.01)
    urls = ["http://127.0.0.1/", f"http://127.0.0.1:{server.port}/a", "http://10.0.0.1/", "http://[::1]/", "https://nobody.invalid/",
            "http://harbour.example:22/", *(f"{server.url}/{path}" for path in ("inward", "home", "slow"))]  # fmt: skip
    assert {look_up(url, NOW)[1] for url in urls} == {UNREACHABLE}
    assert server.asked == ["/inward", "/home", "/slow"]


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"%PDF-1.7", "application/pdf", "a PDF"), (b"\x89PNG <", "image/png", "a picture"), (b"<x>", "video/mp4", "a film"),
        (b"{}", "application/json", "a file of another kind"), (b"no page", "text/html", "a file of another kind"),
        (b"", "text/html", "a file of another kind"), (b"PK\3\4", "application/octet-stream", "a file of another kind"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_not_read(server: Server, body: bytes, kind: str, words: str) -> None:
    server.pages["/a"] = answer(body, f"Content-Type: {kind}")
    found, why = look_up(f"{server.url}/a", NOW)
    assert found == Original(f"{server.url}/a")
    assert why.startswith(f"There is no web page at that address but {words}.")


def test_bad_answers_are_told_in_words(server: Server) -> None:
    server.pages["/round"] = redirect("/round")
    server.pages["/damaged"] = answer(b"no gzip", HTML, "Content-Encoding: gzip")
    server.pages["/garbage"] = lambda send: send(b"SSH-2.0\r\n")
    told = {path: look_up(f"{server.url}/{path}", NOW)[1] for path in ("round", "damaged", "garbage")}
    assert told == {
        "round": "The site's answer is of no use: more than 3 redirects.",
        "damaged": "The site's answer is of no use: its compression is damaged.",
        "garbage": "The site's answer is of no use: its answer ends early, or is not HTTP.",
    }


def test_a_page_that_cannot_be_read_is_known_by_its_address(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*args: object) -> None:
        raise UnreadableError("it takes too long to read")

    monkeypatch.setattr(looking, "read_page", unreadable)
    server.pages["/a"] = answer(PAGE, HTML)
    found, why = look_up(f"{server.url}/a", NOW)
    assert (found, why) == (
        Original(f"{server.url}/a"), "The page was fetched, but it takes too long to read.",
    )  # fmt: skip
