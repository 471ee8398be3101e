"""Line ends of a text that went through a browser, which makes all of them alike. Knows no fields."""

import re
from collections import Counter
from difflib import SequenceMatcher

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


def with_line_ends_of(stored: str, typed: str) -> str:
    """Return the typed text: each line that is as it was ends as it did, and any other as most of the stored ones do."""
    before, after = _lines(stored), _lines(typed)
    ends = Counter(end for _, end in before if end)
    if not ends:
        return typed
    usual = max(ends, key=lambda end: ends[end])
    kept = [usual if end else "" for _, end in after]
    if len(ends) > 1:
        old, new = ([text for text, _ in side] for side in (before, after))
        for first, second, length in SequenceMatcher(None, old, new).get_matching_blocks():
            for step in range(length):
                kept[second + step] = kept[second + step] and before[first + step][1]
    return "".join(text + (end or (typed_end and usual)) for (text, typed_end), end in zip(after, kept, strict=True))


def _lines(text: str) -> list[tuple[str, str]]:
    return [(found[1], found[2]) for found in _LINE.finditer(text) if found[0]]
