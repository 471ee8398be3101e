"""What is wrong with a seed, in words that let its author correct it. Decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from articles.seed.characters import on_one_line

ERROR = "error"
WARNING = "warning"
PASSED_OVER = "passed-over"  # the code of a warning that is of a folder, not of a file
MOST_PROBLEMS = 1_000  # per file; nobody reads more, and a hostile folder could fill the memory with them


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `line` counts from 1; `field` is `file` for the whole file, else a key such as `related[2].webUrl`."""

    path: str
    line: int
    field: str
    code: str
    message: str
    severity: str = ERROR

    def __str__(self) -> str:
        return on_one_line(f"{self.path}:{self.line}: {self.field}: {self.message}")

    @property
    def is_error(self) -> bool:
        return self.severity == ERROR

    def as_json(self) -> dict[str, Any]:
        names = ("path", "line", "field", "code", "message", "severity")
        return {name: getattr(self, name) for name in names}


class SeedError(ValueError):
    """Raised for a text that is not a seed document; `problems` holds every problem found, warnings included."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def worth_showing(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems by line. Of very many, return the first, errors before warnings, and say how many more there are."""
    if len(problems) <= MOST_PROBLEMS:
        return sorted(problems, key=lambda problem: problem.line)
    kept = sorted(problems, key=lambda problem: (not problem.is_error, problem.line))
    first = kept[MOST_PROBLEMS]
    more = f"and {len(problems) - MOST_PROBLEMS:,} more problems"
    return [
        *sorted(kept[:MOST_PROBLEMS], key=lambda problem: problem.line),
        replace(first, field="file", code="more", message=more),
    ]
