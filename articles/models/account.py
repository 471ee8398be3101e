"""The account behind a request, signed in or not: its key, its name and its rights. What these allow, `editing.rights` says."""

from typing import Any, Protocol


class Account(Protocol):
    """Both of Django's kinds of user are accounts: `User` and `AnonymousUser`."""

    @property
    def pk(self) -> Any:
        """None for somebody who is not signed in."""

    def get_username(self) -> str: ...

    def has_perm(self, perm: str) -> bool: ...
