"""Passkeys: signing in with a key of one's device, which asks for a finger, a face or a PIN. So it is both factors at once.

Must not be imported by what every command loads: the library takes as long to load as all the rest of an application.
"""

import ipaddress
import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRequestOptions,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from articles.audit import write
from articles.models import Audited, Passkey
from articles.signin.browsers import browser_of

_Options: TypeAlias = PublicKeyCredentialCreationOptions | PublicKeyCredentialRequestOptions
_CHALLENGE, _ANSWERED_WITHIN = "passkey_challenge", timedelta(minutes=5)
_VERIFIED = UserVerificationRequirement.REQUIRED
_WRONG = (WebAuthnException, ValueError, TypeError, KeyError)


def passkeys_work() -> bool:
    """Return whether browsers offer them for this site: it needs a name, and https unless it is on this machine."""
    site = urlsplit(settings.SITE_URL)
    host = site.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return site.scheme == "https" or host == "localhost"
    return False


def passkeys_of(user: User) -> list[Passkey]:
    return list(Passkey.objects.filter(user=user).order_by("made_at"))


def offer_new(request: HttpRequest, user: User, at: datetime) -> dict[str, Any]:
    """Return what a browser needs to make a passkey of the account, but none on a device that has one."""
    known = [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential)) for each in passkeys_of(user)]
    options = generate_registration_options(
        rp_id=_host(), rp_name=str(settings.SITE_NAME), user_name=user.get_username(), exclude_credentials=known,
        user_id=salted_hmac("passkey", str(user.pk), algorithm="sha256").digest(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
    )  # fmt: skip
    return _challenged(request, options, at)


def keep_new(request: HttpRequest, user: User, posted: str, at: datetime) -> Passkey | None:
    """Keep the passkey that a browser has made; None where what it sent does not hold."""
    challenge = _taken_challenge(request, at)
    if challenge is None:
        return None
    try:
        found = verify_registration_response(
            credential=posted, expected_challenge=challenge, expected_rp_id=_host(), expected_origin=_origin(),
            require_user_verification=True,
        )  # fmt: skip
    except _WRONG:
        return None
    with transaction.atomic():
        passkey, is_new = Passkey.objects.get_or_create(
            digest=_digest(found.credential_id),
            defaults={
                "user": user, "name": browser_of(request.META.get("HTTP_USER_AGENT", "")), "made_at": at,
                "credential": bytes_to_base64url(found.credential_id), "public_key": found.credential_public_key,
                "sign_count": found.sign_count,
            },
        )  # fmt: skip
        if is_new:
            write(Audited.FACTOR, f"Set up a passkey of {passkey.name}", subject=user)
    return passkey if is_new else None


def offer_sign_in(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """Return what a browser needs to let somebody choose among their passkeys of this site. It tells who has one to nobody."""
    return _challenged(request, generate_authentication_options(rp_id=_host(), user_verification=_VERIFIED), at)


def who_signs_in(request: HttpRequest, posted: str, at: datetime) -> User | None:
    """Return the account whose passkey has answered the challenge; None where it has not, or the account is closed."""
    challenge = _taken_challenge(request, at)
    if challenge is None:
        return None
    try:
        credential = parse_authentication_credential_json(posted)
        with transaction.atomic():
            passkey = Passkey.objects.select_for_update().filter(digest=_digest(credential.raw_id)).first()
            if passkey is None:
                return None
            answer = verify_authentication_response(
                credential=credential, expected_challenge=challenge, expected_rp_id=_host(), expected_origin=_origin(),
                credential_public_key=bytes(passkey.public_key), credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )  # fmt: skip
            Passkey.objects.filter(pk=passkey.pk).update(sign_count=answer.new_sign_count, used_at=at)
    except _WRONG:
        return None
    return User.objects.filter(pk=passkey.user_id, is_active=True, is_staff=True).first()


def forget_passkey(user: User, number: int) -> bool:
    with transaction.atomic():
        had_it = Passkey.objects.filter(user=user, pk=number).delete()[0] > 0
        if had_it:
            write(Audited.FACTOR, "Took a passkey away", subject=user)
    return had_it


def _challenged(request: HttpRequest, options: _Options, at: datetime) -> dict[str, Any]:
    until = (at + _ANSWERED_WITHIN).isoformat()
    request.session[_CHALLENGE] = [bytes_to_base64url(options.challenge), until]
    found: dict[str, Any] = json.loads(options_to_json(options))
    return found


def _taken_challenge(request: HttpRequest, at: datetime) -> bytes | None:
    """Return the challenge, which is then used up."""
    challenge, until = request.session.pop(_CHALLENGE, (None, None))
    request.session.save()
    return base64url_to_bytes(challenge) if challenge and datetime.fromisoformat(until) > at else None


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or ""


def _origin() -> str:
    site = urlsplit(settings.SITE_URL)
    return f"{site.scheme}://{site.netloc}"


def _digest(credential: bytes) -> str:
    return sha256(credential).hexdigest()
