"""Imports, what they said and which files wait for them."""

from datetime import timedelta
from typing import Any

import pytest

from articles.models import Import, ImportFile, ImportProblem
from tests.rows import NOW, make_import

pytestmark = pytest.mark.django_db
A_SECOND = timedelta(seconds=1)


def test_imports_are_told_by_their_state_their_silence_and_whether_files_wait() -> None:
    waiting = make_import(state="waiting", touched_at=NOW - A_SECOND)
    running, finished = make_import(state="running"), make_import()
    for position, outcome in enumerate(("created", "updated", "created")):
        ImportFile.objects.create(
            record=waiting, position=position, name=f"{position}", size=1, data=b"x", outcome=outcome
        )
    records = Import.objects.order_by("pk")
    assert list(records.in_state(["waiting", "running"])) == [waiting, running]
    assert list(records.silent_since(NOW)) == [waiting]
    assert (list(records.with_uploads()), list(records.with_uploads(kept=False))) == ([waiting], [running, finished])
    rows: Any = list(records.for_pages())
    assert [(row, row.has_uploads) for row in rows] == [(waiting, True), (running, False), (finished, False)]
    assert rows[0].get_deferred_fields() == {"claims"}


def test_an_imports_files_are_taken_by_their_place_and_their_plan() -> None:
    record, other = make_import(), make_import()
    for position, outcome in ((2, "created"), (0, "created"), (1, "updated")):
        ImportFile.objects.create(
            record=record, position=position, name=f"{position}", size=1, data=b"x", outcome=outcome
        )
    ImportFile.objects.create(record=other, position=0, name="other", size=1, data=b"x", outcome="created")
    files = ImportFile.objects.of(record)
    assert [file.name for file in files] == ["0", "1", "2"]
    assert [file.name for file in files.at(0, 2)] == ["0", "1"]
    planned = list(files.planned_as("created"))
    assert ([file.name for file in planned], planned[0].get_deferred_fields()) == (["0", "2"], {"data"})


def test_problems_are_told_of_one_import_or_of_the_imports_since_then() -> None:
    new, old = make_import(), make_import(began_at=NOW - A_SECOND)
    for record, severity in ((new, "warning"), (old, "error"), (new, "error"), (new, "conflict")):
        ImportProblem.objects.create(
            record=record, path="a.md", line=1, field="file", code="x", message="m", severity=severity
        )

    def told(rows: Any) -> list[tuple[Import, str]]:
        return [(row.record, row.severity) for row in rows]

    assert told(ImportProblem.objects.errors_since(NOW)) == [(new, "error")]
    assert told(ImportProblem.objects.of(new)) == [(new, "warning"), (new, "error"), (new, "conflict")]
    assert told(ImportProblem.objects.of(new).but_conflicts()) == [(new, "warning"), (new, "error")]
