"""Settling conflicts one by one: each takes its own field of the file and nothing else."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from articles import seed
from articles.seed.schema import RELATED_LIMIT, TABLES
from tests.seed.strategies import law, several
from tests.seed.test_merge import BASE, FIRST, MOLE, QUAY, SECOND, THIRD, Three, by_url

OTHERS = seed.Related("Fourth", web_url="https://harbour.example/4")


@law
@given(several(3))
def test_taking_every_field_in_conflict_is_merging_in_favour_of_the_file(three: Three) -> None:
    for identify in (lambda entry: None, by_url):
        base, ours, theirs = three
        merged = seed.merge(base, ours, theirs, identify=identify)
        document = merged.document
        for conflict in merged.conflicts:
            document = seed.take(document, theirs, conflict.field, identify=identify).document
        wanted = seed.merge(base, ours, theirs, identify=identify, take_theirs=True).document
        assert seed.diff(document, wanted) == []


@law
@given(several(3))
def test_a_taken_field_is_settled_and_no_other_is_touched(three: Three) -> None:
    base, ours, theirs = three
    merged = seed.merge(base, ours, theirs)
    for conflict in merged.conflicts:
        taken = seed.take(merged.document, theirs, conflict.field)
        assert seed.take(taken.document, theirs, conflict.field).document == taken.document
        key = conflict.field.split("[")[0].split(".")[0].split(" ")[0]
        keys = {"body", *(row.key for row in TABLES[base.table])}
        changed = {change.field for change in seed.diff(merged.document, taken.document)}
        urls = {"webUrl", "originalUrl"}  # of which one is needed: taking the lack of one takes the other
        assert changed <= (urls if key in urls else {key if key in keys else "+"})


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "wanted"),
    [
        ("title", {"title": "Ours"}, {"title": "Theirs", "heat": 1}, {"title": "Theirs"}),
        ("excerpt", {"excerpt": "Ours"}, {"excerpt": None}, {"excerpt": None}),
        ("body", {"body": "Ours"}, {"body": "Theirs"}, {"body": "Theirs"}),
        ("topics[Moon]", {"topics": ("Sea",)}, {"topics": ("Sea", "Moon")}, {"topics": ("Sea", "Moon")}),
        ("topics[Sea]", {"topics": ("Sea", "Moon")}, {"topics": ("Moon",)}, {"topics": ("Moon",)}),
        ("topics order", {"topics": ("Sea", "Moon", "X")}, {"topics": ("Moon", "Sea")}, {"topics": ("Moon", "X", "Sea")}),
        ("topics", {"topics": None}, {"topics": ("Sea",)}, {"topics": ("Sea",)}),
        (
            f"images[{QUAY.url}].width",
            {"images": (replace(QUAY, width=1, height=2), MOLE)},
            {"images": (replace(QUAY, width=9, height=9), replace(MOLE, width=9))},
            {"images": (replace(QUAY, width=9, height=2), MOLE)},
        ),
        (
            f"related[{SECOND.web_url}]",
            {"related": (FIRST, THIRD)},
            {"related": (FIRST, SECOND, THIRD, OTHERS)},
            {"related": (FIRST, SECOND, THIRD)},
        ),
        (f"related[{FIRST.web_url}].quality", {}, {"related": (replace(FIRST, quality=9),)},
         {"related": (replace(FIRST, quality=9), SECOND, THIRD)}),
        ("provider.name", {}, {"provider": seed.Provider("Port", "other.example")},
         {"provider": seed.Provider("Port", "harbour.example")}),
        ("desk", {}, {"extra": seed.Pairs((("desk", "north"), ("x", "y")))}, {"extra": seed.Pairs((("desk", "north"),))}),
        ("desk", {}, {"extra": seed.NOTHING}, {"extra": seed.NOTHING}),
        ("webUrl", {"original_url": None}, {"web_url": None, "original_url": "https://o.example/"},
         {"web_url": None, "original_url": "https://o.example/"}),
        ("webUrl", {"original_url": "https://o.example/"}, {"web_url": "https://w.example/"},
         {"original_url": "https://o.example/", "web_url": "https://w.example/"}),
        ("no such field", {"title": "Ours"}, {"title": "Theirs"}, {"title": "Ours"}),
        ("related[https://gone.example/].title", {}, {"title": "Theirs"}, {}),
    ],
)  # fmt: skip
def test_exactly_the_field_is_taken(field: str, ours: Any, theirs: Any, wanted: Any) -> None:
    mine, yours = replace(BASE, **ours), replace(BASE, **theirs)
    assert seed.take(mine, yours, field).document == replace(BASE, **ours | wanted)


def test_what_both_say_is_told_with_it() -> None:
    taken = seed.take(replace(BASE, heat=1), replace(BASE, heat=None), "heat")
    assert (taken.ours, taken.theirs) == (1, None)
    taken = seed.take(BASE, replace(BASE, topics=("Moon", "Sea", "Quay")), "topics order")
    assert (taken.ours, taken.theirs) == (["Sea", "Moon", "Quay"], ["Moon", "Sea", "Quay"])


def test_two_lists_that_are_too_long_together_are_taken_whole() -> None:
    mine, yours = (
        tuple(seed.Related(f"{side}{number}", web_url=f"https://{side}.example/{number}") for number in range(RELATED_LIMIT))
        for side in "ab"
    )  # fmt: skip
    base, ours, theirs = (replace(BASE, related=related) for related in ((), mine, yours))
    merged = seed.merge(base, ours, theirs)
    assert [conflict.field for conflict in merged.conflicts] == ["related"]
    assert seed.take(merged.document, theirs, "related").document == theirs
