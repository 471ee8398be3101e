"""The sessions of accounts: what is noted of them, which there are, and how they end. Shows and logs the key of none."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from articles.audit import write
from articles.models import Audited, SignIn
from articles.signin.addresses import client_address
from articles.signin.browsers import browser_of
from articles.store import in_passing

_log = logging.getLogger(__name__)
SEEN_EVERY = timedelta(hours=1)
_SINCE = "signed_in_at"
_MOST_NOTED = 10_000

# When this process last noted a session, by the digest of its key: so that a page asks the database for it once an hour.
_noted: dict[str, datetime] = {}


def begin(request: HttpRequest, user: User, at: datetime) -> None:
    """Note that somebody signs in. The session ends when it would if nobody used it, however often something is put into it."""
    session = request.session
    session[_SINCE] = at.isoformat()
    session.set_expiry(at + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    if session.session_key is None:
        session.create()
    Session.objects.filter(expire_date__lt=at).delete()
    SignIn.objects.filter(session_id=session.session_key).delete()
    _note(request, user, at)


def note_seen(request: HttpRequest, at: datetime) -> None:
    """Note that somebody is still there. It is no reason for a page to fail."""
    try:
        key = request.session.session_key
        if key is None or not request.user.is_authenticated:
            return
        if at - _noted.get(_digest(key), datetime.min.replace(tzinfo=at.tzinfo)) >= SEEN_EVERY:
            in_passing(partial(_note, request, request.user, at))
    except DatabaseError as wrong:  # whose words may contain the key
        _log.warning("It could not be noted that somebody is still there (%s)", type(wrong).__name__)


def _note(request: HttpRequest, user: User, at: datetime) -> None:
    """Renew what is noted of a session, or note it: a new password has given it another key, which nothing is known of."""
    session = request.session
    key = session.session_key or ""
    if not SignIn.objects.filter(session_id=key, seen_at__gt=at - SEEN_EVERY).exists():
        is_there = SignIn.objects.filter(session_id=key).update(seen_at=at)
        if not is_there and session.exists(key):
            SignIn.objects.create(
                user=user, session_id=key, address=client_address(request), seen_at=at,
                since=datetime.fromisoformat(session.get(_SINCE, at.isoformat())),
                browser=browser_of(request.META.get("HTTP_USER_AGENT", "")),
            )  # fmt: skip
    if len(_noted) >= _MOST_NOTED:
        _noted.clear()
    _noted[_digest(key)] = at


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def sign_ins(user: User) -> list[SignIn]:
    """Return those of an account that still hold, the one that was seen last first: a new password ends the others."""
    found = SignIn.objects.filter(user=user, session__expire_date__gt=timezone.now()).select_related("session")
    return [each for each in found.order_by("-seen_at", "-pk") if _holds(each.session, user)]


def _holds(session: Session, user: User) -> bool:
    known = session.get_decoded().get(HASH_SESSION_KEY, "")
    return any(
        constant_time_compare(known, each)
        for each in (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    )


def end_one(user: User, number: int) -> SignIn | None:
    """End that session of an account, and return what was noted of it; None where there is none of that number."""
    with transaction.atomic():
        found = SignIn.objects.filter(user=user, pk=number).first()
        if found:
            Session.objects.filter(pk=found.session_id).delete()
            write(Audited.SESSIONS, f"Ended {found.browser}: a session of", subject=user)
    return found


def end_others(user: User, key: str | None) -> int:
    """End all sessions of an account but the one with that key. Return how many there were."""
    with transaction.atomic():
        others = [each for each in _sessions_of(user) if each.session_key != key]
        Session.objects.filter(pk__in=[each.pk for each in others]).delete()
        if others:
            write(Audited.SESSIONS, f"Ended all {'other ' if key else ''}sessions of", subject=user, number=len(others))
    return len(others)


def end_all(users: Iterable[User]) -> None:
    for user in users:
        end_others(user, None)


def _sessions_of(user: User) -> list[Session]:
    """Return all of them, also those of which nothing is noted: they are as old as the table of what is."""
    unknown = Session.objects.filter(sign_in=None)
    return [
        *Session.objects.filter(sign_in__user=user),
        *(each for each in unknown if each.get_decoded().get(SESSION_KEY) == str(user.pk)),
    ]
