"""The outcome of one file as a value that processes can exchange: a document, or why there is none. Reads no files."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from articles.seed.document import SeedDocument
from articles.seed.piecewise import read_document
from articles.seed.problem import Problem, SeedError


@dataclass(frozen=True, slots=True)
class Parsed:
    """`lines` maps each key of the front matter to its line. Without a document, `problems` holds an error."""

    path: str
    document: SeedDocument | None
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)


def parse_file(data: bytes, path: str, plain: bool) -> Parsed:
    """Parse one file. Never raises for a bad text."""
    try:
        reading = read_document(data, path, plain=plain)
    except SeedError as wrong:
        return Parsed(path, None, wrong.problems)
    return Parsed(path, reading.document, reading.warnings, reading.lines)


def parse_files(texts: Sequence[tuple[bytes, str, bool]]) -> list[Parsed]:
    """Parse several files at once, in a process of its own: what they share is then sent back only once."""
    return [parse_file(*text) for text in texts]
