"""Who asks: what is to be known of the account of a request, signed in or not. What it may do, `editing.rights` says."""

from typing import Any, Protocol


class Account(Protocol):
    """Django's own users and its anonymous one are such; a site's own model of users is too."""

    @property
    def pk(self) -> Any:
        """None of who is not signed in."""

    def get_username(self) -> str: ...

    def has_perm(self, perm: str) -> bool: ...
