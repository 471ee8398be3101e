"""Reads the body of an answer, unpacked and never much more than is wanted, or says why it is of no use. Connects nowhere."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import brotli
from django.utils import timezone

from articles.fetching.connecting import Answer, BadAnswerError

_MEGABYTE = 1024 * 1024
_BUSY = {429, 503}
_GZIP_OR_ZLIB = {"gzip", "x-gzip", "deflate"}  # which some servers send unasked
_EITHER = 47  # zlib's value for gzip or zlib, whichever comes


@dataclass(frozen=True)
class Errand:
    """What servers are asked for: `accept` and `codings` in HTTP's words, `most_bytes` unpacked, and all of it in `seconds`.

    What is larger is refused or, with `beginning_does`, cut off.
    """

    accept: str
    most_bytes: int
    seconds: float
    codings: str = "identity"
    beginning_does: bool = False


class _Zlib:
    def __init__(self) -> None:
        self._unpacking = zlib.decompressobj(_EITHER)

    def pieces(self, part: bytes, most: int) -> Iterator[bytes]:
        try:
            while part:
                yield self._unpacking.decompress(part, most)
                part = self._unpacking.unconsumed_tail
        except zlib.error:
            raise BadAnswerError("its compression is damaged") from None


class _Brotli:
    def __init__(self) -> None:
        self._unpacking = brotli.Decompressor()

    def pieces(self, part: bytes, most: int) -> Iterator[bytes]:
        try:
            yield self._unpacking.process(part, output_buffer_limit=most)
            while not (self._unpacking.can_accept_more_data() or self._unpacking.is_finished()):
                yield self._unpacking.process(b"", output_buffer_limit=most)
        except brotli.error:
            raise BadAnswerError("its compression is damaged") from None


def content_of(answer: Answer, host: str, errand: Errand) -> bytes:
    """Return the body of an answer, or its beginning where that does. Raises BadAnswerError."""
    if answer.status != 200:
        wait = _seconds(answer.headers.get("retry-after", ""), timezone.now())
        asks = ", and asks to be left alone for a while" if wait or answer.status in _BUSY else ""
        raise BadAnswerError(f"the server answers {answer.status}{asks}", wait=wait, host=host, status=answer.status)
    most = errand.most_bytes
    length = answer.headers.get("content-length", "").strip()
    if not errand.beginning_does and length.isascii() and length.isdigit():
        _need_room(int(length[:18]), most)
    content = bytearray()
    for part in _plain(answer, errand):
        content += part
        if errand.beginning_does and len(content) >= most:
            break
        _need_room(len(content), most)
    return bytes(content[:most])


def _need_room(size: int, most: int) -> None:
    if size > most:
        raise BadAnswerError(f"larger than {most // _MEGABYTE} MB")


def _plain(answer: Answer, errand: Errand) -> Iterator[bytes]:
    """Yield the body in pieces that are never larger than what is allowed, unpacked if the server compressed it, even unasked."""
    unpacking = _unpacking_of(answer.headers.get("content-encoding", "identity").strip().lower(), errand)
    for part in answer.parts:
        yield from unpacking.pieces(part, errand.most_bytes + 1) if unpacking else (part,)


def _unpacking_of(coding: str, errand: Errand) -> _Zlib | _Brotli | None:
    if coding in ("", "identity"):
        return None
    if coding in _GZIP_OR_ZLIB:
        return _Zlib()
    if coding == "br" and "br" in errand.codings:
        return _Brotli()
    raise BadAnswerError(f"compressed in a way that was not asked for ({coding[:40]})")


def _seconds(text: str, now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks for, given as seconds or as a date (RFC 9110, 10.2.3)."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if timezone.is_naive(until):
        return None
    return max(0.0, (until - now).total_seconds())
