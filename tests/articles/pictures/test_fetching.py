"""Fetching from a hostile server: what is refused is never connected to, and nothing takes long or grows large."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from articles.pictures import NotFetchedError, fetch
from articles.pictures import fetching as fetching_module
from articles.pictures.fetching import FETCHING_SECONDS
from tests.articles.pictures.server import Server, answer, dripping, redirect, server

__all__ = ["server"]
BODY = b"the bytes of a picture"
MEGABYTE = 1024 * 1024


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> float:
    """A deadline for tests that wait for it."""
    monkeypatch.setattr(fetching_module, "FETCHING_SECONDS", 0.6)
    return 0.6


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whatever a socket of this process connects to."""
    places: list[Any] = []
    connect = socket.socket.connect

    def noted(self: socket.socket, place: Any) -> None:
        places.append(place)
        connect(self, place)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return places


def why(url: str, **options: Any) -> str:
    with pytest.raises(NotFetchedError) as refused:
        fetch(url, **options)
    return str(refused.value)


def test_a_picture_is_fetched_with_a_name_that_says_who_asks(server: Server, settings: Settings) -> None:
    settings.SITE_URL = "https://news.example.org"
    server.pages["/a%20b.jpg?x=1"] = answer(BODY)
    assert fetch(f"{server.url}/a b.jpg?x=1#top") == BODY
    head = server.requests[0].lower()
    assert "user-agent: newsroom (+https://news.example.org/)" in head
    assert f"host: localhost:{server.port}" in head
    assert "cookie" not in head
    assert "referer" not in head


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]",
        "①②⑦.⓪.⓪.①", "127。0。0。1", "localhost.", "LOCALHOST",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_home_is_connected_to(connected: list[Any], settings: Settings, scheme: str, host: str) -> None:
    settings.PICTURE_HOSTS = []
    assert why(f"{scheme}://{host}/a.jpg")
    assert connected == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "64:ff9b::7f00:1",
                                     "2002:7f00:1::1", "::ffff:10.0.0.1", "fe80::1%lo"])  # fmt: skip
def test_a_name_that_leads_home_is_not_connected_to(connected: list[Any], address: str) -> None:
    reason = why("http://pictures.example.org/a.jpg", resolve=lambda host, port: ["8.8.8.8", address])
    assert reason == f"pictures.example.org is at {address}, which is not public"
    assert connected == []


def test_a_name_is_looked_up_once_and_its_checked_address_connected_to(
    connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the second answer would lead home."""
    answers = iter([["198.41.0.4"], ["127.0.0.1"]])
    lookups: list[str] = []

    def rebinding(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host in ("198.41.0.4", "127.0.0.1"):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        lookups.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in next(answers)]

    def connect(self: socket.socket, place: Any) -> None:
        connected.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket.socket, "connect", connect)
    assert why("http://rebinding.example.org/a.jpg").startswith("no connection")
    assert (lookups, connected) == (["rebinding.example.org"], [("198.41.0.4", 80)])


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://images.example.org/a.jpg", "no address that can be asked"),
        ("file:///etc/passwd", "no address that can be asked"),
        ("/assets/a.jpg", "no address that can be asked"),
        ("http:///a.jpg", "no address that can be asked"),
        ("http://images.example.org:22/a.jpg", "port 22; only 80 and 443 are asked"),
        ("http://images.example.org:0/a.jpg", "port 0; only 80 and 443 are asked"),
        ("http://images.example.org:99999/a.jpg", "no address that can be asked"),
        ("http://user:secret@images.example.org/a.jpg", "the address holds a name or a password"),
        ("http://images.example.org\\@localhost/a.jpg", "the address holds a name or a password"),
    ],
)
def test_what_is_no_web_address_is_not_asked(connected: list[Any], url: str, reason: str) -> None:
    assert why(url, resolve=lambda host, port: ["8.8.8.8"]).startswith(reason)
    assert connected == []


def test_a_redirect_to_nowhere_asks_for_no_other_page(server: Server) -> None:
    server.pages["/1"] = answer(b"", status="302 Found")
    assert why(f"{server.url}/1") == "more than 3 redirects"
    assert [request.split(" ")[1] for request in server.requests] == ["/1"] * 4


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        (b"/caf\xc3\xa9/\xe6\xbd\xae.jpg", "/caf%C3%A9/%E6%BD%AE.jpg"),
        (b"/caf%C3%A9.jpg", "/caf%C3%A9.jpg"),
        (b"/caf\xe9.jpg", "/caf%E9.jpg"),
    ],
)
def test_a_redirect_is_read_as_utf_8_where_it_is(server: Server, sent: bytes, asked: str) -> None:
    server.pages["/1"] = lambda send: send(
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + sent + b"\r\n\r\n"
    )
    server.pages[asked] = answer(b"picture")
    assert fetch(f"{server.url}/1") == b"picture"


def test_three_redirects_are_followed_and_no_more(server: Server) -> None:
    for n in range(1, 5):
        server.pages[f"/{n}"] = redirect(f"/{n - 1}")
    server.pages["/0"] = answer(BODY)
    assert fetch(f"{server.url}/3") == BODY
    assert why(f"{server.url}/4") == "more than 3 redirects"


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:{port}/0", "//127.0.0.1:{port}/0", "http://[::1]/0", "file:///etc/passwd", "http://169.254.169.254/"]
)  # fmt: skip
def test_each_redirect_is_checked_again(server: Server, location: str) -> None:
    server.pages["/1"] = redirect(location.format(port=server.port))
    assert why(f"{server.url}/1")
    assert (server.connections, server.asked) == (1, ["/1"])


@pytest.mark.parametrize(
    "page",
    [
        dripping(b"", b"H"),
        dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b"x"),
        dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    ],
)
def test_however_slowly_it_drips_the_deadline_ends_it(server: Server, seconds: float, page: Any) -> None:
    server.pages["/a"] = page
    began = time.monotonic()
    assert why(f"{server.url}/a") == "it took more than 1 seconds"
    assert time.monotonic() - began < seconds + 2


def test_the_deadline_is_ten_seconds() -> None:
    assert FETCHING_SECONDS == 10


def test_a_resolver_that_never_answers_is_not_waited_for(seconds: float) -> None:
    def asleep(host: str, port: int) -> list[str]:
        time.sleep(5)
        return ["8.8.8.8"]

    began = time.monotonic()
    assert why("http://slow.example.org/", resolve=asleep)
    assert time.monotonic() - began < 3


def test_a_body_without_end_is_cut_off(server: Server) -> None:
    server.pages["/a"] = dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * MEGABYTE, pause=0)
    assert why(f"{server.url}/a") == "larger than 10 MB"


def test_a_length_that_is_too_large_is_believed_at_once(server: Server, seconds: float) -> None:
    server.pages["/a"] = answer(b"x", length=11 * MEGABYTE)
    assert why(f"{server.url}/a") == "larger than 10 MB"


@pytest.mark.parametrize("length", [100, -5, 10**30])
def test_a_length_that_lies_is_found_out(server: Server, length: int) -> None:
    server.pages["/a"] = answer(BODY, length=length)
    assert why(f"{server.url}/a")


def test_what_a_server_packed_unasked_is_unpacked_within_bounds(server: Server) -> None:
    server.pages["/a"] = answer(gzip.compress(BODY), "Content-Encoding: gzip")
    server.pages["/bomb"] = answer(gzip.compress(bytes(200 * MEGABYTE), 9), "Content-Encoding: gzip")
    server.pages["/odd"] = answer(BODY, "Content-Encoding: br")
    server.pages["/broken"] = answer(b"no gzip", "Content-Encoding: gzip")
    assert fetch(f"{server.url}/a") == BODY
    assert why(f"{server.url}/bomb") == "larger than 10 MB"
    assert why(f"{server.url}/odd") == "compressed in a way that was not asked for (br)"
    assert why(f"{server.url}/broken") == "its compression is damaged"


@pytest.mark.parametrize(
    "garbage", [b"", b"\0" * 100, b"HTTP/9.9 hello\r\n\r\n", b"SSH-2.0\r\n", b"HTTP/1.1 200 OK\r\n" + b"X" * 200_000]
)
def test_what_is_no_http_is_an_error_in_words(server: Server, garbage: bytes) -> None:
    server.pages["/a"] = lambda send: send(garbage)
    assert why(f"{server.url}/a") == "its answer ends early, or is not HTTP"


@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [
        ("120", 120),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("9" * 40, 999999999),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
    ],
)
def test_a_busy_server_says_how_long_to_wait(server: Server, retry_after: str, wait: float | None) -> None:
    server.pages["/a"] = answer(b"", f"Retry-After: {retry_after}", status="429 Too Many Requests")
    with pytest.raises(NotFetchedError) as refused:
        fetch(f"{server.url}/a")
    assert (refused.value.wait, refused.value.is_silent) == (wait, False)


@pytest.fixture
def tls_hello() -> Iterator[tuple[int, list[bytes]]]:
    """A port that takes down what a client of TLS says first."""
    said: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        said.append(connection.recv(4096))
        connection.close()

    threading.Thread(target=serve, daemon=True).start()
    yield listening.getsockname()[1], said
    listening.close()


def test_over_tls_the_name_is_told_although_the_address_is_connected_to(
    tls_hello: tuple[int, list[bytes]], settings: Settings
) -> None:
    port, said = tls_hello
    settings.PICTURE_HOSTS = ["pictures.example.org"]
    assert why(f"https://pictures.example.org:{port}/a", resolve=lambda host, port: ["127.0.0.1"])
    assert b"pictures.example.org" in said[0]
