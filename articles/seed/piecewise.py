"""Turns bytes into a document. Reads each related entry's text only once, however many files repeat it. Reads no files.

Related coverage is nine tenths of an archive, and every file of a story repeats each entry. Where the lines of the
entries can be told from the rest, each entry is read by itself and remembered, and the rest is read without them.
A text that is unusual or has a problem is read whole. The outcome is the same, as a test of damaged texts shows.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from articles.seed.document import Article, Related, SeedDocument
from articles.seed.frontmatter import MOST_NODES, build, fenced
from articles.seed.nodes import Mapping, Node, Scalar, Sequence, Source
from articles.seed.problem import Problem, SeedError
from articles.seed.rules import document_from, entry_from
from articles.seed.schema import RELATED_LIMIT

_HEAD = "related:\n"
# The lines of an entry begin with its dash or are indented under it; whatever follows begins farther left.
_ENTRIES = re.compile(r"(?:  - [^\n]*\n(?:    [^\n]*\n)*)+(?! )")
_ENTRY = re.compile(r"  - [^\n]*\n(?:    [^\n]*\n)*")
_REMEMBERED = 1_024  # a story has at most 200 members, and they follow each other
_WORTH_REMEMBERING = 8_192  # characters; few entries have a tenth of that, and the use of memory must stay flat


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, its warnings, and the line of each key of its front matter."""

    document: SeedDocument
    warnings: list[Problem]
    lines: dict[str, int]


@dataclass(frozen=True, slots=True)
class Apart:
    """A text separated from its related entries. `rest` is the source without them, already built, and `document` is what
    it says. `block` is the text of the entries, and `related` is what that says."""

    rest: Source
    document: Article
    warnings: list[Problem]
    block: str
    start: int
    related: tuple[Related, ...]


def read_document(data: bytes, path: str = "", *, plain: bool = False) -> Reading:
    """Read a document. Raises SeedError with all problems."""
    source = fenced(data, path, plain=plain)
    parts = apart(source)
    if parts is None or parts.warnings:
        return _whole(source, path)
    taken_out = parts.block.count("\n")
    lines = {key.text: key.line + taken_out * (key.start >= parts.start) for key, _ in parts.rest.root.pairs}
    return Reading(replace(parts.document, related=parts.related), [], lines)


def _whole(source: Source, path: str) -> Reading:
    build(source, path)
    document, warnings = document_from(source, path)
    return Reading(document, warnings, _lines(source))


def _lines(source: Source) -> dict[str, int]:
    return {key.text: key.line for key, _ in source.root.pairs}


def apart(source: Source) -> Apart | None:
    """Return the text separated from its related entries; None where it must be read whole."""
    head = source.text.find("\n" + _HEAD, source.front, source.front_end)
    start = head + 1 + len(_HEAD)
    found = _ENTRIES.match(source.text, start, source.front_end) if head > 0 else None
    if not found or "\r" in source.text:
        return None
    texts = _ENTRY.findall(found[0])
    if len(texts) > RELATED_LIMIT:
        return None
    rest = _without(source, start, found.end())
    try:
        build(rest)
        if rest.problems or not _is_empty_at(rest, start):
            return None
        document, warnings = document_from(rest)
    except SeedError:
        return None
    entries = [_remembered(text) if len(text) <= _WORTH_REMEMBERING else _entry(text) for text in texts]
    known = [entry for entry in entries if entry]
    if len(known) < len(entries) or not isinstance(document, Article):
        return None
    if rest.nodes + sum(nodes for _, nodes in known) > MOST_NODES:
        return None
    return Apart(rest, document, warnings, found[0], start, tuple(entry for entry, _ in known))


def put_together(rest: str, block: str) -> str:
    """Return the text with its entries back in their place, or unchanged where that place is gone."""
    return rest.replace("\n" + _HEAD, "\n" + _HEAD + block, 1)


def _without(source: Source, start: int, end: int) -> Source:
    text = source.text[:start] + source.text[end:]
    return replace(source, text=text, front_end=source.front_end - (end - start), problems=[])


def _is_empty_at(source: Source, end: int) -> bool:
    """Return whether the line before `end` is a key of the front matter without a value, not a part of a longer text."""
    start = end - len(_HEAD)
    return any(
        key.start == start and key.text == "related" and isinstance(value, Scalar) and not (value.text or value.style)
        for key, value in source.root.pairs
    )


def _entry(text: str) -> tuple[Related, int] | None:
    """Return one entry and its number of nodes; None where it cannot be read by itself."""
    source = Source(_HEAD + text, 0, len(_HEAD) + len(text), "")
    try:
        build(source)
    except SeedError:
        return None
    items = source.root.get("related")
    if source.problems or len(source.root.pairs) != 1 or not isinstance(items, Sequence) or len(items.items) != 1:
        return None
    node = items.items[0]
    if not isinstance(node, Mapping) or not _ends_with_its_lines(node):
        return None
    entry = entry_from(node)
    return (entry, source.nodes) if entry else None


_remembered = lru_cache(_REMEMBERED)(_entry)


def _ends_with_its_lines(node: Node) -> bool:
    """Return whether the node ends with its own lines. A block text (`|`) swallows the blank lines after it, which are not."""
    if isinstance(node, Scalar):
        return node.style not in ("|", ">")
    children = node.items if isinstance(node, Sequence) else [part for pair in node.pairs for part in pair]
    return all(map(_ends_with_its_lines, children))
