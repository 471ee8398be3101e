"""The API's JSON is, byte for byte, what Python's own encoder gives."""

import json
from random import Random
from typing import Any

import pytest

from articles.api.json import in_json

ODD = [
    "",
    "plain",
    'quo"ted',
    "back\\slash",
    "\b\f\n\r\t\0\x1b\x7f",
    "é日本\U0001f600",
    "\u2028\u2029",
    "</script>",
    "/",
    "\ufeff",
]


def anything(random: Random, depth: int) -> Any:
    kinds = ["text", "whole", "part", "nothing", "yes", *(["list", "object"] if depth else [])]
    kind = random.choice(kinds)
    if kind == "list":
        return [anything(random, depth - 1) for _ in range(random.randint(0, 4))]
    if kind == "object":
        return {random.choice(ODD) + str(n): anything(random, depth - 1) for n in range(random.randint(0, 4))}
    values = {
        "text": random.choice(ODD), "whole": random.randint(-(2**63), 2**63), "nothing": None, "yes": random.random() < 0.5,
        "part": random.choice([0.5, 1.0, -2.25, 1e-7, 1e22]),
    }  # fmt: skip
    return values[kind]


def as_python_does(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace")


@pytest.mark.parametrize("seed", range(200))
def test_values_are_written_as_python_does(seed: int) -> None:
    value = anything(Random(seed), 4)
    assert in_json(value) == as_python_does(value)


@pytest.mark.parametrize(
    "value",
    [{"half": "\ud83d"}, 2**70, {"a": [-(2**64)]}, ("a", [("b",), ()]), float("inf"), 1e16, 1e-5, 123456789.123],
)
def test_odd_values_too(value: object) -> None:
    assert in_json(value) == as_python_does(value)
