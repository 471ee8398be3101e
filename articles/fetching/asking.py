"""Fetches what an untrusted server has at a URL, and only from one with public addresses.

A name is looked up once, and the connection goes to an address that was checked. All of it, redirects included, keeps to the
errand's bounds, however slowly the bytes arrive.
"""

import re
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from articles.fetching.addresses import is_public
from articles.fetching.answers import Errand, content_of
from articles.fetching.connecting import BadAnswerError, Deadline, Endpoint, NotFetchedError, alone_at, asked
from articles.texts.addresses import address

MOST_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+(%[a-z0-9]+)?")
_REDIRECTS = {301, 302, 303, 307, 308}

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Fetched:
    """What came, and from where: `url` is where the redirects led. Header names are in lower case."""

    url: str
    headers: Mapping[str, str]
    content: bytes


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


def obtained(url: str, errand: Errand, *, resolve: Resolve = resolved) -> Fetched:
    """Return what is at a URL. Raises NotFetchedError."""
    deadline = Deadline(errand.seconds)
    for _ in range(MOST_REDIRECTS + 1):
        place = endpoint_of(url)
        addresses = _fit(place, resolve, deadline)
        with alone_at(place.host, deadline), asked(place, addresses, _headers(place, errand), deadline) as answer:
            if answer.status not in _REDIRECTS:
                return Fetched(url, answer.headers, content_of(answer, place.host, errand))
            url = urljoin(url, answer.headers.get("location", ""))
    raise BadAnswerError(f"more than {MOST_REDIRECTS} redirects")


def _headers(place: Endpoint, errand: Errand) -> dict[str, str]:
    host = f"[{place.host}]" if ":" in place.host else place.host
    return {
        "Host": host if place.port == PORTS[place.scheme] else f"{host}:{place.port}",
        "User-Agent": f"newsroom (+{settings.SITE_URL}/)",
        "Accept": errand.accept,
        "Accept-Encoding": errand.codings,
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
