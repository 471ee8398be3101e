"""What a page says that failed: the fault is ours, or the database or the disk takes nothing at the moment (503), or what was
asked cannot be meant (400) or is not allowed (403).

It must need neither of them, nor an account: it stands in where they are gone.
"""

import errno
import logging
import sys

from django.db import DatabaseError, DataError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader

from articles.history.rights import RefusedError
from articles.logs import request_id, with_id
from articles.logs.shown import logged_path

_log = logging.getLogger(__name__)
_AGAIN = 10  # seconds
_OF_THE_DISK = {errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE}
_OF_CONNECTIONS = (OperationalError, InterfaceError, InternalError, ConnectionError, TimeoutError)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer in place of a view that raised."""
    wrong = sys.exc_info()[1]
    if _is_too_large(wrong):
        _log.warning(
            "Refused %s: it names a value that no column can have (%s).",
            logged_path(request.path),
            type(wrong).__name__,
        )
        return refused(request, wrong)
    words = _passing(wrong)
    status = 503 if words else 500
    if request.path_info.startswith("/api/"):
        answer: HttpResponse = JsonResponse({"error": words or "The fault is ours. It has been noted."}, status=status)
    else:
        answer = _page(status, words)
    if words:
        answer["Retry-After"] = str(_AGAIN)
    answer["Cache-Control"] = "no-store"
    return answer


def _is_too_large(wrong: BaseException | None) -> bool:
    """Return whether a database was asked for a value that none of its columns has, such as a key of thirty digits."""
    return isinstance(wrong, DataError) or (isinstance(wrong, OverflowError) and "SQLite" in str(wrong))


def refused(request: HttpRequest, exception: BaseException | None) -> HttpResponse:
    """Answer what cannot be meant. Django's own view would read the form once more, which is what failed."""
    return _page(400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer whoever lacks a right; what refused it may say why."""
    is_told = isinstance(exception, RefusedError)
    return _page(403, str(exception) if is_told else "It needs a right that your account does not have.")


def unverified(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that does not prove that it is ours; `reason` is for the log."""
    return _page(403, template="403_csrf.html")


def _page(status: int, words: str = "", template: str = "") -> HttpResponse:
    """Return the page of a failure, with the id of the request. Where not even that can be drawn, as without free files to open,
    it is plain text."""
    try:
        page = loader.get_template(template or f"{status}.html", using="django")
        return HttpResponse(page.render({"words": words, "number": request_id()}), status=status)
    except Exception:
        _log.exception("The page of a failure failed.")
        text = with_id(f"{words or 'Something went wrong.'}\n")
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _passing(wrong: BaseException | None) -> str:
    """Return what keeps the site from working for the moment, in words; nothing where it is a fault of ours."""
    said = str(wrong).lower()
    if isinstance(wrong, OSError) and wrong.errno in _OF_THE_DISK:
        return "The site's disk is full, or cannot be written at the moment."
    if not isinstance(wrong, _OF_CONNECTIONS):
        return ""
    if isinstance(wrong, DatabaseError) and (
        "full" in said or "readonly" in said or "read-only" in said or "disk" in said
    ):
        return "The site's disk is full, or cannot be written at the moment. Nothing was changed."
    if "locked" in said or "timeout" in said:
        return "Somebody else changes much at the moment. Nothing was changed by you."
    if "no such" in said or "does not exist" in said:
        return "The site's database is not there at the moment."
    return "The site's database does not answer at the moment. Nothing was changed."
