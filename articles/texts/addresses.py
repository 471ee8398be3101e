"""URLs as attributes may hold them, and as readers name a site. Asks no server."""

import re
from urllib.parse import quote, urlsplit

_WEB = re.compile(r"https?://", re.IGNORECASE)
# What a URL may hold as it is; a `%` only before two hexadecimal digits.
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def address(url: str | None) -> str:
    """A URL as an attribute may hold it: http or https, odd characters percent-encoded, the host in ASCII. Else empty."""
    if not url or not _WEB.match(url):
        return ""
    encoded = _BARE_PERCENT.sub("%25", quote(url, safe=_URL_SAFE))
    try:
        name = urlsplit(url).hostname or ""
        ascii_name = name.encode("idna").decode()
    except ValueError:
        return encoded
    return encoded if ascii_name == name else encoded.replace(quote(name), ascii_name, 1)


def host(url: str | None) -> str:
    """The host of a URL without `www.`, as readers name a site."""
    found = re.match(r"https?://(?:www\.)?([^/?#]+)", url or "", re.IGNORECASE)
    return found[1] if found else ""
