"""An authenticator made of software, which answers what a site asks a browser for."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client

DOOR, OWN = "/admin/login/passkey/", "/admin/account/passkeys/"
HOST = "news.example.org"
_PRESENT, _VERIFIED, _WITH_KEY = 0x01, 0x04, 0x40


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


class Authenticator:
    """Has one key. `count` is how often it was used."""

    def __init__(self, name: str = "one") -> None:
        self.id, self.count = sha256(name.encode()).digest(), 0
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, asked: Any, *, verified: bool = True) -> str:
        numbers = self._key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        kept = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(key)
        data = self._data(_WITH_KEY, verified) + kept
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer({"clientDataJSON": _client("create", asked), "attestationObject": attested})

    def sign(self, asked: Any, *, verified: bool = True, origin: str = f"https://{HOST}") -> str:
        self.count += 1
        data, client = self._data(0, verified), _client("get", asked, origin)
        signature = self._key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _data(self, flags: int, verified: bool) -> bytes:
        flags |= _PRESENT | (_VERIFIED if verified else 0)
        return sha256(HOST.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, response: dict[str, bytes]) -> str:
        shown = {name: _text(value) for name, value in response.items()}
        return json.dumps({"id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "response": shown,
                           "clientExtensionResults": {}})  # fmt: skip


def _client(act: str, asked: Any, origin: str = f"https://{HOST}") -> bytes:
    return json.dumps({"type": f"webauthn.{act}", "challenge": asked["challenge"], "origin": origin}).encode()


def made(client: Client, authenticator: Authenticator, **how: bool) -> Any:
    """Make a passkey for whoever is signed in and has typed the password again."""
    return client.post(OWN, {"credential": authenticator.make(client.post(OWN).json(), **how)}, follow=True)


def used(client: Client, authenticator: Authenticator, to: str = "", **how: Any) -> Any:
    return client.post(DOOR, {"credential": authenticator.sign(client.post(DOOR).json(), **how), "next": to})
