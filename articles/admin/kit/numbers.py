"""Reads numbers from addresses and forms, which may hold any text. Looks nothing up."""

NONE = -1  # no row has this key


def row_key(text: str) -> int:
    """Return a whole number from 0 that every database accepts as a key; NONE for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else NONE
