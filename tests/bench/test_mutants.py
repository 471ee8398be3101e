"""The mutants themselves: each once, in an order that can be drawn again, none where nothing runs, and equivalent ones named."""

from pathlib import Path

import pytest

from tests.bench.mutants.equivalents import Equivalents, equivalents
from tests.bench.mutants.making import Mutant, drawn

SOURCE = '''"""A module."""

from typing import cast

__all__ = ["is_late"]
EARLY = 9


@cast("None", print)
def is_late(hour: int = 23) -> "bool":
    """Whether it is."""
    return hour > 21


def told(late: bytes) -> dict:
    return {"Retry-After": late.decode("utf-8")}
'''
CHANGES = {
    ("hour: int = 23", "hour: int = 24"),
    ("return hour > 21", "return hour >= 21"),
    ("return hour > 21", "return hour > 22"),
    ('"Retry-After"', '"XXRetry-AfterXX"'),
    ('"utf-8"', '"XXutf-8XX"'),
    ('"utf-8"', "None"),
    ("EARLY = 9", "EARLY = 10"),
    ("EARLY = 9", "EARLY = None"),
}
LISTED = """# A heading.

late.py
-    return hour > 21
+    return hour > 22
Nobody asks at ten.
"""


@pytest.fixture
def mutants(tmp_path: Path) -> list[Mutant]:
    (tmp_path / "late.py").write_text(SOURCE, encoding="utf-8")
    return list(drawn([tmp_path / "late.py"], tmp_path, 16))


def test_each_fault_is_drawn_once_and_what_is_for_readers_and_types_is_left_alone(mutants: list[Mutant]) -> None:
    diffs = sorted(mutant.diff for mutant in mutants)
    assert diffs == sorted(
        [f"-{line}", f"+{line.replace(old, new)}"]
        for old, new in CHANGES
        for line in SOURCE.splitlines()
        if old in line
    )
    assert {mutant.path for mutant in mutants} == {"late.py"}


def test_a_seed_draws_the_same_again(mutants: list[Mutant], tmp_path: Path) -> None:
    assert list(drawn([tmp_path / "late.py"], tmp_path, 16)) == mutants


def test_a_fault_is_in_the_head_of_a_function_or_in_one_of_its_statements(mutants: list[Mutant]) -> None:
    assert {(mutant.line, mutant.lines, mutant.is_in_a_function) for mutant in mutants} == {
        (6, range(6, 7), False),
        (10, range(10, 13), True),
        (12, range(12, 13), True),
        (16, range(16, 17), True),
    }


def test_an_equivalent_mutant_is_known_by_its_change(mutants: list[Mutant]) -> None:
    named = Equivalents(LISTED)
    assert [mutant.diff[1] for mutant in mutants if mutant in named] == ["+    return hour > 22"]


def test_each_equivalent_mutant_has_its_sentence() -> None:
    assert [change for change, why in equivalents().known.items() if not why.endswith(".")] == []
