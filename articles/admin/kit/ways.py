"""Where somebody may be led who asks for it: to a page of ours, and nowhere else. Whoever names another place comes to the desk.

Every address that a request brings along and that an answer leads to is asked for here: `next`, and the page that was left.
"""

import re
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

_NEVER_IN_OURS = re.compile(r"[\x00-\x1f\x7f-\x9f\\]|//")
# No page, or one that leads on itself.
_NO_WAY = (None, "api-missing", "login", "logout", "sign-in-code", "sign-in-passkey")


def way_to(request: HttpRequest, wanted: str, otherwise: str = "") -> str:
    """Return the path of a page of ours that is wanted, with its query; else `otherwise`, or the desk."""
    return _path_of_ours(request, wanted) or otherwise or reverse("desk")


def _path_of_ours(request: HttpRequest, wanted: str) -> str:
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(wanted)
    if not _is_page(unquote(parts.path, errors="replace")):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _is_page(path: str) -> bool:
    if _NEVER_IN_OURS.search(path):
        return False
    try:
        return resolve(path).url_name not in _NO_WAY
    except Resolver404:
        return False
