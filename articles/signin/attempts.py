"""Failed tries to sign in, and what they lock. A try is counted for 15 minutes after the last one from the same place.

What is locked: a name from an address; an address, whatever the name; and a name from anywhere, except where its account has
signed in before, so that nobody can lock others out.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from axes.models import AccessAttempt
from django.db import transaction
from django.db.models import F, Q

from articles.audit import write
from articles.audit.refusals import told_name
from articles.models import Audited, KnownAddress
from articles.signin.addresses import shown_address
from articles.texts.networks import counted_address

LOCKED_FOR = timedelta(minutes=15)
OF_A_PAIR, OF_AN_ADDRESS, OF_A_NAME = 5, 50, 30  # failures
_LONGEST = 255  # characters that the table has for a name


class _Failures(NamedTuple):
    """How often a name failed from an address, and when it last did."""

    name: str
    address: str
    number: int
    last: datetime


class Lock(NamedTuple):
    """Without an address the name is locked from anywhere unknown; without a name the address is, for all names."""

    name: str
    address: str
    until: datetime


def compared_name(typed: str) -> str:
    """Return a name as limits compare it: whatever is typed, in whatever case, is one that every database stores."""
    return typed.replace("\0", "").encode("utf-8", "replace").decode().casefold()[:_LONGEST]


def take_turn(name: str, address: str, at: datetime) -> bool:
    """Count a try as failed before its password is looked at, so that those at the same moment are counted too. Return whether it
    may go on: what is locked is not counted."""
    if locked_until(name, address, at):
        return False
    with transaction.atomic():
        AccessAttempt.objects.filter(attempt_time__lte=at - LOCKED_FOR).delete()
        row, _ = AccessAttempt.objects.select_for_update().get_or_create(
            username=name, ip_address=address, user_agent="", defaults={"failures_since_start": 0}
        )
        if locked_until(name, address, at):  # by one that had its turn meanwhile
            return False
        row.failures_since_start += 1
        row.attempt_time = at
        row.save(update_fields=["failures_since_start", "attempt_time"])
    return True


def uncount(name: str, address: str) -> None:
    """Count a try as failed no longer: its password was right, though nobody is signed in by it yet."""
    tries = AccessAttempt.objects.filter(username=name, ip_address=address, failures_since_start__gt=0)
    tries.update(failures_since_start=F("failures_since_start") - 1)


def forget_failures(name: str, address: str) -> None:
    """Forget those of a name from one address, where its account has signed in."""
    AccessAttempt.objects.filter(username=name, ip_address=address).delete()


def locked_until(name: str, address: str, at: datetime) -> datetime | None:
    """Return when a name may try again from an address; None if it may now."""
    found = _failures(at, Q(username=name) | Q(ip_address=address))
    ends = [
        _end((each for each in found if (each.name, each.address) == (name, address)), OF_A_PAIR),
        _end((each for each in found if each.address == address), OF_AN_ADDRESS),
    ]
    of_name = _end((each for each in found if each.name == name), OF_A_NAME)
    if of_name and not _is_known(name, address):
        ends.append(of_name)
    return max(filter(None, ends), default=None)


def locks(at: datetime) -> list[Lock]:
    """Return all that is locked, what is locked longest first."""
    groups: dict[tuple[str, str, int], list[_Failures]] = defaultdict(list)
    for each in _failures(at, Q()):
        groups[each.name, each.address, OF_A_PAIR].append(each)
        groups["", each.address, OF_AN_ADDRESS].append(each)
        groups[each.name, "", OF_A_NAME].append(each)
    ends = ((name, address, _end(failures, limit)) for (name, address, limit), failures in groups.items())
    found = [Lock(name, address, until) for name, address, until in ends if until]
    return sorted(found, key=lambda lock: lock.until, reverse=True)


def shown_place(lock: Lock) -> str:
    return shown_address(lock.address) if lock.address else "addresses where nobody of that name has signed in"


def unlock(typed: str) -> bool:
    """Forget the failures of a name, or of an address. Return whether there were any."""
    with transaction.atomic():
        number: int = AccessAttempt.objects.filter(Q(username=compared_name(typed)) | _at(typed)).delete()[0]
        if number:
            write(Audited.UNLOCKED, "Unlocked", about=counted_address(typed.partition("/")[0]) or told_name(typed))
    return number > 0


def _at(typed: str) -> Q:
    found = counted_address(typed.partition("/")[0])
    return Q(ip_address=found) if found else Q(pk__in=())


def _failures(at: datetime, which: Q) -> list[_Failures]:
    """Return those that still count, the latest first. What is locked is not counted on, so that a name has few."""
    rows = AccessAttempt.objects.filter(which, attempt_time__gt=at - LOCKED_FOR).order_by("-attempt_time", "-pk")
    return [
        _Failures(*row) for row in rows.values_list("username", "ip_address", "failures_since_start", "attempt_time")
    ]


def _end(latest_first: Iterable[_Failures], limit: int) -> datetime | None:
    """Return when so many of them do not count any more that the rest is below the limit; None where it is below now."""
    total = 0
    for each in latest_first:
        total += each.number
        if total >= limit:
            return each.last + LOCKED_FOR
    return None


def _is_known(name: str, address: str) -> bool:
    """Return whether an account of that name, in whatever case, has signed in from the address."""
    there = KnownAddress.objects.filter(address=address).values_list("user__username", flat=True)
    return name in map(compared_name, there)
