"""Tries to sign in, as a browser makes them."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client

LOGIN, PASSWORD = "/admin/login/", "a long and rightful password"


def an_editor(name: str = "ada") -> User:
    return User.objects.create_user(name, password=PASSWORD, is_staff=True)


def tried(name: str = "ada", password: str = "wrong", address: str = "203.0.113.1", **headers: str) -> Any:
    return Client(REMOTE_ADDR=address).post(
        LOGIN, {"username": name, "password": password, "next": "/admin/"}, headers=headers
    )


def posted(client: Client, address: str, **values: str) -> Any:
    """Post a form whose values may be what no text can be."""
    form = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in values.items()})
    return client.post(address, form, content_type="application/x-www-form-urlencoded")


def failed(times: int, name: str = "ada", address: str = "203.0.113.1") -> list[int]:
    return [tried(name, address=address).status_code for _ in range(times)]


def signs_in(name: str = "ada", address: str = "203.0.113.1") -> bool:
    answer = tried(name, PASSWORD, address)
    return (answer.status_code, answer.get("Location")) == (302, "/admin/")


def later(minutes: float) -> None:
    """Let so much time pass since all failures so far."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=minutes))
