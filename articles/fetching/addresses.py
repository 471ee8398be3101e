"""Decides which network addresses are public. Looks nothing up.

Sources: https://www.iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry, ipv6-address-space.
"""

import ipaddress

_IPV4 = [
    ipaddress.IPv4Network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
# Everything else is loopback, link-local, multicast, mapped or translated IPv4 …
_IPV6_UNICAST = ipaddress.IPv6Network("2000::/3")
# … and these, within it, are protocols such as Teredo, documentation, 6to4.
_IPV6 = [ipaddress.IPv6Network(each) for each in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]


def is_public(text: str) -> bool:
    """Return whether a host of the public internet can have this address; false for a text that is not an address."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not any(found in network for network in _IPV4)
    return found in _IPV6_UNICAST and found.is_global and not any(found in network for network in _IPV6)
