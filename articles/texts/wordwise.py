"""Compares two texts word by word and line by line. Knows no model, and takes a bounded time whatever the input is."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_MOST_COMPARED = 2_000  # words or lines: the time for comparing two texts grows with the product of their lengths
_AROUND = 2  # lines shown on each side of a change
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(NamedTuple):
    text: str
    differs: bool


class Line(NamedTuple):
    """One line of a comparison. `sign` is + (new), - (old), … (left out) or a space."""

    sign: str
    pieces: list[Piece]

    @property
    def tag(self) -> str:
        """The HTML element that says what became of the line."""
        return {"+": "ins", "-": "del"}.get(self.sign, "span")

    @property
    def is_gap(self) -> bool:
        return self.sign == "…"

    @property
    def lead(self) -> str:
        """The text in front of the line, so that all lines begin in one column."""
        return {"+": "+ ", "-": "- ", "…": "  … "}.get(self.sign, "  ")


def pieces(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces, and mark those that differ. Texts that are too long are one unmarked piece each."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > _MOST_COMPARED:
        return [Piece(old, differs=False)], [Piece(new, differs=False)]
    mine, yours = [], []
    for kind, first, first_end, second, second_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        mine.append(Piece("".join(before[first:first_end]), kind != "equal"))
        yours.append(Piece("".join(after[second:second_end]), kind != "equal"))
    return _joined(mine), _joined(yours)


def _joined(found: list[Piece]) -> list[Piece]:
    """Join pieces and drop empty ones. A space between two pieces that differ counts as different too."""
    found = [piece for piece in found if piece.text]
    joined: list[Piece] = []
    for place, piece in enumerate(found):
        between = 0 < place < len(found) - 1 and found[place - 1].differs and found[place + 1].differs
        differs = piece.differs or (between and piece.text.isspace())
        if joined and joined[-1].differs == differs:
            joined[-1] = Piece(joined[-1].text + piece.text, differs)
        else:
            joined.append(Piece(piece.text, differs))
    return joined


def lines(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """Return the lines that differ, with the words that differ marked, and a few lines around them."""
    quick = max(len(old), len(new)) > _MOST_COMPARED
    found: list[Line] = []
    opcodes = SequenceMatcher(None, old, new, autojunk=quick).get_opcodes()
    for place, (kind, first, first_end, second, second_end) in enumerate(opcodes):
        if kind == "equal":
            found += _around(old[first:first_end], is_first=place == 0, is_last=place == len(opcodes) - 1)
        else:
            found += _changed(old[first:first_end], new[second:second_end])
    return found


def _around(same: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Line]:
    """Yield lines that both texts have: those next to a change, and a sign where others are left out."""
    head, tail = (0 if is_first else _AROUND), (0 if is_last else _AROUND)
    if len(same) <= head + tail + 1:
        yield from (Line(" ", [Piece(line, differs=False)]) for line in same)
        return
    yield from (Line(" ", [Piece(line, differs=False)]) for line in same[:head])
    yield Line("…", [])
    yield from (Line(" ", [Piece(line, differs=False)]) for line in same[len(same) - tail :])


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    if len(old) != len(new):
        yield from (Line("-", [Piece(line, differs=bool(new))]) for line in old)
        yield from (Line("+", [Piece(line, differs=bool(old))]) for line in new)
        return
    for one, other in zip(old, new, strict=True):
        before, after = pieces(one, other)
        yield Line("-", before)
        yield Line("+", after)
