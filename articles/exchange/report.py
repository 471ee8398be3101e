"""The outcome of an import: the counts and every problem, as commands print them. Decides nothing."""

import json
import time
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from articles.seed import Problem
from articles.seed.problem import WARNING

CONFLICT = "conflict"


class Outcome(Enum):
    """What became of one file; each file has one."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CONFLICT = "conflicts"
    REJECTED = "rejected"


@dataclass
class Report:
    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    problems: list[Problem] = field(default_factory=list)
    settled: int = 0  # conflicts open from before that were decided for the file
    began: float = field(default_factory=time.monotonic)

    def count(self, outcome: Outcome, problems: list[Problem] | None = None) -> None:
        self.outcomes[outcome] += 1
        self.problems += problems or []

    @property
    def files(self) -> int:
        return sum(self.outcomes.values())

    @property
    def rejected(self) -> int:
        return self.outcomes[Outcome.REJECTED]

    @property
    def warnings(self) -> int:
        return sum(problem.severity == WARNING for problem in self.problems)

    def summary_line(self) -> str:
        counts = ", ".join(f"{number} {outcome.value}" for outcome, number in self.outcomes.items())
        return f"{self.files} files: {counts}, {self.warnings} warnings"

    def as_json(self) -> str:
        counts: dict[str, Any] = {outcome.value: number for outcome, number in self.outcomes.items()}
        return json.dumps(
            {"files": self.files} | counts | {
                "warnings": self.warnings,
                "settled": self.settled,
                "seconds": round(time.monotonic() - self.began, 3),
                "problems": [problem.as_json() for problem in self.problems],
            },
            ensure_ascii=False,
        )  # fmt: skip
