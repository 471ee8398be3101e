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

_log = logging.getLogger(__name__)
_AGAIN = 10  # seconds
_OF_THE_DISK = {errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE}
_OF_CONNECTIONS = (OperationalError, InterfaceError, InternalError, ConnectionError, TimeoutError)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer in place of a view that raised."""
    wrong = sys.exc_info()[1]
    if _is_too_large(wrong):
        _log.warning(
            "Refused %s: it names a value that no column can have (%s).", request.path_info, type(wrong).__name__
        )
        return refused(request, wrong)
    words = _passing(wrong)
    status = 503 if words else 500
    if request.path_info.startswith("/api/"):
        answer: HttpResponse = JsonResponse({"error": words or "The fault is ours. It has been noted."}, status=status)
    else:
        page = loader.get_template("503.html" if words else "500.html", using="django")
        answer = HttpResponse(page.render({"words": words}), status=status)
    if words:
        answer["Retry-After"] = str(_AGAIN)
    answer["Cache-Control"] = "no-store"
    return answer


def _is_too_large(wrong: BaseException | None) -> bool:
    """Return whether a database was asked for a value that none of its columns has, such as a key of thirty digits."""
    return isinstance(wrong, DataError) or (isinstance(wrong, OverflowError) and "SQLite" in str(wrong))


def refused(request: HttpRequest, exception: BaseException | None) -> HttpResponse:
    """Answer what cannot be meant. Django's own view would read the form once more, which is what failed."""
    return HttpResponse(loader.get_template("400.html", using="django").render(), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer whoever lacks a right; what refused it may say why."""
    words = (
        str(exception) if isinstance(exception, RefusedError) else "It needs a right that your account does not have."
    )
    return HttpResponse(loader.get_template("403.html", using="django").render({"words": words}), status=403)


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
