"""What is wrong with a seed, said so that its author can mend it. Decides nothing."""

from dataclasses import dataclass, replace
from typing import Any

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` counts from 1; `field` is `file` for the whole file, else a key such as `related[2].webUrl`."""

    path: str
    line: int
    field: str
    code: str
    message: str
    severity: str = ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.field}: {self.message}"

    @property
    def is_error(self) -> bool:
        return self.severity == ERROR

    def at(self, path: str) -> "Problem":
        return replace(self, path=path)

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("path", "line", "field", "code", "message", "severity")}


class SeedError(ValueError):
    """A text that is not a seed document; `problems` holds every problem found, warnings included."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
