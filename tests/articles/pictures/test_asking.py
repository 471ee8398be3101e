"""What a URL asks of which server, in which words, and what the server's own words about time and size mean."""

import os
import signal
import socket
import ssl
import subprocess
import threading
import zlib
from collections.abc import Iterator
from typing import Any

import httpcore
import pytest
from pytest_django import Settings

from articles.fetching import answers, asking
from articles.fetching.asking import endpoint_of, host_of
from articles.fetching.connecting import Answer, Deadline, Endpoint, _Connecting, _Stream, asked
from articles.pictures import MOST_PICTURE_BYTES, NotFetchedError, PictureError, developed
from articles.pictures.darkroom import DECODING_SECONDS
from articles.pictures.fetching import picture_errand
from tests.articles.pictures.files import picture
from tests.rows import NOW


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://I.example.org", Endpoint("http", "i.example.org", 80, "/")),
        ("HTTPS://i.example.org/a b?x=1&y#top", Endpoint("https", "i.example.org", 443, "/a%20b?x=1&y")),
        ("https://i.example.org:80/?", Endpoint("https", "i.example.org", 80, "/")),
        ("http://i.example.org:443/a?b", Endpoint("http", "i.example.org", 443, "/a?b")),
        ("http://[2001:db8::1]/a", Endpoint("http", "2001:db8::1", 80, "/a")),
        ("http://grün.example/", Endpoint("http", "xn--grn-ioa.example", 80, "/")),
        ("http://straße.example/", Endpoint("http", "xn--strae-oqa.example", 80, "/")),
        ("http://127。0。0。1/", Endpoint("http", "127.0.0.1", 80, "/")),
    ],
)  # fmt: skip
def test_a_url_is_taken_apart_once(url: str, place: Endpoint) -> None:
    assert (endpoint_of(url), host_of(url)) == (place, place.host)


@pytest.mark.parametrize(
    "url", ["", "/a.jpg", "ftp://i.example.org/", "http://i.example.org:22/", "http://a@i.example.org/"]
)
def test_what_leads_nowhere_has_no_host(url: str) -> None:
    assert host_of(url) == ""


@pytest.mark.parametrize(
    ("named", "port"),
    [("i.example.org", 22), ("i.example.org:22", 22), ("i.example.org:23", None), ("example.org", None)],
)
def test_a_port_that_the_operator_vouches_for_is_asked(settings: Settings, named: str, port: int | None) -> None:
    settings.PICTURE_HOSTS = [named]
    if port is None:
        with pytest.raises(NotFetchedError, match="port 22; only 80 and 443 are asked"):
            endpoint_of("http://i.example.org:22/")
    else:
        assert endpoint_of("http://i.example.org:22/") == Endpoint("http", "i.example.org", port, "/")


@pytest.mark.parametrize(
    ("place", "host"),
    [
        (Endpoint("http", "i.example.org", 80, "/"), "i.example.org"),
        (Endpoint("https", "i.example.org", 443, "/"), "i.example.org"),
        (Endpoint("https", "i.example.org", 80, "/"), "i.example.org:80"),
        (Endpoint("http", "2001:db8::1", 80, "/"), "[2001:db8::1]"),
        (Endpoint("http", "2001:db8::1", 8080, "/"), "[2001:db8::1]:8080"),
    ],
)
def test_a_server_is_asked_by_its_name_and_told_who_asks_for_what(
    settings: Settings, place: Endpoint, host: str
) -> None:
    settings.SITE_URL = "https://news.example.org"
    assert asking._headers(place, picture_errand()) == {
        "Host": host, "User-Agent": "newsroom (+https://news.example.org/)", "Accept-Encoding": "identity",
        "Accept": "image/avif,image/webp,image/*;q=0.9,*/*;q=0.1", "Connection": "close",
    }  # fmt: skip


def test_an_address_is_looked_up_for_connections_and_each_is_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def found(*args: Any, **kwargs: Any) -> list[Any]:
        asked.append((args, kwargs))
        return [(2, 1, 6, "", (each, 80)) for each in ("192.0.2.2", "192.0.2.1", "192.0.2.2")]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    assert asking.resolved("i.example.org", 80) == ["192.0.2.2", "192.0.2.1"]
    assert asked == [(("i.example.org", 80), {"type": socket.SOCK_STREAM})]


def test_a_name_that_nobody_has_is_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **kwargs: Any) -> list[Any]:
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotFetchedError, match=r"no server is called nobody\.example") as silent:
        asking.resolved("nobody.example", 80)
    assert (silent.value.is_silent, silent.value.wait, silent.value.host) == (True, None, "")


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        (" 120 ", 120), ("0", 0), ("1234567890", 123456789), ("٣", None), ("1.5", None), ("", None), ("tomorrow", None),
        ("Tue, 24 Nov 2026 14:06:00 GMT", 60), ("Tue, 24 Nov 2026 14:04:00 GMT", 0), ("Tue, 24 Nov 2026 14:06:00 -0000", None),
    ],
)  # fmt: skip
def test_how_long_to_wait_is_a_number_of_seconds_or_a_date(words: str, seconds: float | None) -> None:
    assert answers._seconds(words, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "headers", "wait", "words"),
    [
        (404, {}, None, "the server answers 404"), (404, {"retry-after": "0"}, 0, "the server answers 404"),
        (404, {"retry-after": "9"}, 9, "the server answers 404, and asks to be left alone for a while"),
        (429, {}, None, "the server answers 429, and asks to be left alone for a while"),
        (503, {"retry-after": "soon"}, None, "the server answers 503, and asks to be left alone for a while"),
        (200, {"content-length": f" {MOST_PICTURE_BYTES + 1} "}, None, "larger than 10 MB"),
        (200, {"content-length": "9" * 40}, None, "larger than 10 MB"),
        (200, {"content-encoding": "br"}, None, "compressed in a way that was not asked for (br)"),
        (200, {"content-encoding": "x" * 50}, None, f"compressed in a way that was not asked for ({'x' * 40})"),
        (200, {"content-encoding": "gzip"}, None, "its compression is damaged"),
    ],
)  # fmt: skip
def test_an_answer_that_is_no_picture_says_why(
    status: int, headers: dict[str, str], wait: float | None, words: str
) -> None:
    with pytest.raises(NotFetchedError) as refused:
        answers.content_of(Answer(status, headers, iter([b"part"])), "i.example.org", picture_errand())
    assert (str(refused.value), refused.value.wait) == (words, wait)
    assert refused.value.host == ("i.example.org" if status != 200 else "")


@pytest.mark.parametrize(
    ("headers", "parts"),
    [
        ({}, [b"one", b"two"]), ({"content-encoding": " Identity "}, [b"one", b"two"]), ({"content-encoding": ""}, [b"onetwo"]),
        ({"content-length": str(MOST_PICTURE_BYTES)}, [b"onetwo"]), ({"content-length": "٣x"}, [b"onetwo"]),
        ({"content-encoding": "deflate"}, [zlib.compress(b"onetwo")]),
        ({"content-encoding": "X-GZIP"}, [zlib.compress(b"onetwo")]),
    ],
)  # fmt: skip
def test_an_answer_s_parts_are_put_together(headers: dict[str, str], parts: list[bytes]) -> None:
    assert answers.content_of(Answer(200, headers, iter(parts)), "i.example.org", picture_errand()) == b"onetwo"


def test_an_answer_may_have_ten_megabytes_and_is_read_no_further() -> None:
    read: list[int] = []

    def parts(sizes: list[int]) -> Iterator[bytes]:
        for size in sizes:
            read.append(size)
            yield b"\0" * size

    assert (
        len(answers.content_of(Answer(200, {}, parts([MOST_PICTURE_BYTES - 1, 1])), "", picture_errand()))
        == MOST_PICTURE_BYTES
    )
    with pytest.raises(NotFetchedError, match="larger than 10 MB"):
        answers.content_of(Answer(200, {}, parts([MOST_PICTURE_BYTES, 2, 3])), "", picture_errand())
    assert read == [MOST_PICTURE_BYTES - 1, 1, MOST_PICTURE_BYTES, 2]


def test_a_deadline_has_all_its_seconds_and_then_none(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("articles.fetching.connecting.time.monotonic", lambda: clock[0])
    deadline = Deadline(10)
    assert deadline.left() == 10
    clock[0] += 9
    assert deadline.left() == 1
    clock[0] += 1
    with pytest.raises(NotFetchedError, match="it took more than 10 seconds") as late:
        deadline.left()
    assert late.value.is_silent


@pytest.mark.parametrize("addresses", [["192.0.2.1"], ["192.0.2.1", "192.0.2.2", "192.0.2.3"]])
def test_each_address_has_half_of_the_time_left_and_the_last_one_all_of_it(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    tried: list[tuple[str, int, float]] = []

    def refused(self: object, host: str, port: int, timeout: float) -> None:
        tried.append((host, port, timeout))
        raise httpcore.ConnectError(f"{host} refused")

    monkeypatch.setattr("articles.fetching.connecting.time.monotonic", lambda: 100.0)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", refused)
    with pytest.raises(httpcore.ConnectError, match=f"{addresses[-1]} refused"):
        _Connecting(addresses, Deadline(10)).connect_tcp("i.example.org", 80)
    assert tried == [(each, 80, 5.0) for each in addresses[:-1]] + [(addresses[-1], 80, 10.0)]


def test_a_silent_server_is_told_apart_from_one_that_answers_badly() -> None:
    def asking(fault: Exception) -> NotFetchedError:
        class Pool(httpcore.ConnectionPool):
            def stream(self, *args: object, **kwargs: object) -> Any:
                raise fault

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(httpcore, "ConnectionPool", Pool)
            with pytest.raises(NotFetchedError) as refused:
                asked(Endpoint("http", "i.example.org", 80, "/"), ["192.0.2.1"], {}, Deadline(10)).__enter__()
        return refused.value

    told = [
        (httpcore.ReadTimeout(), "it does not answer in time", True),
        (httpcore.ConnectError("refused"), "no connection: refused", True),
        (httpcore.RemoteProtocolError(), "its answer ends early, or is not HTTP", False),
        (httpcore.ReadError("reset"), "the connection broke: reset", False),
    ]
    assert [(fault, str(asking(fault)), asking(fault).is_silent) for fault, *_ in told] == told


def test_an_encrypted_connection_has_the_same_deadline() -> None:
    asked_for: list[Any] = []

    class Plain(httpcore.NetworkStream):
        def start_tls(
            self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
        ) -> "Plain":
            asked_for.append((ssl_context, server_hostname, timeout or 0))
            return self

    deadline, context = Deadline(10), ssl.create_default_context()
    stream = _Stream(Plain(), deadline).start_tls(context, "i.example.org")
    assert (stream.deadline, isinstance(stream.stream, Plain)) == (deadline, True)
    assert asked_for == [(context, "i.example.org", pytest.approx(10, abs=5))]


def test_a_resolver_that_is_not_waited_for_does_not_keep_the_process_alive() -> None:
    seen: list[bool] = []

    def resolve() -> list[str]:
        seen.append(threading.current_thread().daemon)
        return ["192.0.2.1"]

    assert (asking._in_time(resolve, Deadline(10)), seen) == (["192.0.2.1"], [True])


def test_the_darkroom_works_alone_in_an_empty_folder_and_within_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    run, asked_for = subprocess.run, []

    def noted(command: list[str], **options: Any) -> Any:
        asked_for.append(
            (options["timeout"], options["env"], options["cwd"] == command[-1], os.listdir(options["cwd"]))
        )
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", noted)
    developed(picture("PNG"))
    assert asked_for == [(2 * DECODING_SECONDS, {"LC_ALL": "C.UTF-8"}, True, [])]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (subprocess.TimeoutExpired("darkroom", 80), "it takes too long to decode"),
        (subprocess.CompletedProcess([], -signal.SIGXCPU, b""), "it takes too long to decode"),
        (subprocess.CompletedProcess([], 1, b""), "it cannot be decoded"),
    ],
)
def test_a_darkroom_that_gives_no_answer_refuses_the_picture(
    monkeypatch: pytest.MonkeyPatch, fault: object, words: str
) -> None:
    def silent(*args: object, **kwargs: object) -> object:
        if isinstance(fault, Exception):
            raise fault
        return fault

    monkeypatch.setattr(subprocess, "run", silent)
    with pytest.raises(PictureError) as refused:
        developed(b"a picture")
    assert str(refused.value) == words
