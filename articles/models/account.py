"""The account behind a request, signed in or not: its key, its name and its rights. What these allow, `editing.rights` says."""

from typing import TYPE_CHECKING, Any, Protocol

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Account(Protocol):
    """Both of Django's kinds of user are accounts: `User` and `AnonymousUser`."""

    @property
    def pk(self) -> Any:
        """None for somebody who is not signed in."""

    def get_username(self) -> str: ...

    def has_perm(self, perm: str) -> bool: ...


def accounts_beginning(text: str) -> "QuerySet[User]":
    """Those whose name to sign in with, or first or last name, begins with the text."""
    begins = Q(username__istartswith=text) | Q(first_name__istartswith=text) | Q(last_name__istartswith=text)
    return get_user_model().objects.filter(begins).order_by("username")
