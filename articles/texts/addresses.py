"""URLs in the form that attributes may hold, and the name that readers give a site. Asks no server."""

import re
from urllib.parse import quote

from articles.texts.hosts import ascii_host

_WEB = re.compile(r"https?://", re.IGNORECASE)
# A host, without a name in front of it, that is not all ASCII letters.
_ODD_HOST = re.compile(r"https?://(?=[^/?#\\]*[^\x00-\x7f/?#\\]|[^/?#\\]*%)(?![^/?#\\]*@)([^/?#\\:\[]+)", re.IGNORECASE)
# Characters that a URL may hold unescaped; a `%` only before two hexadecimal digits.
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def address(url: str | None) -> str:
    """Return an http or https URL for an attribute: odd characters percent-encoded, the host in ASCII. Otherwise empty."""
    if not url or not _WEB.match(url):
        return ""
    if found := _ODD_HOST.match(url):
        url = url[: found.start(1)] + ascii_host(found[1]) + url[found.end(1) :]
    return _BARE_PERCENT.sub("%25", quote(url, safe=_URL_SAFE, errors="replace"))


def host(url: str | None) -> str:
    """Return the host of a URL without `www.`, as readers name a site."""
    found = re.match(r"https?://(?:www\.)?([^/?#]+)", url or "", re.IGNORECASE)
    return found[1] if found else ""
