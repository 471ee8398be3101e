"""The second factor of accounts: an app that shows another code every half minute, or passkeys, and codes for when they are lost.

A code is used once. After each wrong one the next is looked at twice as late, up to some minutes.
"""

from base64 import b32encode, b64encode
from hashlib import sha256
from math import ceil
from secrets import token_bytes
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.audit import write
from articles.models import Audited, Passkey, StrictRole

RECOVERY_CODES = 10
_DIGITS = 6
_BYTES = 10  # of a recovery code: too many to be guessed from its digest
_SLOWEST = (
    10  # wrong codes after which it takes no longer: those who know a password bar its owner for 9 minutes at most
)


class Tried(NamedTuple):
    """Whether a code is right. `wait` are the seconds for which none is looked at, `shown` what was shown, in words."""

    holds: bool
    wait: int = 0
    shown: str = ""


def has_second_factor(user: User, *, but_passkeys: bool = False) -> bool:
    has_app: bool = TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    return has_app or (not but_passkeys and Passkey.objects.filter(user=user).exists())


def needs_second_factor(user: User) -> bool:
    """Return whether a role of the account demands it."""
    return StrictRole.objects.filter(group__user=user).exists()


def lacks_second_factor(user: User) -> bool:
    return needs_second_factor(user) and not has_second_factor(user)


def new_app(user: User) -> None:
    """Begin with another app, which counts once a code of it was right; until then the one of before does."""
    with transaction.atomic():
        forget_new_app(user)
        TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def forget_new_app(user: User) -> None:
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()


def app_to_prove(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def prove_app(user: User, typed: str) -> Tried:
    """Let the new app count from now on in the place of any other, if the code is one of its."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        tried = _tried(device, _plain(typed)) if device else Tried(False)
        if tried.holds:
            TOTPDevice.objects.filter(user=user, confirmed=True).delete()
            TOTPDevice.objects.filter(user=user).update(confirmed=True)
            write(Audited.FACTOR, "Set up an app", subject=user)
    return tried


def try_code(user: User, typed: str) -> Tried:
    """Use a code of the app, or a recovery code, which is then gone."""
    code = _plain(typed)
    is_of_app = len(code) == _DIGITS and code.isdecimal()
    model: Any = TOTPDevice if is_of_app else StaticDevice
    with transaction.atomic():
        device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
        tried = _tried(device, code if is_of_app else _digest(code)) if device else Tried(False)
    return tried._replace(shown="a password and a code" if is_of_app else "a password and a recovery code")


def _tried(device: "TOTPDevice | StaticDevice", given: str) -> Tried:
    is_allowed, why = device.verify_is_allowed()
    if not is_allowed:
        return Tried(False, max(ceil((why["locked_until"] - timezone.now()).total_seconds()), 1))
    if device.verify_token(given):
        return Tried(True)
    slow = type(device).objects.filter(pk=device.pk, throttling_failure_count__gt=_SLOWEST)
    slow.update(throttling_failure_count=_SLOWEST)
    return Tried(False)


def new_recovery_codes(user: User) -> list[str]:
    """Replace those of an account. They are returned here and never again: only digests are kept."""
    codes = [b32encode(token_bytes(_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery codes")
        StaticToken.objects.bulk_create(StaticToken(device=device, token=_digest(code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def renew_recovery_codes(user: User) -> list[str]:
    """Make other ones as an act of its own; with a first app or passkey they come along."""
    with transaction.atomic():
        write(Audited.FACTOR, "Made other recovery codes", subject=user)
        return new_recovery_codes(user)


def recovery_codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


def remove_second_factor(user: User) -> bool:
    """Return whether there was one."""
    with transaction.atomic():
        had_one = has_second_factor(user)
        for model in (TOTPDevice, StaticDevice, Passkey):
            model.objects.filter(user=user).delete()
        if had_one:
            write(Audited.FACTOR, "Took the second factor away", subject=user)
    return had_one


def _plain(typed: str) -> str:
    return "".join(each for each in typed.lower() if each.isalnum())


def _digest(code: str) -> str:
    """Return as much of a code's digest as the column holds: 96 bits."""
    return b64encode(sha256(code.encode()).digest()).decode()[:16]
