"""What `axes` asks and tells at each try to sign in. Decides nothing itself: the limits are in `attempts`."""

import logging
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime, timedelta

from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from articles.audit import write
from articles.audit.pruning import forget_old_lines
from articles.audit.refusals import LOCKED, WRONG_PASSWORD, note_refused
from articles.models import Audited, KnownAddress
from articles.signin import sessions
from articles.signin.addresses import shown_address
from articles.signin.attempts import compared_name, forget_failures, locked_until, take_turn

_log = logging.getLogger(__name__)
_KNOWN_FOR = timedelta(days=365)

# What whoever signs in has shown, in words; set around `login`.
came_with: ContextVar[str] = ContextVar("came_with", default="a password")

Credentials = Mapping[str, str | None] | None


class AxesRequest(HttpRequest):
    """A request with what `axes` notes on it."""

    axes_attempt_time: datetime
    axes_ip_address: str
    axes_locked_out: bool
    axes_credentials: Credentials


def typed_name(request: HttpRequest, credentials: Credentials = None) -> str:
    """Return the name of a try, as limits compare it."""
    typed = (credentials or {}).get("username") or request.POST.get("username")
    return compared_name(str(typed or ""))


class TurnsBackend(AxesStandaloneBackend):
    """Lets a try go on to the password only when it has its turn."""

    def authenticate(
        self, request: AxesRequest | None, username: str | None = None, password: str | None = None, **kwargs: object
    ) -> None:
        super().authenticate(request, username=username, password=password, **kwargs)
        if request is not None:
            name = typed_name(request, {"username": username})
            if not take_turn(name, request.axes_ip_address, request.axes_attempt_time):
                request.axes_locked_out = True
                raise PermissionDenied


class SignInHandler(AxesDatabaseHandler):
    """Has limits of its own, keeps one row for each name and address, and nothing of what was posted."""

    def is_locked(self, request: AxesRequest, credentials: Credentials = None) -> bool:
        name = typed_name(request, credentials)
        return locked_until(name, request.axes_ip_address, request.axes_attempt_time) is not None

    def user_login_failed(
        self, sender: object, credentials: Credentials, request: AxesRequest | None = None, why: str = WRONG_PASSWORD,
        **kwargs: object,
    ) -> None:  # fmt: skip
        """Lock what has failed too often, this time included: it was counted before. `why` says what was wrong."""
        if request is None:
            return
        request.axes_credentials = credentials
        typed = str((credentials or {}).get("username") or request.POST.get("username") or "")
        if request.axes_locked_out:
            return
        note_refused(request, why, typed, request.axes_attempt_time)
        request.axes_locked_out = self.is_locked(request, credentials)
        if request.axes_locked_out:
            note_refused(request, LOCKED, typed, request.axes_attempt_time)
            _log.warning(
                "Too many failed tries to sign in from %s: locked for a while", shown_address(request.axes_ip_address)
            )

    def user_logged_in(self, sender: object, request: AxesRequest, user: User, **kwargs: object) -> None:
        address, at = request.axes_ip_address, request.axes_attempt_time
        forget_failures(compared_name(user.get_username()), address)
        KnownAddress.objects.filter(used_at__lt=at - _KNOWN_FOR).delete()
        KnownAddress.objects.update_or_create(user_id=user.pk, address=address, defaults={"used_at": at})
        sessions.begin(request, user, at)
        write(Audited.SIGNED_IN, f"Signed in with {came_with.get()}", by=user, request=request)
        forget_old_lines(at)

    def user_logged_out(self, sender: object, request: AxesRequest, user: User | None, **kwargs: object) -> None:
        if user is not None:
            write(Audited.SIGNED_OUT, "Signed out", by=user, request=request)
