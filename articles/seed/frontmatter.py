"""Turns bytes into a body and a tree of nodes with lines and spans. The only module that knows YAML. Types nothing.

Every scalar is the text as written, whatever YAML would make of it. Depth, count, anchors, aliases and tags are
checked on the event stream, before anything is built, so that no input costs more than its own length.

libyaml takes U+2028 and U+2029 for line ends, so a comment could hide a key behind one. People and text editors do
not. Such characters are therefore kept from libyaml, and lines are counted here, on the raw text.
"""

import re
from typing import Any, TypeAlias

import yaml

# No fallback to PyYAML's own parser: it reads some texts differently, and a file must not have two readings.
from yaml import CBaseLoader

from articles.seed.characters import control_in, named, shortened
from articles.seed.cures import IN_QUOTES, LEFT_BY_GIT, PLACEHOLDER, cure, cut_behind, left_by_git, swallowed
from articles.seed.nodes import (
    LINE_END,
    NO_CLOSING_FENCE,
    NO_OPENING_FENCE,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Source,
    within,
)
from articles.seed.packed import PACKED_START, packed_as
from articles.seed.problem import MOST_PROBLEMS, Problem, SeedError, worth_showing
from articles.seed.standins import StandIns

MOST_SEED_BYTES = 1024 * 1024
MOST_NODES = 50_000
MOST_DEPTH = 20
_TOO_DEEP = f"nested deeper than {MOST_DEPTH} levels"
MOST_KEY = 128  # YAML allows 1,024 characters for a key on one line, and an escape may write one character as six

_FENCE = re.compile(r"---[ \t]*(?:\r\n|\r|\n|\Z)")
Event: TypeAlias = Any  # libyaml's: each kind has attributes of its own, told apart by its exact type
_OPENING_EVENTS = frozenset({yaml.MappingStartEvent, yaml.SequenceStartEvent})
_CLOSING_EVENTS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_NODE_EVENTS = frozenset({yaml.ScalarEvent, yaml.AliasEvent, *_OPENING_EVENTS})


def read_front_matter(data: bytes, path: str = "", *, plain: bool = False) -> Source:
    """Take a seed's bytes apart. With `plain`, the text may be YAML without fences, as in topic files.

    Raises SeedError where no tree can be built. Problems that still leave a tree (a duplicate key, say) are in
    `source.problems`.
    """
    source = fenced(data, path, plain=plain)
    build(source, path)
    return source


def fenced(data: bytes, path: str = "", *, plain: bool = False) -> Source:
    """Return the front matter and the body, without a tree yet. Raises SeedError."""
    text = _decode(data, path)
    source = _fenced(text.removeprefix("\ufeff"), path, plain=plain)
    source.bom = text.startswith("\ufeff")
    if source.text.startswith("\ufeff", source.front):
        raise _refuse(path, source.line_at(source.front), "byte-order-mark", "a second byte order mark; remove it")
    return source


def build(source: Source, path: str = "") -> None:
    """Build the tree of a source whose characters are known to be allowed. Raises SeedError."""
    _Builder(source, path).build()


def _refuse(path: str, line: int, code: str, message: str) -> SeedError:
    return SeedError([Problem(path, line, "file", code, message)])


def _decode(data: bytes, path: str) -> str:
    if (kind := packed_as(data[:PACKED_START])) is not None:
        raise _refuse(path, 1, "packed", f"{kind}, not a seed; unpack it first")
    if len(data) > MOST_SEED_BYTES:
        raise _refuse(path, 1, "too-large", f"{len(data):,} bytes; a seed has at most {MOST_SEED_BYTES:,}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        line = len(LINE_END.findall(data[: wrong.start].decode("utf-8"))) + 1
        raise _refuse(path, line, "encoding", f"not UTF-8 at byte {wrong.start}; save it as UTF-8") from None
    place = control_in(text)
    if place is not None:
        line = len(LINE_END.findall(text, 0, place)) + 1
        what = f"control character {named(text[place])}; only tabs and line ends are allowed in a seed"
        raise _refuse(path, line, "control-character", what)
    if not text.strip("\ufeff \t\r\n"):
        raise _refuse(path, 1, "empty", "empty; expected front matter between two lines of ---")
    return text


def _fenced(text: str, path: str, *, plain: bool) -> Source:
    opening = _FENCE.match(text)
    if not opening:
        if plain:
            return Source(text, 0, len(text), "", opened=False, closed=False)
        marked = left_by_git(text)
        if marked is not None:
            raise _refuse(path, marked, "left-by-git", LEFT_BY_GIT)
        raise _refuse(path, 1, *NO_OPENING_FENCE)
    closing = _closing(text, opening.end())
    if closing:
        return Source(text, opening.end(), closing.start(), text[closing.end() :])
    if plain:
        return Source(text, opening.end(), len(text), "", closed=False)
    raise _refuse(path, 1, *NO_CLOSING_FENCE)


def _closing(text: str, start: int) -> re.Match[str] | None:
    place = text.find("---", start)
    while place >= 0:
        fence = _FENCE.match(text, place) if place == start or text[place - 1] in "\r\n" else None
        if fence:
            return fence
        place = text.find("---", place + 1)
    return None


class _Open:
    """A collection whose entries are still being read. `key` waits for its value; `lines` has the first line of each key."""

    __slots__ = ("key", "lines", "node")

    def __init__(self, node: Mapping | Sequence) -> None:
        self.node = node
        self.key: Scalar | None = None
        self.lines: dict[str, int] = {}

    def place(self, outside: str, *, innermost: bool) -> str:
        """Return the name of the next entry, or of the last one where that is still open itself."""
        if isinstance(self.node, Sequence):
            return f"{outside}[{len(self.node.items) - (not innermost)}]"
        key = self.key if innermost else self.node.pairs[-1][0]
        return within(outside, key.text) if key else outside


class _Builder:
    """Builds the tree from libyaml's events, which arrive one by one, however deep the text is."""

    def __init__(self, source: Source, path: str) -> None:
        self.source, self.path, self.nodes = source, path, 0
        self.open: list[_Open] = []
        self.hidden = StandIns(source.text[source.front : source.front_end])

    def build(self) -> None:
        try:
            root = self.document(CBaseLoader(self.hidden.text))
        except yaml.YAMLError as wrong:
            raise self.syntax(wrong) from None
        if not isinstance(root, Mapping):
            line = root.line if root else self.line(0)
            raise self.stop(line, "not-a-mapping", "expected keys and values (`title: …`)", "file")
        self.source.root, self.source.nodes = root, self.nodes

    def document(self, loader: CBaseLoader) -> Node | None:
        root: Node | None = None
        documents = 0
        while (kind := type(event := loader.get_event())) is not yaml.StreamEndEvent:
            if kind in _NODE_EVENTS:
                node = self.node(event)
                root = root or node
                if self.open:
                    self.attach(node)
                if not isinstance(node, Scalar):
                    self.open.append(_Open(node))
            elif kind in _CLOSING_EVENTS:
                self.close(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                self.begin(event, documents)
        return root

    def begin(self, event: Event, number: int) -> None:
        line = self.line(event.start_mark.index)
        if number > 1:
            message = "a second YAML document begins here; one file is one document"
            raise self.stop(line, "two-documents", message, "file")
        if event.tags or event.version:  # each use of a %TAG costs the length of its prefix
            raise self.stop(line, "directive", "a directive such as %YAML or %TAG; seeds have none", "file")

    def node(self, event: Event) -> Node:
        start, end = self.source.front + event.start_mark.index, self.source.front + event.end_mark.index
        line, goes_on = self.line(event.start_mark.index), event.start_mark.line != event.end_mark.line
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self.stop(line, "too-many-nodes", f"more than {MOST_NODES:,} values", "file")
        if isinstance(event, yaml.AliasEvent):
            self.problem(
                line, "alias", f"alias *{shortened(str(event.anchor))}; seeds have none. If it is text, {IN_QUOTES}"
            )
            return Scalar("", start, end, line)
        if event.anchor is not None:
            what = f"anchor &{shortened(event.anchor)}; seeds have none. If it is text, {IN_QUOTES}"
            self.problem(line, "anchor", what)
        if event.tag is not None:
            what = f"tag {shortened(event.tag)}; seeds have none. If it is text, {IN_QUOTES}"
            self.problem(line, "tag", what)
        if isinstance(event, yaml.ScalarEvent):
            style = event.style or ""
            text = self.hidden.shown(event.value, style) if self.hidden.any else event.value
            cut = "" if style or self.source.text[end : end + 1] not in (" ", "\t") else cut_behind(self.source, end)
            is_open = goes_on and style in ("'", '"')
            return Scalar(text, start, end, line, style, cut, self.swallowed(start, end) if is_open else ())
        if len(self.open) >= MOST_DEPTH:
            raise self.stop(line, "too-deep", _TOO_DEEP)
        kind = Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence
        return kind(start, end, line, bool(event.flow_style))

    def swallowed(self, start: int, end: int) -> tuple[str, ...]:
        inner = self.open[-1] if self.open else None
        if inner is None or inner.node.flow:
            return ()
        return swallowed(self.source, inner.key.start if inner.key else None, start, end)

    def attach(self, node: Node) -> None:
        inner = self.open[-1]
        if isinstance(inner.node, Sequence):
            inner.node.items.append(node)
        elif inner.key is not None:
            if not isinstance(node, Scalar) and not node.flow:
                node.line = inner.key.line  # a block has no mark of its own: it begins at its first key
            inner.node.pairs.append((inner.key, node))
            inner.key = None
        else:
            self.key(inner, node)

    def key(self, mapping: _Open, node: Node) -> None:
        if not isinstance(node, Scalar):
            is_placeholder = node.start > 0 and self.source.text.startswith("{{", node.start - 1)
            what = PLACEHOLDER if is_placeholder else "expected a text as key, found a list or a mapping"
            raise self.stop(node.line, "key", what)
        first = mapping.lines.get(node.text)
        mapping.lines.setdefault(node.text, node.line)
        mapping.key = node
        control = control_in(node.text)
        if control is not None:
            what = f"control character {named(node.text[control])} in a key; take it out"
            self.problem(node.line, "control-character", what)
        if len(node.text) > MOST_KEY:
            node.text = shortened(node.text)
            self.problem(node.line, "long-key", f"a key has at most {MOST_KEY} characters")
        if node.text == "<<" and not node.style:
            self.problem(node.line, "merge-key", "merge key <<; write the values out")
        if first is not None:
            what = f"key {node.text} is on line {first} and again on line {node.line}; keep one"
            self.problem(node.line, "duplicate-key", what)

    def close(self, event: Event) -> None:
        """Close a collection. A block's end event comes after the space that follows it, so it ends where its last value does."""
        node = self.open.pop().node
        if node.flow:
            node.end = self.source.front + event.end_mark.index
        elif isinstance(node, Sequence) and node.items:
            node.end = node.items[-1].end
        elif isinstance(node, Mapping) and node.pairs:
            node.end = node.pairs[-1][1].end

    # What is wrong, and where

    def line(self, offset: int) -> int:
        return self.source.line_at(min(self.source.front + offset, max(self.source.front_end - 1, 0)))

    def place(self) -> str:
        """Return the name of the field that is being read, such as `related[2].webUrl`."""
        place = ""
        for each in self.open:
            place = each.place(place, innermost=each is self.open[-1])
        return place or "file"

    def problem(self, line: int, code: str, message: str, field: str = "") -> None:
        self.source.problems.append(Problem(self.path, line, field or self.place(), code, message))
        if len(self.source.problems) > MOST_PROBLEMS:
            raise SeedError(worth_showing(self.source.problems))

    def stop(self, line: int, code: str, message: str, field: str = "") -> SeedError:
        self.source.problems.append(Problem(self.path, line, field or self.place(), code, message))
        return SeedError(self.source.problems)

    def syntax(self, wrong: yaml.YAMLError) -> SeedError:
        """Return libyaml's error, which says where it stopped and often where the fault began: at an open quote, say."""
        mark, began = getattr(wrong, "problem_mark", None), getattr(wrong, "context_mark", None)
        mark = mark or began
        what = getattr(wrong, "problem", None) or getattr(wrong, "reason", None) or "it cannot be read"
        line = self.line(mark.index if mark else 0)
        if "nesting depth" in what:
            return self.stop(line, "too-deep", _TOO_DEEP, "file")
        at = mark.index if mark else 0
        mended = cure(self.source, self.source.front + at, self.source.front + (began.index if began else at), what)
        if mended is not None:
            return self.stop(mended.line, "syntax", mended.message, mended.field)
        context = getattr(wrong, "context", None)
        since = f", {context} that begins on line {self.line(began.index)}" if began and context else ""
        return self.stop(line, "syntax", f"not valid YAML here: {what}{since}", "file")
