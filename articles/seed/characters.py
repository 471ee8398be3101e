"""Which characters no seed may hold, and how a text is shown within one line of a report. Knows no YAML."""

import re

# Tabs and line ends are the only control characters in seeds. A lone surrogate is not a character, and not UTF-8.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Characters that would begin a new line, or control the terminal on which a report is printed.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def control_in(text: str) -> int | None:
    """Return the offset of the first control character, or None."""
    found = _CONTROL.search(text)
    return found.start() if found else None


def named(character: str) -> str:
    return f"U+{ord(character):04X}"


def shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def on_one_line(text: str) -> str:
    """Return the text with everything that a terminal would obey written as escapes."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
