"""Seed files of several hands, each with what it says beside it: `name.md` and `name.md.json`."""

import json
from pathlib import Path

import pytest

from articles import seed

CASES = sorted(
    path for path in (Path(__file__).parent / "cases").iterdir() if path.suffix != ".json" and path.name[0] != "."
)
EACH = pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)


@EACH
def test_a_file_says_what_stands_beside_it(path: Path) -> None:
    document, warnings = seed.parse_with_warnings(path.read_bytes(), path.name, plain=True)
    assert {
        "kind": document.table,
        "fields": seed.as_json(document),
        "body": document.body,
        "warnings": [str(problem) for problem in warnings],
    } == json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8"))


@EACH
def test_a_file_that_nobody_changed_stays_as_it_is(path: Path) -> None:
    text = path.read_bytes()
    assert seed.rewrite(text, seed.parse(text, plain=True), plain=True) == text


@pytest.mark.parametrize("name", ["canonical.md", "topic.yaml", "harbour.example"])
def test_a_file_in_the_canonical_style_is_what_would_be_written(name: str) -> None:
    text = (Path(__file__).parent / "cases" / name).read_bytes()
    assert seed.serialise(seed.parse(text, plain=True)).encode() == text


def test_each_file_has_its_meaning_beside_it() -> None:
    meanings = {path.name for path in (Path(__file__).parent / "cases").glob("*.json")}
    assert meanings == {path.name + ".json" for path in CASES}
