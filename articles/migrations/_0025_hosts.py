"""Which page of the web a URL is, with its host in IDNA 2008, as it was reckoned when the migration that uses it was written.

But for the host it is that of `_0004_pages`. History does not change.
"""

import re
from urllib.parse import unquote

import idna

from articles.migrations import _0004_pages as earlier

_FORBIDDEN = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")
_HOST = re.compile(r"(https?://(?![^/?#\\]*@))([^/?#\\:\[]+)", re.IGNORECASE)


def page_of(url: str) -> str:
    text = url.strip().encode("utf-8", "backslashreplace").decode()
    return earlier.page_of(_HOST.sub(lambda found: found[1] + _ascii(found[2]), text, count=1))


def is_odd(url: str) -> bool:
    """Whether its host is not all ASCII."""
    found = _HOST.search(url.strip())
    return found is not None and not (found[2].isascii() and "%" not in found[2])


def _ascii(name: str) -> str:
    try:
        mapped = idna.uts46_remap(unquote(name, errors="strict"), std3_rules=False, transitional=False)
        found = ".".join(_label(label) for label in mapped.split("."))
    except (idna.IDNAError, UnicodeError):
        return name
    return name if _FORBIDDEN.search(found) else found


def _label(label: str) -> str:
    if label.isascii():
        return label
    try:
        return idna.alabel(label).decode()
    except idna.InvalidCodepoint:
        found = f"xn--{label.encode('punycode').decode()}"
        if len(found) > 63:
            raise
        return found
