"""Gives every request its id, and tells it in one line when it is answered. Stands in front of all else, kept pages included."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from articles import metrics
from articles.limits import ASKS
from articles.logs import BEGUN, ID, UNTOLD, Doing, believed_address, believed_id, new_id, under
from articles.logs.lines import tell_noted, tell_request
from articles.logs.shown import logged_path

HEADER = "X-Request-ID"
_IN_FRONT = ("/healthz", "/readyz", metrics.PATH)
_OTHER = "none"


class AccessLog:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        environ = request.META
        if UNTOLD in environ:
            return self.get_response(request)
        if BEGUN not in environ:
            environ[BEGUN] = time.perf_counter()
        with under(Doing(environ.get(ID) or believed_id(environ) or new_id())) as now:
            response = self.get_response(request)
            response.headers[HEADER] = now.id
            if ASKS not in environ:
                tell_noted(now)
                tell_answer(environ, request.path, response.status_code, _size(response), now, _who(request))
                if settings.METRICS_TOKEN:
                    now.view = now.view or _view(request)
                    count_answer(environ, response.status_code, now)
        return response


def count_answer(environ: Mapping[str, Any], status: int, now: Doing) -> None:
    seconds = time.perf_counter() - environ[BEGUN]
    metrics.count(environ.get("REQUEST_METHOD", ""), now.view, status, seconds, is_kept=now.is_kept)


def _view(request: HttpRequest) -> str:
    """Return the name of what answered: of the view, or of what answers in front of all views."""
    if request.resolver_match:
        return request.resolver_match.view_name or _OTHER
    path = request.path_info
    if path in _IN_FRONT:
        return path[1:]
    return next((name for name, prefix in _files() if path.startswith(prefix)), _OTHER)


def _files() -> tuple[tuple[str, str], ...]:
    return ("static", settings.STATIC_URL), ("media", settings.MEDIA_URL)


def tell_answer(
    environ: Mapping[str, Any], path: str, status: int, size: int | None, now: Doing, who: Mapping[str, Any] | None = None
) -> None:  # fmt: skip
    """Tell a request that was answered; `environ` has its head, and when it began."""
    tell_request(
        {
            "method": environ.get("REQUEST_METHOD", "")[:20],
            "path": logged_path(path, environ.get("QUERY_STRING", "")),
            "status": status,
            "bytes": size,
            "ms": round((time.perf_counter() - environ[BEGUN]) * 1000, 1),
            "address": believed_address(environ),
            "kept": now.is_kept,
            "why": now.why,
            **(who or {}),
        }
    )


def _who(request: HttpRequest) -> dict[str, Any]:
    """Return the account that asks, if anybody looked for one: a line costs no query."""
    account = getattr(request, "_cached_user", None)
    if account is None or not account.is_authenticated:
        return {}
    return {"user": account.pk, "name": account.get_username()}


def _size(response: HttpResponse) -> int | None:
    """Return the bytes of the body; None for a stream that does not say how long it is."""
    if not response.streaming:
        return len(response.content)
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else None
