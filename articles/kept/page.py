"""An answer that is kept: what it says, in each encoding that clients take, and what it was drawn from."""

import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from articles.kept.requests import takes
from articles.reading.drawn import Drawn
from articles.store.register import LastChange

_LEAST = 200  # a shorter text is not worth compressing
_GZIP, _BROTLI = 6, 5
# What belongs to one way of sending it, and is said anew.
_OF_SENDING = {"content-encoding", "content-length", "etag"}
_OF_A_304 = ("Cache-Control", "Vary", "Content-Security-Policy", "Access-Control-Allow-Origin")


@dataclass
class KeptPage:
    """`state` is that of the moment before it was drawn, `until` the moment at which the clock alone changes it."""

    status: int
    headers: dict[str, str]
    tag: str  # of its whole text, without quotes
    state: LastChange
    drawn: Drawn
    until: datetime
    length: int  # of its text, in bytes
    bodies: dict[str, bytes] = field(default_factory=dict)  # by encoding; one without encoding is under ""
    view: str = ""  # by the name of its address, for those who count

    @classmethod
    def of(
        cls, response: HttpResponse, state: LastChange, drawn: Drawn, until: datetime, view: str = ""
    ) -> "KeptPage":  # fmt: skip
        headers = {name: value for name, value in response.items() if name.lower() not in _OF_SENDING}
        tag, text = response.get("ETag", "").removeprefix("W/").strip('"'), response.content
        return cls(response.status_code, headers, tag, state, drawn, until, len(text), {"": text}, view)

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes with all its encodings."""
        return 1000 + self.length * 3 // 2

    def body(self, encoding: str) -> bytes:
        """Return its text in an encoding, made when it is first asked for."""
        found = self.bodies.get(encoding)
        if found is None:
            whole = self.bodies[""] if "" in self.bodies else gzip.decompress(self.bodies["gzip"])
            made = _MADE[encoding]
            found = self.bodies[encoding] = made(whole)
        return found

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return it as this client takes it; only that it is unchanged, where the client has it."""
        encoding = next((each for each in ("br", "gzip") if takes(request, each)), "") if self.is_long else ""
        tag = f'W/"{self.tag}"' if encoding else f'"{self.tag}"'
        if self.tag and self.status == 200 and self._is_known(request.META.get("HTTP_IF_NONE_MATCH", "")):
            said = {name: self.headers[name] for name in _OF_A_304 if name in self.headers}
            return HttpResponseNotModified(headers=said | {"ETag": tag})
        body = self.body(encoding)
        headers = self.headers | {"Content-Length": str(len(body))}
        if self.tag:
            headers["ETag"] = tag
        if encoding:
            headers["Content-Encoding"] = encoding
        return HttpResponse(b"" if request.method == "HEAD" else body, status=self.status, headers=headers)

    @property
    def is_long(self) -> bool:
        return self.length >= _LEAST

    def _is_known(self, tags: str) -> bool:
        if not tags:
            return False
        known = parse_etags(tags)
        return known == ["*"] or any(each.removeprefix("W/").strip('"') == self.tag for each in known)

    def packed(self) -> bytes:
        """Return all of it as bytes; `unpacked` reads them, also from another process."""
        told: dict[str, Any] = {
            "status": self.status, "headers": self.headers, "tag": self.tag, "state": self.state,
            "until": self.until.isoformat(), "length": self.length, "encoding": "gzip" if self.is_long else "",
            "drawn": self.drawn.packed(), "view": self.view,
        }  # fmt: skip
        body = self.body(told["encoding"])
        whole = json.dumps(told).encode() + b"\n" + body
        return f"{zlib.crc32(whole):08x}".encode() + whole

    @classmethod
    def unpacked(cls, packed: bytes) -> "KeptPage | None":
        """Return the page, or None where the bytes are damaged."""
        whole = packed[8:]
        if packed[:8] != f"{zlib.crc32(whole):08x}".encode():
            return None
        told, _, body = whole.partition(b"\n")
        said = json.loads(told)
        return cls(
            said["status"], said["headers"], said["tag"], LastChange(*said["state"]), Drawn.unpacked(said["drawn"]),
            datetime.fromisoformat(said["until"]).astimezone(UTC), said["length"], {said["encoding"]: body},
            said["view"],
        )  # fmt: skip


def _gzipped(text: bytes) -> bytes:
    return gzip.compress(text, _GZIP, mtime=0)


def _brotlied(text: bytes) -> bytes:
    return bytes(brotli.compress(text, quality=_BROTLI))


_MADE: dict[str, Callable[[bytes], bytes]] = {"": bytes, "gzip": _gzipped, "br": _brotlied}
