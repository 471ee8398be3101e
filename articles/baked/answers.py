"""Asks the site for its answers as a reader without an account does, within this process."""

import re
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import DisallowedHost
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import FileResponse, Http404, HttpResponse
from django.urls import get_resolver

from articles.logs import UNTOLD
from articles.reading.drawn import Drawn, noted
from articles.reading.links import without_search

MISSING = "/404.html"  # where servers of plain files look for it
_IN_A_STYLE_SHEET = re.compile(rb"""url\(["']?([A-Za-z0-9_./-]+)""")
# What belongs to one answer, or to how it is sent.
_OF_ONE = {"content-length", "content-encoding", "etag", "vary", "link", "last-modified", "date"}


class PageAnswer(NamedTuple):
    status: int
    body: bytes
    drawn: Drawn


class FileAnswer(NamedTuple):
    """`headers` are those that all answers of its kind have."""

    status: int
    body: bytes
    headers: dict[str, str]


def page_at(path: str) -> PageAnswer:
    """Draw a page anew, without a way to the search, and say what it is drawn from."""
    request = request_for(path)
    with noted() as drawn, without_search():
        response = _missing(request) if path == MISSING else _view(request)
    return PageAnswer(response.status_code, response.content, drawn)


def _view(request: WSGIRequest) -> HttpResponse:
    request.user = AnonymousUser()
    match = request.resolver_match = get_resolver().resolve(request.path_info)
    try:
        found: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Http404:
        return HttpResponse(status=404)
    return found


def _missing(request: WSGIRequest) -> HttpResponse:
    request.user = AnonymousUser()
    view: Any = get_resolver().resolve_error_handler(404)
    found: HttpResponse = view(request, Http404())
    return found


class Server:
    """The whole site behind all its middleware."""

    def __init__(self) -> None:
        self._handler = BaseHandler()
        self._handler.load_middleware()

    def answer(self, path: str) -> FileAnswer:
        response: Any = self._handler.get_response(request_for(path))
        body = b"".join(response.streaming_content) if response.streaming else response.content
        # To close the answer itself would tell Django to close the connection, of which a snapshot has need.
        if isinstance(response, FileResponse) and response.file_to_stream:
            response.file_to_stream.close()
        headers = {name: value for name, value in response.items() if name.lower() not in _OF_ONE}
        return FileAnswer(response.status_code, body, headers)


def is_answered() -> bool:
    """Return whether the site answers requests for its own address."""
    try:
        request_for("/").get_host()
    except DisallowedHost:
        return False
    return True


def request_for(path: str) -> WSGIRequest:
    site = urlsplit(settings.SITE_URL)
    return WSGIRequest({
        "REQUEST_METHOD": "GET", "PATH_INFO": path.encode().decode("latin-1"), "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": site.hostname, "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "HTTP_HOST": site.netloc, "SERVER_PROTOCOL": "HTTP/1.1", UNTOLD: True, "wsgi.url_scheme": site.scheme,
        "wsgi.input": BytesIO(),
    })  # fmt: skip


def files_in(body: bytes, base: str = "") -> set[str]:
    """Return the addresses of style sheets, pictures and other files of ours that an answer names; a style sheet names some by
    their places from its own, `base`."""
    prefixes = [urlsplit(url).path for url in (settings.STATIC_URL, settings.MEDIA_URL) if url.startswith("/")]
    found: set[str] = set()
    for prefix in prefixes:
        found.update(each.decode() for each in re.findall(re.escape(prefix.encode()) + rb"[A-Za-z0-9_./-]+", body))
    if base:
        near = (urljoin(base, each.decode()) for each in _IN_A_STYLE_SHEET.findall(body))
        found.update(each for each in near if each.startswith(tuple(prefixes)))
    return found
