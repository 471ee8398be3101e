"""Addresses of clients as limits, lists and the audit count them. Believes no header."""

import ipaddress

HOME = 64  # bits: who has one address of IPv6 has all that begin alike


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
    return str(ipaddress.ip_network((int(found), HOME), strict=False).network_address)
