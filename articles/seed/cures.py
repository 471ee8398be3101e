"""What the author of a text most likely meant where YAML stops, and what mends it. Reads lines as people do; decides nothing.

YAML stops in its own words, at a place that may lie far behind the fault. What is found here names the field and the line of
the fault; where nothing is found, YAML's words stay.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from articles.seed.characters import shortened
from articles.seed.nodes import LINE_END, Source, within
from articles.seed.schema import TABLES, Kind

IN_QUOTES = "put the value in double quotes"
PLACEHOLDER = (
    "{{ or {% begins what a template was to fill in; write what belongs here, or, if it is meant as it stands, "
    + IN_QUOTES
)
LEFT_BY_GIT = (
    "a conflict that git left; keep one side, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>"
)

_LINE = re.compile(
    r"(?P<indent> *)(?P<dash>- +)?(?:(?P<key>\"[^\"]*\"|'[^']*'|[^\s#:\-\"'][^:]*):(?:[ \t]+|$))?(?P<value>.*)"
)
_MARKER = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}$")
_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?")
_NOTHING_MORE = re.compile(r"[ \t]*(?:[ \t]#.*)?")
_QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*'")}
_COLON = re.compile(r":(?:\s|$)")
_HALF = re.compile(r"\\u[dD][89a-fA-F][0-9A-Fa-f]{2}")
_MEANS_MORE = frozenset("@`%&*!|>[]{},?-")
_CUT = re.compile(r"[ \t]+#[^\r\n]*")
_BEGUN = re.compile(r" *(?P<dash>- +)?(?:(?P<key>[A-Za-z_]+|\"[A-Za-z_]+\"|'[A-Za-z_]+') *:(?=[ \t]|$))?")
_ENDS = " \"'"
_KEYS = {row.key for table in TABLES.values() for row in table}
_LISTS = {row.key for table in TABLES.values() for row in table if row.kind.value.startswith(("a list", "a mapping"))}
_LISTS |= {row.key for table in TABLES.values() for row in table if row.kind is Kind.DATA}


class Cure(NamedTuple):
    line: int
    field: str
    message: str


class _Line(NamedTuple):
    """A line of the front matter. `column` is where its key begins, or its value where it has none; `dash` is -1 without one."""

    number: int
    start: int
    text: str
    dash: int
    column: int
    key: str
    value: str


def cure(source: Source, stopped: int, began: int, what: str) -> Cure | None:
    """Return the fault behind YAML's words `what`; it stopped at the offset `stopped`, in something that `began` before."""
    lines = _lines(source)
    here = source.line_at(min(stopped, max(source.front_end - 1, 0)))
    at = next((line for line in lines if line.number == here), None)
    opened = next((line for line in lines if line.number == source.line_at(began)), at)
    return (
        _left_by_git(lines)
        or _tab(source, lines, here)
        or (_escape(source, lines, at, stopped) if at and "escape" in what else None)
        or _open_quote(source, lines, here)
        or (_bare(lines, at, what) if at else None)
        or (_no_entry(lines, opened) if opened and "expected ':'" in what else None)
    )


def left_by_git(text: str) -> int | None:
    """Return on which line git's marks of a conflict begin, in a text that has all three of them, in order."""
    found = None
    wanted = iter(("<<<<<<< ", "=======", ">>>>>>> "))
    mark = next(wanted)
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if line.startswith(mark) and _MARKER.match(line):
            found = found or number
            mark = next(wanted, "")
            if not mark:
                return found
    return None


def fields_behind_the_fence(body: str, keys: Collection[str]) -> list[str]:
    """Return the fields with which a body begins, if all of it up to a line of --- is the rest of the front matter."""
    found: list[str] = []
    for line in re.split(r"\r\n|\r|\n", body):
        key = line.partition(":")[0]
        if line.rstrip() == "---":
            return found
        if key in keys and key != line:
            found.append(key)
        elif line.strip() and not (found and line[0] in " -#"):
            return []
    return []


def cut_behind(source: Source, end: int) -> str:
    """Return what follows a bare text on its line as a comment."""
    found = _CUT.match(source.text, end, source.front_end)
    return found[0].strip() if found else ""


def swallowed(source: Source, key: int | None, start: int, end: int) -> tuple[str, ...]:
    """Return the keys with which further lines of a quoted value begin, as far left as its own key at the offset `key`.

    That is what follows a quote that is not closed. Without a key it is a list's item, and the next ones are told as well.
    """
    begin = start - 1 if key is None else key
    column = begin - source.line_starts[source.line_at(begin) - 1]
    found = []
    for line in LINE_END.split(source.text[start:end])[1:]:
        parts = _BEGUN.match(line)
        if parts is None or len(line) - len(line.lstrip(" ")) > column:
            continue
        name = (parts["key"] or "").strip("\"'")
        if name in _KEYS:
            found.append(name)
        elif parts["dash"] and key is None:
            found.append(f"“{shortened(line.strip(_ENDS), 30)}”")
    return tuple(found)


def never_closed(quote: str, keys: Collection[str]) -> str:
    """Say what mends a quote that was closed somewhere below, behind these keys."""
    swallows = f"so {', '.join(keys)} below it {'is' if len(keys) == 1 else 'are'} read as part of the value"
    return _unclosed(quote).replace("closed;", f"closed on its line, {swallows};", 1)


def in_quotes(value: str) -> str:
    return IN_QUOTES + (r", and write each double quote inside it as \"" if '"' in value else "")


def _lines(source: Source) -> list[_Line]:
    starts = [*source.line_starts, len(source.text)]
    first = source.line_at(source.front)
    found = []
    for number in range(first, len(starts)):
        start = starts[number - 1]
        if start >= source.front_end:
            break
        text = source.text[start : min(starts[number], source.front_end)].rstrip("\r\n")
        parts = _LINE.match(text)
        assert parts is not None  # all of it may be empty
        indent, dash = len(parts["indent"]), len(parts["dash"] or "")
        key = (parts["key"] or "").strip(" \t\"'")
        found.append(_Line(number, start, text, indent if dash else -1, indent + dash, key, parts["value"].rstrip()))
    return found


def _field(lines: list[_Line], line: _Line) -> str:
    """Return the name of the field of a line, such as `related[2].title`, by how far its neighbours are indented."""
    place, column, dash = line.key, line.column, line.dash
    count = 0
    for above in _above(lines, line):
        if dash >= 0:
            if above.dash == dash:
                count += 1
            if (above.dash if above.dash >= 0 else above.column) <= dash and above.dash != dash and above.key:
                place, column, dash, count = _joined(f"{above.key}[{count}]", place), above.column, above.dash, 0
        elif above.dash >= 0 and above.column == column:
            dash = above.dash
        elif above.column < column and above.key:
            place, column, dash = _joined(above.key, place), above.column, above.dash
    return place or "file"


def _joined(outer: str, inner: str) -> str:
    return outer if not inner else f"{outer}{inner}" if inner.startswith("[") else within(outer, inner)


def _above(lines: list[_Line], line: _Line) -> Iterator[_Line]:
    for above in reversed(lines):
        if above.number < line.number and above.text.strip() and not above.text.lstrip().startswith("#"):
            yield above


def _left_by_git(lines: list[_Line]) -> Cure | None:
    found = next((line for line in lines if _MARKER.match(line.text)), None)
    return Cure(found.number, "file", LEFT_BY_GIT) if found else None


def _tab(source: Source, lines: list[_Line], here: int) -> Cure | None:
    """Return the nearest line up to the fault, not farther than the next one, whose indentation has a tab."""
    for line in reversed([line for line in lines if here - 1 <= line.number <= here + 1]):
        if re.match(r" *\t+ *\S", line.text):
            return Cure(line.number, "file", "a tab at the start of the line; indent with spaces")
    return None


def _escape(source: Source, lines: list[_Line], at: _Line, stopped: int) -> Cure:
    slash = source.text.rfind("\\", at.start, stopped + 1)
    written = source.text[slash : slash + 6] if slash >= 0 else ""
    if _HALF.match(written):
        message = f"{written} is one half of a character; write the character itself, or both of its halves"
    else:
        message = (
            f"a backslash in double quotes begins an escape, and {written[:2]} is none; write \\\\ for a backslash"
        )
    return Cure(at.number, _field(lines, at), message)


def _open_quote(source: Source, lines: list[_Line], here: int) -> Cure | None:
    """Return the first quoted value that is never closed, or is closed before its end."""
    behind, block = 0, -1
    for line in lines:
        if line.number > here:
            return None
        inside = block >= 0 and (not line.text.strip() or len(line.text) - len(line.text.lstrip(" ")) > block)
        if line.start < behind or inside:
            continue
        block = max(line.dash, 0) if line.dash >= 0 else line.column
        block = block if _BLOCK.fullmatch(line.value) else -1
        if line.value[:1] not in _QUOTED:
            continue
        start = line.start + len(line.text.rstrip()) - len(line.value)
        closed = _QUOTED[line.value[0]].match(source.text, start, source.front_end)
        if closed is None:
            return Cure(line.number, _field(lines, line), _unclosed(line.value))
        behind = closed.end()
        rest = re.split(r"[\r\n]", source.text[behind : source.front_end], maxsplit=1)[0]
        if _NOTHING_MORE.fullmatch(rest):
            continue
        goes_on = source.line_at(behind) > line.number
        return Cure(line.number, _field(lines, line), _unclosed(line.value) if goes_on else _closed_early(rest))
    return None


def _unclosed(value: str) -> str:
    if value[0] == "'":
        return f"the quote that opens here is not closed; close it, or {IN_QUOTES}"
    return "the quote that opens here is not closed; put a double quote at the end of the value"


def _closed_early(rest: str) -> str:
    return (
        f"a quote inside ends the value, and “{shortened(rest.strip(), 30)}” follows it; "
        + IN_QUOTES
        + r", and write each double quote inside it as \""
    )


def _bare(lines: list[_Line], at: _Line, what: str) -> Cure | None:
    first, field = at.value[:1], _field(lines, at)
    is_text = at.key not in _LISTS
    if at.value.startswith(("{{", "{%")):
        return Cure(at.number, field, PLACEHOLDER)
    if (
        first in _MEANS_MORE
        and is_text
        and not _BLOCK.fullmatch(at.value)
        and (first not in "-?" or at.value[1:2] in " ")
    ):
        return Cure(
            at.number, field, f"a value that begins with {first} is no plain text in YAML; {in_quotes(at.value)}"
        )
    if "mapping values" not in what:
        return None
    if _COLON.search(at.value) and first not in _QUOTED:
        return Cure(at.number, field, f"a colon inside a value without quotes; {in_quotes(at.value)}")
    above = next(_above(lines, at), None)
    if above is not None and above.column < at.column and above.value:
        message = f"indented more than line {above.number}, which has a value already; indent it as its neighbours are"
        return Cure(at.number, "file", message)
    return None


def _no_entry(lines: list[_Line], line: _Line) -> Cure:
    if ":" in line.text:
        return Cure(line.number, "file", "a space is missing behind the colon; write key: value")
    message = f"neither a key nor a value; if it belongs to the value above it, join the two lines and {IN_QUOTES}"
    return Cure(line.number, "file", message)
