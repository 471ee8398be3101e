"""Which characters no seed may hold, and how a text is shown within one line of a report. Knows no YAML."""

import re

# Of the control characters, seeds hold tabs and line ends only. A surrogate alone is no character, and no UTF-8.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What would begin a new line or command the terminal that a report is printed on.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def control_in(text: str) -> int | None:
    """The offset of the first control character."""
    found = _CONTROL.search(text)
    return found.start() if found else None


def named(character: str) -> str:
    return f"U+{ord(character):04X}"


def shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def on_one_line(text: str) -> str:
    """The text with all that a terminal would obey written as escapes."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
