"""What a line may show of an address: no token, no value that somebody typed, and nothing that could pass for another line."""

import re
from urllib.parse import quote

_MOST = 400  # characters of a path: a line is written at once, which a pipe takes up to 4,096 bytes
_HIDDEN = "…"
# What follows one of these opens a door.
_DOORS = re.compile(r"(?i)/(preview|approve|invite|websub|reset|unsubscribe|confirm)/.*", re.DOTALL)
_SAFE = "/:@!$&'()*+,;=~-._"
# Parameters whose values say where somebody is in a list, and nothing about who reads or what they look for.
_SAID = ("o", "p", "page", "sort")
_NAME, _VALUE = re.compile(r"[a-z_]{1,30}"), re.compile(r"[a-z0-9.-]{1,20}")
_MOST_PARAMETERS = 8


def logged_path(path: str, query: str = "") -> str:
    """Return the path, percent-encoded, as far as a line shows it, and of the query which parameters it has."""
    if (door := _DOORS.search(path)) is not None:
        found = f"{quote(path[: door.start(1)], _SAFE, errors='replace')}{door[1]}/{_HIDDEN}"
    else:
        found = quote(path, _SAFE, errors="replace")
    found = found if len(found) <= _MOST else found[:_MOST] + _HIDDEN
    return f"{found}?{_shown_query(query)}" if query else found


def _shown_query(query: str) -> str:
    told = []
    for each in query.split("&", _MOST_PARAMETERS)[:_MOST_PARAMETERS]:
        name, is_one, value = each.partition("=")
        if not is_one or not _NAME.fullmatch(name):
            told.append(_HIDDEN)  # the whole of it may be a token
        else:
            told.append(f"{name}={value if name in _SAID and _VALUE.fullmatch(value) else _HIDDEN}")
    return "&".join(told)


def one_line(text: str) -> str:
    """Return the text with all that is no plain character as an escape, so that it neither ends a line nor moves a cursor."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
