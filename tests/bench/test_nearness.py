"""The floor below which nearness may not fall on reports that people have sorted. `bench_nearness` tells more."""

from collections import Counter
from pathlib import Path

import pytest

from tests.bench.nearness import LABELLED, halves, measure, read_labelled


def test_stories_are_found_again_in_both_halves() -> None:
    reports = read_labelled()
    for half in (*halves(reports), reports):
        found = measure(half)
        assert found.bcubed >= 0.93, found
        assert found.first >= 0.96, found
        assert found.among_three >= 0.99, found


def test_what_is_chosen_for_an_editor_is_right_19_times_in_20() -> None:
    found = measure(read_labelled())
    assert found.preselected >= 60
    assert found.right / found.preselected >= 0.95


def test_headlines_alone_say_less() -> None:
    reports = read_labelled()
    assert measure(reports, with_excerpts=False).bcubed < measure(reports).bcubed - 0.03


def test_the_labelled_set_is_as_large_as_it_should_be() -> None:
    sizes = Counter(report.story for report in read_labelled())
    assert sum(size > 1 for size in sizes.values()) >= 60
    assert max(sizes.values()) == 8
    assert LABELLED.stat().st_size < 60_000


@pytest.mark.parametrize("line", ["2026-03-02 06:40 | only | three", "gibberish"])
def test_a_line_that_is_none_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "set.txt"
    path.write_text(f"family: one\nstory: two\n{line}\n")
    with pytest.raises(ValueError, match="not enough values"):
        read_labelled(path)
