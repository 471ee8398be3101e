"""Numbers as addresses and forms give them: anybody's text, of which few are numbers. Looks nothing up."""

NONE = -1  # which no row has as its key


def row_key(text: str) -> int:
    """A whole number from 0 on that every database takes as a key; NONE for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else NONE
