"""How large the body of a request may be, and who may send it. What refuses one must not have read it."""

import re
from typing import Any, Final, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from articles.exchange.importer import MOST_UPLOAD

_MEBIBYTE: Final = 1024 * 1024

# The key in a request's environment with which a server asks whether its body may be sent, before it reads any of it.
ASKS: Final = "newsroom.may_send"

# Without an account there is nothing to send but a name and a password.
MOST_FROM_ANYBODY: Final = 64 * 1024


class _Large(NamedTuple):
    """Pages that take more than others, from whom has one of these rights."""

    path: re.Pattern[str]
    size: int
    rights: tuple[str, ...]


_LARGE: Final = (
    # The page itself says that an upload is too large, unless it is larger than that.
    _Large(re.compile(r"/admin/articles/import/new/"), 2 * MOST_UPLOAD, ("articles.import_seeds",)),
    # A text of 1 MiB, threefold when it is encoded, with all that belongs to it; and a picture of 10 MiB.
    _Large(
        re.compile(r"/admin/articles/article/(add|[0-9]+/(change|preview))/"),
        24 * _MEBIBYTE,
        ("articles.add_article", "articles.change_article"),
    ),
    _Large(
        re.compile(r"/admin/articles/masthead/(add|[0-9]+/change)/"),
        12 * _MEBIBYTE,
        ("articles.add_masthead", "articles.change_masthead"),
    ),
)


def most_for(path: str, user: AbstractBaseUser | AnonymousUser) -> int:
    """Return how many bytes an address takes from a user."""
    someone: Any = user
    if not (path.startswith("/admin/") and someone.is_authenticated and someone.is_staff):
        return MOST_FROM_ANYBODY
    large = next((each for each in _LARGE if each.path.fullmatch(path)), None)
    return large.size if large and any(map(someone.has_perm, large.rights)) else _MEBIBYTE


def most_ever(path: str) -> int:
    """Return how many bytes an address takes from who may send it the most."""
    if not path.startswith("/admin/"):
        return MOST_FROM_ANYBODY
    return next((each.size for each in _LARGE if each.path.fullmatch(path)), _MEBIBYTE)
