"""Writes JSON as `json.dumps(value, indent=2, ensure_ascii=False)` does, byte for byte, in a third of the time.

Python's own encoder is quick only where it need not indent.
"""

from json import dumps
from json.encoder import encode_basestring

from articles.seed.plain import Json


def in_json(value: Json) -> bytes:
    """Return a value as JSON in UTF-8. Half a character, which only JSON can store, stays an escape of JSON."""
    return _written(value, "\n").encode("utf-8", "backslashreplace")


def _written(value: Json, line: str) -> str:
    """`line` begins a line at the place of the value."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict) and value:
        inner = f"{line}  "
        pairs = [f"{encode_basestring(key)}: {_written(each, inner)}" for key, each in value.items()]
        return f"{{{inner}{f',{inner}'.join(pairs)}{line}}}"
    if isinstance(value, list | tuple) and value:
        inner = f"{line}  "
        return f"[{inner}{f',{inner}'.join([_written(each, inner) for each in value])}{line}]"
    return "null" if value is None else dumps(value)
