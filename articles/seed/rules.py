"""Turns a tree of nodes into a typed document, or finds all of its problems at once. Reads no text and no YAML."""

from typing import Any

from articles.seed.document import NOTHING, RECORDS, Data, Pairs, Related, SeedDocument
from articles.seed.nodes import NO_CLOSING_FENCE, NO_OPENING_FENCE, Mapping, Node, Scalar, Sequence, Source, within
from articles.seed.problem import WARNING, Problem, SeedError, worth_showing
from articles.seed.schema import NAME_LIMIT, NEEDS_URL, TABLES, URL_LIMIT, Field, Kind
from articles.seed.values import UnfitError, typed

_ANY_TEXT = Field("", "", limit=20_000)


def document_from(source: Source, path: str = "") -> tuple[SeedDocument, list[Problem]]:
    """Return the document and its warnings. Raises SeedError with every problem, warnings included."""
    reader = _Reader(path, source.problems)
    table = reader.kind_of(source.root)
    reader.fences(source, table)
    values = reader.record(source.root, table, "")
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

    def add(self, line: int, field: str, code: str, message: str, severity: str = "error") -> None:
        self.problems.append(Problem(self.path, line, field, code, message, severity))

    def expected(self, node: Node, where: str, what: str) -> None:
        self.add(node.line, where, "kind", f"expected {what}, found {_what(node)}")

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

    def record(self, node: Mapping, table: str, where: str) -> dict[str, Any]:
        """Return the record's attributes by name, without those that have a problem."""
        rows = {row.key: row for row in TABLES[table]}
        values: dict[str, Any] = {}
        unknown: list[tuple[str, Data]] = []
        for key, value in node.pairs:
            row = rows.pop(key.text, None)
            place = within(where, key.text)
            if row is not None:
                values |= {row.name: found} if (found := self.value(row, value, place)) is not None else {}
            elif not any(row.key == key.text for row in TABLES[table]):
                self.add(key.line, place, "unknown-key", "a key that newsroom does not know; it is kept", WARNING)
                unknown.append((key.text, self.data(value, place)))
        self.missing(node, table, where, rows)
        return values | {"extra": Pairs(tuple(unknown)) if unknown else NOTHING}

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
            self.expected(node, where, row.kind.value)
            return None
        return self.scalar(row, node, where)

    def scalar(self, row: Field, node: Scalar, where: str) -> Any:
        try:
            return typed(row, node.text)
        except UnfitError as wrong:
            self.add(node.line, where, wrong.code, wrong.message)
            return None

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
        found = [self.item(row, item, f"{where}[{place}]") for place, item in enumerate(node.items)]
        return tuple(value for value in found if value is not None)

    def item(self, row: Field, node: Node, where: str) -> Any:
        if row.kind is Kind.TEXTS:
            text = Field(row.key, row.name, required=True, limit=NAME_LIMIT)
            if isinstance(node, Scalar):
                return self.scalar(text, node, where)
            return self.expected(node, where, "a text")
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
