"""What the trusted proxies in front say of a request: its address, and its id. What a client says of itself is never believed."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings

# Nothing that a shell, a page, a spreadsheet or a line of a log would take for more than a name.
_HARMLESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{5,63}")


def believed_address(environ: Mapping[str, Any]) -> str:
    """Return the address from which a request comes, by what the trusted proxies wrote."""
    proxies, address = settings.TRUSTED_PROXIES, str(environ.get("REMOTE_ADDR", ""))
    entries = forwarded(environ.get("HTTP_X_FORWARDED_FOR", "")) if proxies else []
    return (len(entries) >= proxies > 0 and _address(entries[-proxies])) or address


def believed_id(environ: Mapping[str, Any]) -> str:
    """Return the id that the trusted proxies gave a request; nothing where it came past them, or is of another form."""
    given = str(environ.get("HTTP_X_REQUEST_ID", ""))
    if not given or not settings.TRUSTED_PROXIES or not _HARMLESS.fullmatch(given):
        return ""
    came_through = len(forwarded(environ.get("HTTP_X_FORWARDED_FOR", ""))) >= settings.TRUSTED_PROXIES
    return given if came_through else ""


def forwarded(header: str) -> list[str]:
    """Return the entries of a header to which each proxy adds one."""
    return [entry.strip() for entry in header.split(",") if entry.strip()]


def _address(entry: str) -> str | None:
    """Return the entry's IP address, without the port that some proxies add; None for anything else."""
    bare = entry.partition("]")[0].removeprefix("[") if entry.startswith("[") else entry
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return None
