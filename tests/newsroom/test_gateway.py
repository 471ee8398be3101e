"""The gateway alone, with a server and an application that do as they are told."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import Settings

from articles.limits import ASKS
from articles.logs import ID
from newsroom import gateway
from newsroom.gateway import Gateway
from newsroom.rsgi import environ_of
from tests.articles.logs.told import Told, told

__all__ = ["told"]

FORM = {"content-type": "application/x-www-form-urlencoded"}


class Scope(SimpleNamespace):
    """The head of a request as the server gives it."""

    def __init__(self, path: str = "/", method: str = "GET", headers: Any = (), **values: Any) -> None:
        found = [*headers.items()] if isinstance(headers, dict) else [*headers]
        usual: dict[str, Any] = {
            "http_version": "1.1", "server": "127.0.0.1:8000", "client": "192.0.2.7:4711", "scheme": "http", "query_string": "",
            "authority": None,
        }  # fmt: skip
        super().__init__(path=path, method=method, headers=SimpleNamespace(items=lambda: found), **(usual | values))


class Protocol:
    """The server's side of one request: what it sends, in pieces, and what it was answered."""

    def __init__(self, *pieces: bytes, pause: float = 0.0, takes: bool = True) -> None:
        self.pieces, self.pause, self.takes = pieces, pause, takes
        self.read = 0
        self.status, self.headers, self.body = 0, dict[str, str](), b""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            await asyncio.sleep(self.pause)
            self.read += len(piece)
            yield piece

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, dict(headers), body

    def response_str(self, status: int, headers: list[tuple[str, str]], body: str) -> None:
        self.response_bytes(status, headers, body.encode())

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> "Protocol":
        self.response_bytes(status, headers, b"")
        return self

    async def send_bytes(self, piece: bytes) -> None:
        await asyncio.sleep(0 if self.takes else 60)
        self.body += piece


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answers with what was sent. It takes large bodies from whom brings the cookie `me`."""
    if ASKS in environ:
        start_response("204 No Content" if environ.get("HTTP_COOKIE") == "me" else "413 Too large", [])
        return [b"" if environ.get("HTTP_COOKIE") == "me" else b"too much for you"]
    start_response("200 OK", [("content-type", "text/plain")])
    return [environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH", 0)))]


def ask(scope: Scope, protocol: Protocol, application: Any = echo) -> Protocol:
    asyncio.run(Gateway(application).__rsgi__(scope, protocol))
    return protocol


def posted(length: int | None, path: str = "/admin/login/", **headers: str) -> Scope:
    known = {"content-length": str(length)} if length is not None else {"transfer-encoding": "chunked"}
    return Scope(path, "POST", FORM | known | headers)


def test_a_whole_body_is_handed_on() -> None:
    assert ask(posted(6), Protocol(b"abc", b"def")).body == b"abcdef"
    assert ask(posted(None), Protocol(b"abc", b"def")).body == b"abcdef"


def test_a_body_that_was_cut_short_is_not() -> None:
    answer = ask(posted(6), Protocol(b"abc"))
    assert (answer.status, b"did not arrive whole" in answer.body) == (400, True)


def test_a_body_that_comes_too_slowly_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "_PATIENCE", 0.05)
    answer = ask(posted(1_000), Protocol(*[b"a"] * 1_000, pause=0.02))
    assert (answer.status, answer.headers["X-Content-Type-Options"]) == (408, "nosniff")
    assert answer.read < 10


def test_a_slow_body_with_the_usual_pace_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "_PATIENCE", 0.05)
    monkeypatch.setattr(gateway, "_PACE", 10)
    assert ask(posted(20), Protocol(*[b"a"] * 20, pause=0.02)).status == 200


@pytest.mark.parametrize("length", [200_000_000, None])
def test_a_large_body_is_refused_before_it_is_read(length: int | None) -> None:
    pieces = [bytes(10_000)] * 20_000
    answer = ask(posted(length, "/admin/articles/import/new/"), Protocol(*pieces))
    assert (answer.status, answer.body.startswith(b"too much for you")) == (413, True)
    assert answer.read <= 80_000


def test_a_large_body_is_taken_from_whom_may_send_it_up_to_the_most_that_anybody_may() -> None:
    piece = bytes(1024 * 1024)
    taken = ask(posted(3 * len(piece), "/admin/articles/import/new/", cookie="me"), Protocol(*[piece] * 3))
    assert (taken.status, len(taken.body)) == (200, 3 * len(piece))
    refused = ask(posted(None, "/admin/articles/topic/add/", cookie="me"), Protocol(*[piece] * 3))
    assert (refused.status, refused.read) == (413, 2 * len(piece))


def test_one_client_does_not_take_all_places(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(gateway, "_PATIENCE", 0.1)
    settings.TRUSTED_PROXIES = 1

    async def all_at_once() -> tuple[list[int], int]:
        served = Gateway(echo)
        slow = [Protocol(b"a", pause=1) for _ in range(30)]
        others = [served.__rsgi__(posted(1, **{"x-forwarded-for": "1.1.1.1"}), each) for each in slow]
        mine = Protocol(b"a")
        await asyncio.gather(*others, served.__rsgi__(posted(1, **{"x-forwarded-for": "2.2.2.2"}), mine))
        assert served.arriving == {}
        return [each.status for each in slow], mine.status

    theirs, mine = asyncio.run(all_at_once())
    assert (theirs.count(408), theirs.count(503), mine) == (20, 10, 200)


def test_readers_and_probes_do_not_wait_for_editors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "_MOST_WAITING", 2)
    done, lanes = threading.Event(), dict[str, int]()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"].startswith("/admin/"):
            done.wait(20)
        start_response("200 OK", [])
        return [b"ok"]

    async def all_at_once() -> tuple[list[int], list[int]]:
        served = Gateway(application)
        long = [Protocol() for _ in range(9)]
        begun = [asyncio.ensure_future(served.__rsgi__(Scope("/admin/"), each)) for each in long]
        await asyncio.sleep(0.1)
        lanes.update(served.lanes_now())
        others = [Protocol() for _ in range(3)]
        for each, path in zip(others, ("/", "/healthz", "/readyz"), strict=True):
            await served.__rsgi__(Scope(path), each)
        done.set()
        await asyncio.gather(*begun)
        return [each.status for each in long], [each.status for each in others]

    editors, others = asyncio.run(all_at_once())
    assert (editors.count(200), editors.count(503), others) == (7, 2, [200, 200, 200])
    assert lanes == {
        "editors:busy": 5, "editors:waiting": 2, "readers:busy": 0, "readers:waiting": 0, "probes:busy": 0, "probes:waiting": 0,
    }  # fmt: skip


def test_a_long_answer_is_sent_in_pieces_and_not_to_whom_takes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []

    class Answer(list[bytes]):
        def close(self) -> None:
            closed.append(True)

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Answer:
        start_response("200 OK", [])
        return Answer([bytes(700_000)] * 3)

    assert len(ask(Scope("/"), Protocol(), application).body) == 2_100_000
    monkeypatch.setattr(gateway, "_STALLED", 0.05)
    assert ask(Scope("/"), Protocol(takes=False), application).body == b""
    assert closed == [True, True]


def test_the_head_of_a_request_is_what_the_application_expects() -> None:
    headers = [
        ("host", "news.example.org"), ("x_forwarded_for", "6.6.6.6"), ("x-forwarded-for", "1.1.1.1"), ("cookie", "a=1"),
        ("x-forwarded-for", "2.2.2.2"), ("cookie", "b=2"), ("content-type", "text/plain"),
    ]  # fmt: skip
    found = environ_of(Scope("/thé/", headers=headers, query_string="a=%20", client="[2001:db8::7]:4711"))
    assert {name: value for name, value in found.items() if not name.startswith("wsgi.")} == {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/th\xc3\xa9/", "QUERY_STRING": "a=%20",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "REMOTE_ADDR": "2001:db8::7", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "news.example.org", "HTTP_X_FORWARDED_FOR": "1.1.1.1,2.2.2.2", "HTTP_COOKIE": "a=1; b=2",
        "CONTENT_TYPE": "text/plain",
    }  # fmt: skip
    assert environ_of(Scope(authority="h2.example.org"))["HTTP_HOST"] == "h2.example.org"


@pytest.mark.parametrize("words", ["too much for you", "came too slowly"])
def test_what_the_gateway_refuses_has_an_id_and_one_line_too(
    words: str, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "_PATIENCE", 0.05)
    slow = "slowly" in words
    answer = ask(posted(1_000 if slow else 200_000), Protocol(*[b"a"] * 1_000, pause=0.02 if slow else 0))
    (line,) = told()
    assert line["id"] == answer.headers["X-Request-ID"]
    assert answer.body.decode().endswith(f"If you write to us, say this number: {line['id']}\n")
    assert (line["status"], line["path"], line["method"], line["address"]) == (
        answer.status, "/admin/login/", "POST", "192.0.2.7",
    )  # fmt: skip
    assert words in line["why"]


def test_the_site_gives_a_request_the_id_that_the_gateway_gave_it(settings: Settings) -> None:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [])
        return [environ[ID].encode()]

    settings.TRUSTED_PROXIES = 1
    theirs = {"x-request-id": "d4f2a0c1-6d2e", "x-forwarded-for": "192.0.2.1"}
    assert ask(Scope(headers=theirs), Protocol(), application).body == b"d4f2a0c1-6d2e"
    assert len(ask(Scope(headers={"newsroom.id": "theirs"}), Protocol(), application).body) == 14


def test_a_request_that_fails_in_the_gateway_is_told_with_its_traceback_and_id(told: Told) -> None:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        raise RuntimeError("broken")

    answer = ask(Scope(), Protocol(), application)
    fault, line = told()
    assert (answer.status, line["status"], "RuntimeError: broken" in fault["traceback"]) == (503, 503, True)
    assert fault["id"] == line["id"] == answer.headers["X-Request-ID"]
