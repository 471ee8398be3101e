"""The lines of a text, and edits of them, for those who change a seed in place. Knows no fields and no documents."""

import re
from collections.abc import Sequence

from articles.seed.nodes import LINE_END, Node, Source

ENDS_LINE = ("\r", "\n")
Edit = tuple[int, int, str]


class CannotPatchError(Exception):
    """Raised where the lines of a place cannot be told apart; what surrounds it is then written again."""


def edited(text: str, span: tuple[int, int], edits: Sequence[Edit]) -> str:
    """Return a stretch of the text with all of these edits, which lie in it."""
    at, last = span
    pieces = []
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [text[at:start], new]
        at = max(at, end)
    return "".join([*pieces, text[at:last]])


class Editable:
    """Collects edits (start, end, text) on a source."""

    def __init__(self, source: Source) -> None:
        self.source, self.text = source, source.text
        self.edits: list[Edit] = []
        found = LINE_END.search(source.text)
        self.newline = found[0] if found else "\n"

    def dash_column(self, item: Node) -> int:
        found = re.fullmatch(r"( *)- +", self.text[self.line_start(item.start) : item.start])
        if not found:
            raise CannotPatchError
        return len(found[1])

    def item_lines(self, item: Node) -> tuple[int, int]:
        self.dash_column(item)
        return self.line_start(item.start), self.line_end(item)

    def line_start(self, offset: int) -> int:
        return self.source.line_starts[self.source.line_at(offset) - 1]

    def line_end(self, *nodes: Node) -> int:
        """Return the offset after the last line of a node, or of a key and its value, which may be empty."""
        node = max(nodes, key=lambda each: each.end)
        end = node.end
        while end > node.start and self.text[end - 1] in ENDS_LINE:  # a block scalar ends after its last line
            end -= 1
        number = self.source.line_at(end)
        return self.source.line_starts[number] if number < len(self.source.line_starts) else len(self.text)

    def lines(self, lines: list[str]) -> str:
        return "".join(line + self.newline for line in lines)

    def insert_at(self, at: int, lines: list[str]) -> None:
        broken = at > 0 and self.text[at - 1] not in ENDS_LINE  # the last line of a file without a line end
        self.edits.append((at, at, (self.newline if broken else "") + self.lines(lines)))
