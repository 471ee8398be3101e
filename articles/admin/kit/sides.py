"""The values of a field's two sides, in an editor's words."""

import json

_MOST_SHOWN = 20_000  # characters of a value; the history shows the rest


def side_as_words(value: object) -> str:
    """Return a value of JSON as an editor reads it; absent and empty are different."""
    if value is None:
        return "(absent)"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        text = "\n".join(value)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    return (text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…") or "(empty)"
