"""The page `/metrics`, for whoever brings the token; for all others the address is one of those that are missing."""

import hmac
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.metrics.exposition import CONTENT_TYPE, Family, exposition, gauge, of_processes
from articles.metrics.sharing import shared
from articles.metrics.site import of_site
from articles.metrics.stamps import last_backup

PATH = "/metrics"


def is_asked_for(request: HttpRequest) -> bool:
    """Return whether a request asks for the numbers and may have them."""
    if request.path_info != PATH or not settings.METRICS_TOKEN:
        return False
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    families = [_build(), *of_processes(shared().gathered()), *of_site(), *_backup()]
    return HttpResponse(exposition(families), content_type=CONTENT_TYPE)


@cache
def _build() -> Family:
    try:
        ours = version("newsroom")
    except PackageNotFoundError:  # it runs from a folder that was never installed
        ours = ""
    found = gauge("build_info", "What runs: always 1.")
    found.add(1, version=ours, python=platform.python_version(), django=django.get_version())
    return found


def _backup() -> list[Family]:
    words = "When the last backup of this data directory was finished, in seconds since 1970; nothing if never."
    return [gauge("last_backup_timestamp_seconds", words, last_backup())]
