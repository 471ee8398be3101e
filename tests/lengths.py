"""How long a test is that could go on for hours: a short sample in every run, all of it by `python -m tests.bench.whole`."""

import os

import pytest

WHOLE = "TESTS_AT_WHOLE_LENGTH"
sampled = pytest.mark.sampled


def is_whole() -> bool:
    return WHOLE in os.environ


def length(sample: int, whole: int) -> int:
    return whole if is_whole() else sample
