"""Where somebody signs in from, as limits and lists count it. Believes no header: see the middleware for trusted proxies."""

import ipaddress

from django.http import HttpRequest

NOWHERE = "0.0.0.0"
_HOME = 64  # bits: who has one address of IPv6 has all that begin alike


def client_address(request: HttpRequest) -> str:
    return counted_address(request.META.get("REMOTE_ADDR", "")) or NOWHERE


def counted_address(text: str) -> str | None:
    """Return the address as it is counted, None for what is none: of IPv6, the first one of its network."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), _HOME), strict=False).network_address)


def shown_address(address: str) -> str:
    """Return the address as people read it: that of a network says how much of it counts."""
    return f"{address}/{_HOME}" if ":" in address else "an unknown address" if address == NOWHERE else address
