"""Hosts as browsers understand them: IDNA 2008 with the mapping of UTS 46, not transitional. Asks no server.

Sources: https://url.spec.whatwg.org/#host-parsing, https://www.unicode.org/reports/tr46/.
"""

import re
from urllib.parse import unquote

import idna

_FORBIDDEN = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")
_LONGEST_LABEL = 63


def ascii_host(name: str) -> str:
    """Return a host in the ASCII letters that are looked up. One that browsers refuse stays as it is."""
    if name.isascii() and "%" not in name:
        return name
    try:
        mapped = idna.uts46_remap(unquote(name, errors="strict"), std3_rules=False, transitional=False)
        labels = [_ascii_label(label) for label in mapped.split(".")]
    except (idna.IDNAError, UnicodeError):
        return name
    found = ".".join(labels)
    return name if _FORBIDDEN.search(found) else found


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    try:
        return idna.alabel(label).decode()
    except idna.InvalidCodepoint:  # symbols such as emoji: UTS 46 lets them be, and browsers follow it
        found = f"xn--{label.encode('punycode').decode()}"
        if len(found) > _LONGEST_LABEL:
            raise
        return found
