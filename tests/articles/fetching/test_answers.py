"""What servers pack is unpacked within the errand's bounds, and the beginning is enough where the errand says so."""

import gzip
import zlib
from collections.abc import Iterator

import brotli
import pytest

from articles.fetching import BadAnswerError, Errand, NotFetchedError, obtained
from articles.fetching.answers import content_of
from articles.fetching.connecting import Answer
from tests.articles.pictures.server import Server, answer, dripping, redirect, server

__all__ = ["server"]
MEGABYTE = 1024 * 1024
ALL = Errand("*/*", MEGABYTE, 5.0, codings="gzip, deflate, br")
SOME = Errand("*/*", MEGABYTE, 5.0, codings="gzip, deflate, br", beginning_does=True)
PACKED = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}


def packed(coding: str, content: bytes) -> Answer:
    whole = PACKED[coding](content)
    parts = (whole[start : start + 1000] for start in range(0, len(whole), 1000))
    return Answer(200, {"content-encoding": coding}, iter(parts))


@pytest.mark.parametrize("coding", PACKED)
def test_what_was_asked_for_packed_is_unpacked(coding: str) -> None:
    content = b"".join(b"%d, " % number for number in range(100_000))
    assert content_of(packed(coding, content), "", ALL) == content


@pytest.mark.parametrize("coding", PACKED)
def test_a_bomb_is_no_larger_than_what_is_wanted(coding: str) -> None:
    bomb = bytes(100 * MEGABYTE)
    with pytest.raises(BadAnswerError, match="larger than 1 MB"):
        content_of(packed(coding, bomb), "", ALL)
    assert content_of(packed(coding, bomb), "", SOME) == bytes(MEGABYTE)


@pytest.mark.parametrize("coding", PACKED)
def test_damaged_compression_is_a_bad_answer(coding: str) -> None:
    with pytest.raises(BadAnswerError, match="its compression is damaged"):
        content_of(Answer(200, {"content-encoding": coding}, iter([b"no such thing" * 9])), "", ALL)


def test_of_an_answer_of_which_the_beginning_does_no_more_is_read() -> None:
    read: list[int] = []

    def parts() -> Iterator[bytes]:
        while True:
            read.append(len(read))
            yield bytes(MEGABYTE // 2)

    found = content_of(Answer(200, {"content-length": str(100 * MEGABYTE)}, parts()), "", SOME)
    assert (len(found), read) == (MEGABYTE, [0, 1])


def test_where_redirects_end_is_told_with_what_is_there(server: Server) -> None:
    server.pages["/short"] = redirect("/long/way")
    server.pages["/long/way"] = answer(b"here", "Content-Type: text/html")
    found = obtained(f"{server.url}/short", ALL)
    assert (found.url, found.content, found.headers["content-type"]) == (f"{server.url}/long/way", b"here", "text/html")


def test_an_answer_of_no_use_is_told_apart_from_none_at_all(server: Server) -> None:
    server.pages["/no"] = answer(b"", status="403 Forbidden")
    server.pages["/round"] = redirect("/round")
    server.pages["/inward"] = redirect(f"http://127.0.0.1:{server.port}/no")
    server.pages["/drip"] = dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"x", pause=0.01)
    told = {}
    for path, seconds in (("no", 5.0), ("round", 5.0), ("inward", 5.0), ("drip", 0.2)):
        with pytest.raises(NotFetchedError) as refused:
            obtained(f"{server.url}/{path}", Errand("*/*", MEGABYTE, seconds))
        told[path] = (isinstance(refused.value, BadAnswerError), refused.value.status)
    assert told == {"no": (True, 403), "round": (True, 0), "inward": (False, 0), "drip": (False, 0)}
