"""What a request asks for, as far as answers differ by it."""

from typing import NamedTuple
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

# What is not for everybody, changes something, or is a file.
_OTHERS = ("/admin/", "/preview/", "/healthz", "/readyz")
_LONGEST = 1000
# The parameters of addresses that have any; all others are read by no page, and make no other answer.
_READ = {"/search/": ("q", "page")}
_LISTS, _OF_LISTS = ("/latest/", "/topics/", "/providers/"), ("after",)


class KeptUnder(NamedTuple):
    """`key` names the answer. `by_hand` is an address that anybody can make up, such as a search: there is no end of them."""

    key: str
    by_hand: bool


def kept_under(request: HttpRequest) -> KeptUnder | None:
    """Return the name of the answer that a request asks for, or None where it is not one for everybody."""
    path = request.path_info
    if request.method not in ("GET", "HEAD") or path.startswith(_OTHERS) or path.startswith(_files()):
        return None
    if "HTTP_AUTHORIZATION" in request.META or _is_known(request.META.get("HTTP_COOKIE", "")):
        return None
    try:
        request.get_host()
    except DisallowedHost:
        return None
    query = _query(request) if request.META.get("QUERY_STRING") else ""
    # Quoted, so that no path looks like another one with a query.
    key = f"{request.scheme} {quote(request.path)}{query}"
    return KeptUnder(key, bool(query) or "/after/" in path) if len(key) <= _LONGEST else None


def _files() -> tuple[str, ...]:
    return tuple(prefix for prefix in (settings.STATIC_URL, settings.MEDIA_URL) if prefix and prefix.startswith("/"))


def _is_known(cookies: str) -> bool:
    """Return whether the client has a session: an editor sees other pages than readers."""
    return bool(cookies) and (settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies)


def _query(request: HttpRequest) -> str:
    path = request.path_info
    names = _READ.get(path) or (_OF_LISTS if path.startswith(_LISTS) else ())
    read = [(name, request.GET[name]) for name in names if name in request.GET]
    return f"?{urlencode(read)}" if read else ""


def takes(request: HttpRequest, encoding: str) -> bool:
    """Return whether the client says that it takes an encoding; `gzip;q=0` says that it does not."""
    for each in request.META.get("HTTP_ACCEPT_ENCODING", "").split(","):
        name, _, weight = each.partition(";")
        if name.strip().lower() == encoding:
            return weight.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
