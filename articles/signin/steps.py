"""The steps of signing in: the password, then the code of whoever has a second factor, then what a role demands."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth import authenticate, login
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from articles.audit.refusals import WRONG_CODE
from articles.signin.addresses import client_address
from articles.signin.attempts import compared_name, take_turn, uncount
from articles.signin.factor import lacks_second_factor
from articles.signin.handler import came_with

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_WAITING, _PROVED, _MUST_ENROL = "waits_for_code", "password_typed_at", "must_enrol"
_WAITS_FOR, _PROVED_FOR = timedelta(minutes=10), timedelta(minutes=10)


class InBetween(NamedTuple):
    """Who has typed the password and not yet the code, and where they want to go."""

    user: User
    to: str


def let_wait(request: HttpRequest, user: User, to: str, at: datetime) -> None:
    """Let somebody who has typed the right password go on to the second step."""
    uncount(compared_name(user.get_username()), client_address(request))
    request.session[_WAITING] = {
        "user": user.pk, "hash": user.get_session_auth_hash(), "until": (at + _WAITS_FOR).isoformat(), "to": to
    }  # fmt: skip


def who_waits(request: HttpRequest, at: datetime) -> InBetween | None:
    """Return None where nobody does, or not any more: a new password, and a closed account, end the wait too."""
    found = request.session.get(_WAITING)
    if not found or datetime.fromisoformat(found["until"]) <= at:
        return None
    user = User.objects.filter(pk=found["user"], is_active=True).first()
    if user is None or not constant_time_compare(found["hash"], user.get_session_auth_hash()):
        return None
    return InBetween(user, found["to"])


def enter(request: HttpRequest, user: User, shown: str = "a password") -> None:
    """Sign in whoever has done all steps. `shown` says with what."""
    request.session.pop(_WAITING, None)
    token = came_with.set(shown)
    try:
        login(request, user, backend=_BACKEND)
    finally:
        came_with.reset(token)
    request.session.pop(_PROVED, None)
    if lacks_second_factor(user):
        request.session[_MUST_ENROL] = True


def must_enrol(request: HttpRequest) -> bool:
    """Return whether whoever has signed in lacks what a role demands; until they do not lack it any more, or it does not."""
    if _MUST_ENROL not in request.session:
        return False
    if isinstance(request.user, User) and lacks_second_factor(request.user):
        return True
    del request.session[_MUST_ENROL]
    return False


def wrong_code(request: HttpRequest, user: User, at: datetime) -> None:
    """Count a wrong code as a failure to sign in, with all that it locks."""
    take_turn(compared_name(user.get_username()), client_address(request), at)
    user_login_failed.send(
        sender=__name__, credentials={"username": user.get_username()}, request=request, why=WRONG_CODE
    )


def prove_password(request: HttpRequest, user: User, typed: str, at: datetime) -> bool:
    """Note that whoever is signed in has typed their password again, which holds for some minutes; a wrong one counts as a
    failure to sign in."""
    found = authenticate(request, username=user.get_username(), password=typed)
    if found is None or found.pk != user.pk:
        return False
    uncount(compared_name(user.get_username()), client_address(request))
    request.session[_PROVED] = at.isoformat()
    return True


def is_locked_out(request: HttpRequest) -> bool:
    """Return whether a wrong password of this very request, or of those before, has locked the name here."""
    return bool(getattr(request, "axes_locked_out", False))


def has_proved_password(request: HttpRequest, at: datetime) -> bool:
    found = request.session.get(_PROVED)
    return found is not None and at - datetime.fromisoformat(found) < _PROVED_FOR
