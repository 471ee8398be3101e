"""Turns a tree of nodes into a typed document, or finds all of its problems at once. Reads no text and no YAML."""

from dataclasses import replace
from typing import Any

from articles.seed.characters import shortened
from articles.seed.cures import IN_QUOTES, LEFT_BY_GIT, fields_behind_the_fence, left_by_git, never_closed
from articles.seed.document import NOTHING, RECORDS, Data, Pairs, Related, SeedDocument
from articles.seed.nodes import NO_CLOSING_FENCE, NO_OPENING_FENCE, Mapping, Node, Scalar, Sequence, Source, within
from articles.seed.problem import ERROR, WARNING, Problem, SeedError, worth_showing
from articles.seed.schema import NAME_LIMIT, NEEDS_URL, TABLES, URL_LIMIT, Field, Kind
from articles.seed.values import UnfitError, doubted, typed

_ANY_TEXT = Field("", "", limit=20_000)
_BEGAN_WITH_BRACKET = f"; if it is text that begins with a bracket, {IN_QUOTES}"
_HAS_A_COLON = f"; if it is text with a colon, {IN_QUOTES}"


def document_from(source: Source, path: str = "") -> tuple[SeedDocument, list[Problem]]:
    """Return the document and its warnings. Raises SeedError with every problem, warnings included."""
    reader = _Reader(path, source.problems)
    table = reader.kind_of(source.root)
    reader.fences(source, table)
    values = reader.record(source.root, table, "")
    reader.body(source, table)
    reader.settle_quotes()
    problems = worth_showing(reader.problems)
    if any(problem.is_error for problem in problems):
        raise SeedError(problems)
    kind: Any = RECORDS[table]
    return kind(**values, body=source.body), problems


def entry_from(node: Mapping) -> Related | None:
    """Return the only related entry in a tree; None where anything is wrong with it."""
    reader = _Reader("", [])
    entry: Related | None = reader.build(node, Related.table, Related.table)
    return None if reader.problems else entry


def _what(node: Node) -> str:
    if isinstance(node, Scalar):
        return "text" if node.text else "nothing"
    return "a list" if isinstance(node, Sequence) else "a mapping"


class _Reader:
    def __init__(self, path: str, problems: list[Problem]) -> None:
        self.path, self.problems = path, list(problems)
        self.swallowed: dict[str, set[str]] = {}  # by the field whose quote is not closed: the fields that it swallows

    def add(self, line: int, field: str, code: str, message: str, severity: str = ERROR) -> None:
        self.problems.append(Problem(self.path, line, field, code, message, severity))

    def expected(self, node: Node, where: str, what: str, cure: str = "") -> None:
        self.add(node.line, where, "kind", f"expected {what}, found {_what(node)}{cure}")

    def kind_of(self, root: Mapping) -> str:
        node = root.get("taxonomy")
        if node is None:
            return "article"
        if isinstance(node, Scalar) and node.text in ("topic", "organization"):
            return node.text
        self.add(node.line, "taxonomy", "taxonomy", "expected topic or organization, or no taxonomy for an article")
        raise SeedError(worth_showing(self.problems))

    def fences(self, source: Source, table: str) -> None:
        """Report missing fences. Topic files need none; any other text without one may be incomplete."""
        if table == "article" and not source.opened:
            self.add(1, "file", *NO_OPENING_FENCE)
        elif table != "topic" and source.opened and not source.closed:
            self.add(1, "file", *NO_CLOSING_FENCE)

    def body(self, source: Source, table: str) -> None:
        """Report what a body should not begin with, or hold: the rest of the front matter, and what git leaves."""
        number = source.line_at(len(source.text) - len(source.body))
        stray = fields_behind_the_fence(source.body, {row.key for row in TABLES[table]})
        if stray:
            missing = [each for each in self.problems if each.code == "missing" and each.field in stray]
            self.problems = [each for each in self.problems if each not in missing]
            what = f"this line of --- ends the front matter, so {', '.join(stray)} below it is read as body; take the line out"
            self.add(number - 1, "file", "stray-fence", what, ERROR if missing else WARNING)
        marked = left_by_git(source.body) if "<<<<<<<" in source.body else None
        if marked is not None:
            self.add(number + marked - 1, "file", "left-by-git", LEFT_BY_GIT, WARNING)

    def record(self, node: Mapping, table: str, where: str) -> dict[str, Any]:
        """Return the record's attributes by name, without those that have a problem."""
        rows = {row.key: row for row in TABLES[table]}
        values: dict[str, Any] = {}
        unknown: list[tuple[str, Data]] = []
        for key, value in node.pairs:
            row = rows.pop(key.text, None)
            place = within(where, key.text)
            self.quote(value, where, place)
            if row is not None:
                values |= {row.name: found} if (found := self.value(row, value, place)) is not None else {}
            elif not any(row.key == key.text for row in TABLES[table]):
                self.add(key.line, place, "unknown-key", "a key that newsroom does not know; it is kept", WARNING)
                unknown.append((key.text, self.data(value, place)))
        self.missing(node, table, where, rows)
        return values | {"extra": Pairs(tuple(unknown)) if unknown else NOTHING}

    def quote(self, node: Node, where: str, place: str) -> None:
        """Report a quote that is closed only behind further keys of the record at `where`, or items of that list."""
        if isinstance(node, Scalar) and node.swallowed:
            self.swallowed[place] = {within(where, key) for key in node.swallowed} | {*node.swallowed}
            self.add(node.line, place, "open-quote", never_closed(node.style, node.swallowed), WARNING)

    def settle_quotes(self) -> None:
        """Leave only the cause where a quote that is not closed is behind what is wrong with its field, or missing."""
        for field, gone in self.swallowed.items():
            if not gone.isdisjoint(("webUrl", "originalUrl")):
                gone |= {"webUrl", within(field.rpartition(".")[0], "webUrl")}
            behind = [
                each
                for each in self.problems
                if each.code != "open-quote"
                and (each.field == field or (each.code == "missing" and each.field in gone))
            ]
            severity = ERROR if any(each.is_error for each in behind) else WARNING
            self.problems = [
                replace(each, severity=severity) if each.code == "open-quote" and each.field == field else each
                for each in self.problems
                if each not in behind
            ]

    def missing(self, node: Mapping, table: str, where: str, rows: dict[str, Field]) -> None:
        for row in rows.values():
            if row.required:
                self.add(node.line, within(where, row.key), "missing", "missing; a value is needed")
        urls = [node.get("webUrl"), node.get("originalUrl")]
        if table in NEEDS_URL and not any(url and (not isinstance(url, Scalar) or url.text.strip()) for url in urls):
            self.add(node.line, within(where, "webUrl"), "missing", "missing; webUrl or originalUrl is needed")

    def value(self, row: Field, node: Node, where: str) -> Any:
        if row.kind is Kind.DATA:
            return self.data(node, where)
        if row.kind is Kind.RECORD:
            if not isinstance(node, Mapping):
                self.expected(node, where, "a mapping")
                return None
            return self.build(node, row.table, where)
        if row.kind in (Kind.TEXTS, Kind.RECORDS, Kind.RECORDS_OR_URLS):
            return self.items(row, node, where)
        if not isinstance(node, Scalar):
            self.expected(node, where, row.kind.value, _BEGAN_WITH_BRACKET if node.flow else "")
            return None
        return self.scalar(row, node, where)

    def scalar(self, row: Field, node: Scalar, where: str) -> Any:
        if node.cut and row.kind is Kind.TEXT:
            what = f"“{shortened(node.cut)}” is a comment, not part of the value; if it belongs to it, {IN_QUOTES}"
            self.add(node.line, where, "cut", what, WARNING)
        try:
            value = typed(row, node.text)
        except UnfitError as wrong:
            self.add(node.line, where, wrong.code, wrong.message)
            return None
        if what := doubted(row, value, node.text):
            self.add(node.line, where, "negative", what, WARNING)
        return value

    def build(self, node: Mapping, table: str, where: str) -> Any:
        before = len(self.problems)
        values = self.record(node, table, where)
        if any(problem.is_error for problem in self.problems[before:]):
            return None
        return RECORDS[table](**values)

    def items(self, row: Field, node: Node, where: str) -> tuple[Any, ...] | None:
        if isinstance(node, Scalar) and not node.text and not node.style:
            return ()
        if not isinstance(node, Sequence):
            self.add(node.line, where, "kind", f"expected a list, found {_what(node)}")
            return None
        if len(node.items) > row.limit:
            self.add(node.line, where, "too-many", f"{len(node.items)} entries; expected at most {row.limit}")
        if row.key in ("topics", "tags"):
            self.named_twice(node, where)
        for place, item in enumerate(node.items):
            self.quote(item, "", f"{where}[{place}]")
        found = [self.item(row, item, f"{where}[{place}]") for place, item in enumerate(node.items)]
        return tuple(value for value in found if value is not None)

    def named_twice(self, node: Sequence, where: str) -> None:
        first: dict[str, int] = {}
        for place, item in enumerate(node.items):
            if isinstance(item, Scalar) and (known := first.setdefault(item.text, place)) != place:
                what = f"“{shortened(item.text)}” is {where}[{known}] already; keep one"
                self.add(item.line, f"{where}[{place}]", "twice", what, WARNING)

    def item(self, row: Field, node: Node, where: str) -> Any:
        if row.kind is Kind.TEXTS:
            text = Field(row.key, row.name, required=True, limit=NAME_LIMIT)
            if isinstance(node, Scalar):
                return self.scalar(text, node, where)
            return self.expected(node, where, "a text", _BEGAN_WITH_BRACKET if node.flow else _HAS_A_COLON)
        if row.kind is Kind.RECORDS_OR_URLS and isinstance(node, Scalar):
            return self.scalar(Field(row.key, row.name, Kind.IMAGE_URL, required=True, limit=URL_LIMIT), node, where)
        if isinstance(node, Mapping):
            return self.build(node, row.table, where)
        return self.expected(node, where, "a mapping")

    def data(self, node: Node, where: str) -> Data:
        if isinstance(node, Scalar):
            self.scalar(_ANY_TEXT, node, where)
            return node.text
        if isinstance(node, Sequence):
            return tuple(self.data(item, f"{where}[{place}]") for place, item in enumerate(node.items))
        return Pairs(tuple((key.text, self.data(value, within(where, key.text))) for key, value in node.pairs))
