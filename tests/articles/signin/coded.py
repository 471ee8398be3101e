"""An app that shows codes, as an editor's phone has it."""

import re
import time
from base64 import b32decode
from typing import Any

from django.test import Client
from django_otp.oath import TOTP

from tests.articles.signin.trying import LOGIN, PASSWORD

FACTOR, CODE = "/admin/account/second-factor/", "/admin/login/code/"


def shown_by_app(key: str, later: int = 0) -> str:
    """The code that an app shows now, or so many half minutes later."""
    totp = TOTP(b32decode(key))
    totp.time = time.time() + 30 * later
    return f"{totp.token():06}"


def key_on(page: Any) -> str:
    found = re.search(r"<code>([A-Z2-7 ]{30,})</code>", page.content.decode())
    assert found, "no key is shown"
    return found[1].replace(" ", "")


def types_password(client: Client, password: str = PASSWORD) -> Any:
    return client.post(FACTOR, {"password": password}, follow=True)


def enrolled(client: Client) -> tuple[str, list[str]]:
    """Set up an app for whoever is signed in. Returns its key, and the recovery codes."""
    key = key_on(types_password(client))
    page = client.post(FACTOR, {"code": shown_by_app(key, -1)}).content.decode()
    return key, re.findall(r"<li><code>([a-z2-7-]+)</code></li>", page)


def first_step(name: str = "ada", to: str = "/admin/help/", address: str = "203.0.113.1") -> Client:
    client = Client(REMOTE_ADDR=address)
    client.post(LOGIN, {"username": name, "password": PASSWORD, "next": to})
    return client


def is_in(client: Client) -> bool:
    return client.get("/admin/help/").status_code == 200
