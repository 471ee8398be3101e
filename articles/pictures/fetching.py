"""Fetches the bytes of one picture from an untrusted server, and only from one with public addresses.

A name is looked up once, and the connection goes to an address that was checked. All of it, including redirects, may take
ten seconds and ten megabytes, however slowly the bytes arrive.
"""

import re
import socket
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils import timezone

from articles.pictures.addresses import is_public
from articles.pictures.connecting import Answer, Deadline, Endpoint, NotFetchedError, alone_at, asked
from articles.pictures.darkroom import MOST_PICTURE_BYTES
from articles.texts.addresses import address

FETCHING_SECONDS = 10.0
MOST_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+(%[a-z0-9]+)?")
_REDIRECTS = {301, 302, 303, 307, 308}
_BUSY = {429, 503}
_COMPRESSED = {"gzip", "x-gzip", "deflate"}
_EITHER = 47  # zlib's value for gzip or zlib, whichever comes

Resolve = Callable[[str, int], list[str]]


def endpoint_of(url: str) -> Endpoint:
    """Return where a URL leads. Raises NotFetchedError for an address that we do not ask."""
    encoded = address(url)
    try:
        parts = urlsplit(encoded)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise NotFetchedError("no address that can be asked") from None
    if not encoded or not _HOST.fullmatch(host):
        raise NotFetchedError("no address that can be asked; http:// or https:// and a host are needed")
    if "@" in parts.netloc:
        raise NotFetchedError("the address holds a name or a password")
    scheme = parts.scheme.lower()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    place = Endpoint(scheme, host, PORTS[scheme] if port is None else port, target)
    if place.port not in PORTS.values() and not _is_named(place):
        raise NotFetchedError(f"port {place.port}; only 80 and 443 are asked")
    return place


def host_of(url: str) -> str:
    """Return the host of a URL; empty where there is none."""
    try:
        return endpoint_of(url).host
    except NotFetchedError:
        return ""


def _is_named(place: Endpoint) -> bool:
    """Return whether the site's operator trusts the host (NEWSROOM_PICTURE_HOSTS)."""
    named: Iterable[str] = settings.PICTURE_HOSTS
    return place.host in named or f"{place.host}:{place.port}" in named


def resolved(host: str, port: int) -> list[str]:
    """Return all addresses of a name, in the system's order; the name may itself be an address in any spelling."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFetchedError(f"no server is called {host}", is_silent=True) from None
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def fetch(url: str, *, resolve: Resolve = resolved) -> bytes:
    """Return the bytes at a URL. Raises NotFetchedError."""
    deadline = Deadline(FETCHING_SECONDS)
    for _ in range(MOST_REDIRECTS + 1):
        place = endpoint_of(url)
        addresses = _fit(place, resolve, deadline)
        with alone_at(place.host, deadline), asked(place, addresses, _headers(place), deadline) as answer:
            if answer.status not in _REDIRECTS:
                return _content(answer, place.host)
            url = urljoin(url, answer.headers.get("location", ""))
    raise NotFetchedError(f"more than {MOST_REDIRECTS} redirects")


def _headers(place: Endpoint) -> dict[str, str]:
    host = f"[{place.host}]" if ":" in place.host else place.host
    return {
        "Host": host if place.port == PORTS[place.scheme] else f"{host}:{place.port}",
        "User-Agent": f"newsroom (+{settings.SITE_URL}/)",
        "Accept": "image/avif,image/webp,image/*;q=0.9,*/*;q=0.1",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _fit(place: Endpoint, resolve: Resolve, deadline: Deadline) -> list[str]:
    """Return the host's addresses, if all of them are public. Raises NotFetchedError."""
    found = _in_time(lambda: resolve(place.host, place.port), deadline)
    wrong = [] if _is_named(place) else [each for each in found if not is_public(each)]
    if wrong:
        raise NotFetchedError(f"{place.host} is at {wrong[0]}, which is not public")
    return found


def _in_time(act: Callable[[], list[str]], deadline: Deadline) -> list[str]:
    """Run `act` within the deadline. The system's resolver has no time limit, so a thread waits for it, abandoned if need be."""
    found: list[list[str]] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            found.append(act())
        except Exception as fault:
            failed.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(deadline.left())
    if failed:
        raise failed[0]
    if not found:
        deadline.left()
        raise NotFetchedError("its name is not found in time", is_silent=True)
    return found[0]


def _content(answer: Answer, host: str) -> bytes:
    if answer.status != 200:
        wait = _seconds(answer.headers.get("retry-after", ""), timezone.now())
        asks = ", and asks to be left alone for a while" if wait or answer.status in _BUSY else ""
        raise NotFetchedError(f"the server answers {answer.status}{asks}", wait=wait, host=host)
    length = answer.headers.get("content-length", "").strip()
    if length.isascii() and length.isdigit():
        _need_room(int(length[:18]))
    content = bytearray()
    for part in _plain(answer):
        content += part
        _need_room(len(content))
    return bytes(content)


def _need_room(size: int) -> None:
    if size > MOST_PICTURE_BYTES:
        raise NotFetchedError("larger than 10 MB")


def _plain(answer: Answer) -> Iterator[bytes]:
    """Yield the body in parts, never much more than is allowed, unpacked if the server compressed it without being asked."""
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        yield from answer.parts
        return
    if encoding not in _COMPRESSED:
        raise NotFetchedError(f"compressed in a way that was not asked for ({encoding[:40]})")
    unpacking = zlib.decompressobj(_EITHER)
    try:
        for part in answer.parts:
            yield unpacking.decompress(part, MOST_PICTURE_BYTES + 1)
            if unpacking.unconsumed_tail:
                raise NotFetchedError("larger than 10 MB")
    except zlib.error:
        raise NotFetchedError("its compression is damaged") from None


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
