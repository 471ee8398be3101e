"""No reader gets what was changed before the question, whoever writes and reads at once; see `at_once`."""

from pathlib import Path

from tests.articles.kept.at_once import PATHS, WRITERS, try_it
from tests.lengths import length, sampled


@sampled
def test_no_answer_is_older_than_what_was_written_before_it(begun: Path) -> None:
    answers, problems, written = try_it(begun.parent, length(2, 60))
    assert problems == []
    assert written > WRITERS
    assert {path for _, _, path, versions in answers if versions} == set(PATHS)
