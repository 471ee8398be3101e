"""A run over a set of files gives what the same files give one by one, in any order and in any chunks, also on top of edits."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.articles.exchange.importer.orders import NAMES, Step, compare
from tests.lengths import length, sampled

pytestmark = pytest.mark.django_db
WORDS = ["appears", "retells", "lists", "names", "drops"]
EDITORS = ["edits", "gives", "moves", "splits"]
# Where an article moves to another URL in the run in which a file first names it there, editors put no entries in.
WORLDS = {"words and stories": (WORDS, [*EDITORS, "joins"]), "words and URLs": ([*WORDS, "relocates"], EDITORS)}


def steps(names: list[str], least: int, most: int) -> st.SearchStrategy[list[Step]]:
    number = st.integers(0, 11)
    return st.lists(st.tuples(st.sampled_from(names), number, number, number), min_size=least, max_size=most)


@sampled
@pytest.mark.timeout(length(sample=60, whole=3_600))
@pytest.mark.parametrize("world", WORLDS)
def test_files_give_the_same_in_any_order_and_in_any_chunks(db: None, world: str) -> None:
    files, editors = WORLDS[world]

    @settings(
        max_examples=length(sample=3, whole=300), deadline=None, database=None, derandomize=True,
        phases=[Phase.generate, Phase.shrink], report_multiple_bugs=False, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(
        before=steps([*files, *editors, "bring_all"], 0, 10),
        last=steps(files, 2, 8),
        order=st.permutations(range(len(NAMES))),
        cuts=st.integers(0, 31),
    )
    def tried(before: list[Step], last: list[Step], order: list[int], cuts: int) -> None:
        with TemporaryDirectory() as folder, transaction.atomic():
            try:
                compare(Path(folder), before, last, order, cuts)
            finally:
                transaction.set_rollback(True)

    tried()
