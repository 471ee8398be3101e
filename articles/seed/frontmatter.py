"""Text to a tree of nodes with lines and spans, and its body: the only module that knows YAML. Types nothing.

Every scalar is the text written, whatever YAML would make of it. Depth, count, anchors, aliases and tags are checked
on the event stream, before anything is built, so that no input costs more than its own length.

libyaml takes U+2028 and U+2029 for line ends, so that a comment could hide a key behind one; people and editors do
not, so such characters are kept from it, and lines are counted here, on the raw text.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import yaml

# No fallback to PyYAML's own parser: it reads some texts otherwise, and one file must not have two readings.
from articles.seed.problem import Problem, SeedError

MOST_BYTES = 1024 * 1024
MOST_NODES = 50_000
MOST_DEPTH = 20
# YAML allows 1,024 characters for a key on one line, and `\\u2028` writes one character as six.
MOST_KEY = 128

_LINE_END = re.compile(r"\r\n|\r|\n")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_OPENING = re.compile(r"---[ \t]*(?:\r\n|\r|\n|\Z)")
_CLOSING = re.compile(r"^---[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE)


@dataclass(slots=True)
class Scalar:
    """`start` and `end` are offsets into the source's text, quotes included; `style` is YAML's: '' plain, else the mark."""

    text: str
    start: int
    end: int
    line: int
    style: str = ""


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


@dataclass
class Source:
    """A seed's text taken apart. `front` and `front_end` bound the front matter in `text`, which has no BOM."""

    text: str
    front: int
    front_end: int
    body: str
    bom: bool
    root: Mapping = field(default_factory=lambda: Mapping(0, 0, 1, False))
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def line_starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    def line_at(self, offset: int) -> int:
        return bisect_right(self.line_starts, offset)


def read(data: bytes, path: str = "", *, plain: bool = False) -> Source:
    """Take a seed's bytes apart. `plain` says that the text may be YAML without fences, as topic files are.

    Raises SeedError where no tree can be built; what leaves a tree (a duplicate key, say) is in `source.problems`.
    """
    text = _decode(data, path)
    bom = text.startswith("\ufeff")
    source = _fenced(text.removeprefix("\ufeff"), path, plain=plain)
    source.bom = bom
    if source.text.startswith("\ufeff", source.front):  # libyaml would swallow it and count offsets without it
        raise _refuse(path, source.line_at(source.front), "byte-order-mark", "a second byte order mark; remove it")
    _Builder(source, path).build()
    return source


def _refuse(path: str, line: int, code: str, message: str, field: str = "file") -> SeedError:
    return SeedError([Problem(path, line, field, code, message)])


def _decode(data: bytes, path: str) -> str:
    if len(data) > MOST_BYTES:
        raise _refuse(path, 1, "too-large", f"{len(data):,} bytes; a seed has at most {MOST_BYTES:,}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        line = len(_LINE_END.findall(data[: wrong.start].decode("utf-8", "replace"))) + 1
        raise _refuse(path, line, "encoding", f"not UTF-8 at byte {wrong.start}; save it as UTF-8") from None
    found = _CONTROL.search(text)
    if found:
        line = len(_LINE_END.findall(text, 0, found.start())) + 1
        what = f"control character U+{ord(found[0]):04X}; only tab and line ends may stand in a seed"
        raise _refuse(path, line, "control-character", what)
    if not text.strip("\ufeff \t\r\n"):
        raise _refuse(path, 1, "empty", "empty; expected front matter between two lines of ---")
    return text


def _fenced(text: str, path: str, *, plain: bool) -> Source:
    opening = _OPENING.match(text)
    if not opening:
        if plain:
            return Source(text, 0, len(text), "", False)
        raise _refuse(path, 1, "no-front-matter", "expected a first line of ---, before the front matter")
    closing = _CLOSING.search(text, opening.end())
    if closing:
        return Source(text, opening.end(), closing.start(), text[closing.end() :], False)
    if plain:
        return Source(text, opening.end(), len(text), "", False)
    raise _refuse(path, 1, "no-closing-fence", "the front matter has no closing line of ---")


class _Builder:
    """Builds the tree from libyaml's events, which come one by one however deep the text is."""

    def __init__(self, source: Source, path: str) -> None:
        self.source, self.path, self.nodes = source, path, 0
        self.front = source.text[source.front : source.front_end]

    def build(self) -> None:
        loader = yaml.CParser(self.front) if hasattr(yaml, "CParser") else yaml.Loader(self.front)
        try:
            root = self._document(loader)
        except yaml.YAMLError as wrong:
            raise self._syntax(wrong) from None
        if not isinstance(root, Mapping):
            raise _refuse(self.path, 1, "not-a-mapping", "expected keys and values (`title: …`)")
        self.source.root = root

    def _syntax(self, wrong: yaml.YAMLError) -> SeedError:
        mark = getattr(wrong, "problem_mark", None) or getattr(wrong, "context_mark", None)
        offset = mark.index if mark else getattr(wrong, "position", 0)
        what = getattr(wrong, "problem", None) or getattr(wrong, "reason", None) or "not valid YAML"
        return _refuse(self.path, self._line(offset), "syntax", f"not valid YAML here: {what}")

    def _line(self, offset: int) -> int:
        return self.source.line_at(min(self.source.front + offset, max(self.source.front_end - 1, 0)))

    def _problem(self, event: Any, code: str, message: str, field: str = "file") -> None:
        line = self._line(event.start_mark.index)
        self.source.problems.append(Problem(self.path, line, field, code, message))

    def _document(self, loader: Any) -> Node | None:
        root: Node | None = None
        stack: list[Node] = []
        keys: list[Scalar | None] = []
        documents = 0
        while True:
            event = loader.get_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                return root
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._stop(
                        event, "two-documents", "a second YAML document begins here; one file is one document"
                    )
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self._close(stack.pop(), event)
                keys.pop()
            elif isinstance(event, yaml.NodeEvent):
                node = self._node(event, len(stack))
                if stack:
                    self._attach(stack[-1], keys, node, event)
                else:
                    root = node
                if not isinstance(node, Scalar):
                    stack.append(node)
                    keys.append(None)

    def _stop(self, event: Any, code: str, message: str) -> SeedError:
        self._problem(event, code, message)
        return SeedError(self.source.problems)

    def _node(self, event: Any, depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self._stop(event, "too-many-nodes", f"more than {MOST_NODES:,} values")
        start, end = self.source.front + event.start_mark.index, self.source.front + event.end_mark.index
        line = self.source.line_at(start)
        if isinstance(event, yaml.AliasEvent):
            self._problem(event, "alias", f"alias *{event.anchor}; write the value out")
            return Scalar("", start, end, line)
        if event.anchor is not None:
            self._problem(event, "anchor", f"anchor &{event.anchor}; seeds have no anchors and no aliases")
        if event.tag is not None:
            self._problem(event, "tag", f"tag {event.tag}; seeds have no tags, every value is typed by its field")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, start, end, line)
        if depth >= MOST_DEPTH:
            raise self._stop(event, "too-deep", f"nested deeper than {MOST_DEPTH} levels")
        kind = Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence
        return kind(start, end, line, bool(event.flow_style))

    def _scalar(self, event: Any, start: int, end: int, line: int) -> Scalar:
        found = _CONTROL.search(event.value)
        if found:
            what = f"control character U+{ord(found[0]):04X} in a text; only tab and line ends may stand there"
            self._problem(event, "control-character", what)
        style = event.style or ""
        return Scalar(event.value, start, end, line, "" if style == ":" else style)

    def _attach(self, parent: Node, keys: list[Scalar | None], node: Node, event: Any) -> None:
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key, keys[-1] = keys[-1], None
        assert isinstance(parent, Mapping)
        if key is not None:
            parent.pairs.append((key, node))
            return
        if not isinstance(node, Scalar):
            raise self._stop(event, "key", "expected a text as key, found a list or a mapping")
        if node.text == "<<" and not node.style:
            self._problem(event, "merge-key", "merge key <<; write the values out")
        first = next((name for name, _ in parent.pairs if name.text == node.text), None)
        if first is not None:
            what = f"key {node.text} stands on line {first.line} and again on line {node.line}; keep one"
            self._problem(event, "duplicate-key", what, node.text or "file")
        keys[-1] = node

    def _close(self, node: Node, event: Any) -> None:
        """A block collection's end event comes after the space behind it: its last value's end is its end."""
        assert isinstance(node, Mapping | Sequence)
        if node.flow:
            node.end = self.source.front + event.end_mark.index
        elif isinstance(node, Sequence) and node.items:
            node.end = node.items[-1].end
        elif isinstance(node, Mapping) and node.pairs:
            node.end = node.pairs[-1][1].end
