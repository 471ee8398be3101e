"""Who was not let in. A flood of tries fills no disk: those alike within a minute are one line, and an hour has so many lines.

What is locked already is answered without a look at anything, and leaves no line; that it was locked did.
"""

from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.http import HttpRequest

from articles.audit.lines import storable_words, write
from articles.audit.whence import whence
from articles.models import Audited, AuditLine

WRONG_PASSWORD: Final = "Wrong password"
WRONG_CODE: Final = "Wrong second factor"
WRONG_PASSKEY: Final = "A passkey that does not fit"
NOT_STAFF: Final = "An account that may not come in"
LOCKED: Final = "Locked for a quarter of an hour after too many tries"
OTHERS: Final = "More tries than are told apart"
MOST_AN_HOUR = 200
_ALIKE_WITHIN, _OTHERS_WITHIN = timedelta(minutes=1), timedelta(hours=1)
_MOST_SHOWN = 3  # letters of a name that no account has


def note_refused(request: HttpRequest, why: str, typed: str, at: datetime) -> None:
    """Count a try that was refused, from where and by which name."""
    name, address = told_name(typed), whence(None, request)["address"]
    recent = AuditLine.objects.of_kinds([Audited.REFUSED]).since(at - _OTHERS_WITHIN)
    alike = recent.since(at - _ALIKE_WITHIN).from_address(address).by_anybody_called(name).saying(why)
    if alike.newest_alone().count_on(1):
        return
    if len(recent.values_list("pk")[:MOST_AN_HOUR]) < MOST_AN_HOUR:
        write(Audited.REFUSED, why, name=name, is_nobody=True, request=request, at=at)
    elif not recent.saying(OTHERS).newest_alone().count_on(1):
        write(Audited.REFUSED, OTHERS, is_nobody=True, at=at)


def told_name(typed: str) -> str:
    """Return a name as it is told: whole where an account has it, else its first letters, as people type their password there."""
    whole = storable_words(typed, 150)
    known = User.objects.filter(username__iexact=whole).values_list("username", flat=True).first() if whole else None
    return known or (f"{whole[: min(_MOST_SHOWN, len(whole) // 2)]}…" if whole else "")
