"""How long a test is that could go on for hours: a short sample in every run, all of it by `python -m tests.bench.whole`."""

import os

import pytest

WHOLE = "TESTS_AT_WHOLE_LENGTH"
FIGURE = "figure: "
sampled = pytest.mark.sampled


def is_whole() -> bool:
    return WHOLE in os.environ


def length(sample: int, whole: int) -> int:
    return whole if is_whole() else sample


def tell(figure: str) -> None:
    """Print what a test found at its whole length, for `python -m tests.bench.faults`."""
    if is_whole():
        print(f"\n{FIGURE}{figure}")
