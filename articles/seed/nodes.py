"""The tree of a front matter's text: texts, lists and mappings, each with its place. Gives them no meaning.

`start` and `end` are offsets into the source's text and include quotes and brackets; `line` counts from 1.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from articles.seed.problem import Problem

# The code and the message of each problem.
NO_OPENING_FENCE = ("no-front-matter", "expected a first line of ---, before the front matter")
NO_CLOSING_FENCE = ("no-closing-fence", "the front matter has no closing line of ---")
_EMPTY = '""'
LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Scalar:
    """A text, whatever YAML would make of it. `style` is YAML's mark, such as a quote; it is empty for a bare text.

    `cut` is what follows a bare text on its line as a comment; `swallowed` are the keys in the lines of a quoted one.
    """

    text: str
    start: int
    end: int
    line: int
    style: str = ""
    cut: str = ""
    swallowed: tuple[str, ...] = ()


@dataclass(slots=True)
class Sequence:
    start: int
    end: int
    line: int
    flow: bool
    items: "list[Node]" = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    start: int
    end: int
    line: int
    flow: bool
    pairs: "list[tuple[Scalar, Node]]" = field(default_factory=list)

    def get(self, key: str) -> "Node | None":
        return next((value for name, value in self.pairs if name.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


def within(place: str, key: str) -> str:
    """Return the name of a field within `place`, such as `related[2].webUrl`; an empty key is named by its quotes."""
    return f"{place}.{key or _EMPTY}" if place else key or _EMPTY


@dataclass
class Source:
    """A seed's text taken apart. `front` and `front_end` bound the front matter in `text`, which has no byte order mark.

    `opened` and `closed` say which of its two fences it has.
    `problems` holds what is wrong but still leaves a tree (a duplicate key, say); `nodes` is how many the tree has.
    """

    text: str
    front: int
    front_end: int
    body: str
    bom: bool = False
    opened: bool = True
    closed: bool = True
    root: Mapping = field(default_factory=lambda: Mapping(0, 0, 1, False))
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    @cached_property
    def line_starts(self) -> list[int]:
        return [0, *(end.end() for end in LINE_END.finditer(self.text))]

    def line_at(self, offset: int) -> int:
        return bisect_right(self.line_starts, offset)
