"""One file's outcome as a value that travels between processes: a document, or why there is none. Reads no files."""

from dataclasses import dataclass, field

from articles.seed.document import SeedDocument
from articles.seed.frontmatter import read
from articles.seed.problem import Problem, SeedError
from articles.seed.rules import document_from


@dataclass(frozen=True, slots=True)
class Parsed:
    """`lines` has the line of each key of the front matter. Without a document, `problems` holds an error."""

    path: str
    document: SeedDocument | None
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)


def parse_file(data: bytes, path: str, plain: bool) -> Parsed:
    """Never raises for a bad text."""
    try:
        source = read(data, path, plain=plain)
        document, warnings = document_from(source, path)
    except SeedError as wrong:
        return Parsed(path, None, wrong.problems)
    return Parsed(path, document, warnings, {key.text: key.line for key, _ in source.root.pairs})
