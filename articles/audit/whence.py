"""Who asks, and from where: the request that is being answered or, without one, whoever typed the command. Writes nothing."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest

from articles.logs import request_id
from articles.models import Account
from articles.texts.networks import counted_address

_asking: ContextVar[HttpRequest | None] = ContextVar("asking", default=None)


@contextmanager
def asked_by(request: HttpRequest) -> Iterator[None]:
    """Within this context, what is written is told to have been asked for by this request."""
    token = _asking.set(request)
    try:
        yield
    finally:
        _asking.reset(token)


def whence(by: Account | None = None, request: HttpRequest | None = None) -> dict[str, Any]:
    """Return the columns that say who and from where. `by` is asked first, then whoever is signed in, then who runs the command.

    Within a request in which nobody is signed in, they are nobody.
    """
    request = request or _asking.get()
    user = by or getattr(request, "user", None)
    is_known = user is not None and user.pk is not None
    name = user.get_username() if user and is_known else "" if request else command_line()
    return {
        "by_id": user.pk if user and is_known else None, "by_name": name, "request": request_id() or None,
        "address": counted_address(request.META.get("REMOTE_ADDR", "")) if request else None,
    }  # fmt: skip


def command_line() -> str:
    """Return how whoever runs a command is called; what the environment says of it can be anything."""
    try:
        return f"the command line ({pwd.getpwuid(os.getuid()).pw_name})"
    except KeyError:
        return f"the command line (user {os.getuid()})"
