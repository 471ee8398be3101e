"""Whatever was done in whatever order: undone, each act leaves exactly the rows and documents that were there before it."""

from pathlib import Path

import pytest

from tests.articles.editing.histories import tried, undo_in_steps

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", range(6))
def test_an_undone_act_leaves_exactly_what_was_there_before(number: int, tmp_path: Path) -> None:
    tried(tmp_path, number, imports=False)


@pytest.mark.parametrize("number", range(3))
def test_an_import_taken_back_leaves_the_documents_that_were_there_before(number: int, tmp_path: Path) -> None:
    tried(tmp_path, number, imports=True)


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("imports", [False, True])
def test_an_act_undone_step_by_step_leaves_what_was_there_before(number: int, imports: bool, tmp_path: Path) -> None:
    tried(tmp_path, number, imports=imports, undo=undo_in_steps)
