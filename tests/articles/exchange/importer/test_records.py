"""Every import leaves a record of who, when, how many and each problem, whoever ran it and however it ended."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.exchange.importer import articles as steps_in_sets
from articles.exchange.importer import import_seeds, writes
from articles.history.work import Work
from articles.models import Import, ImportProblem, Revision
from articles.models.imports import SILENT
from tests.seeds import Archive, archive, seed_text

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


def numbers(record: Import) -> tuple[int, ...]:
    return tuple(getattr(record, name) for name in ("files", "position", *Import.COUNTS, "warnings"))


def test_the_command_leaves_a_record_with_its_counts_and_problems(archive: Archive) -> None:
    archive.write_article(odd="1")
    bad = archive.write_article("2023-01-24-bad", quality="many")
    with pytest.raises(SystemExit):
        call_command("import_seeds", str(archive.folder), "--conflict", "seed", "--assume-published", "--jobs", "1")
    record = Import.objects.get()
    assert numbers(record) == (2, 2, 1, 0, 0, 0, 1, 1)
    assert (record.by_name, record.state, record.sources) == ("import_seeds", "finished", [str(archive.folder)])
    assert record.take_theirs
    assert record.assume_published
    assert record.began_at <= (record.finished_at or record.began_at)
    assert [(row.path, row.line, row.field, row.code, row.severity) for row in ImportProblem.objects.all()] == [
        (str(bad), 8, "quality", "whole", "error"),
        (str(archive.folder / "_news/2023-01-24-tides.md"), 16, "odd", "unknown-key", "warning"),
    ]
    assert list(Revision.objects.values_list("by_import", flat=True)) == [record.pk]


def test_a_person_is_named(archive: Archive, admin_user: User) -> None:
    archive.write_article()
    import_seeds([str(archive.folder)], by=Work.of(admin_user))
    assert (Import.objects.get().by, Import.objects.get().by_name) == (admin_user, "admin")


def test_a_dry_run_leaves_none(archive: Archive) -> None:
    archive.write_article()
    archive.bring(dry_run=True)
    assert not Import.objects.exists()


def test_topics_and_organizations_know_their_import_too(archive: Archive) -> None:
    archive.write("_data/topics/00-ai.yaml", "taxonomy: topic\n_id: ai\nname: AI\n")
    archive.bring()
    assert Revision.objects.get().by_import == Import.objects.get()


def test_an_import_that_fails_says_so_and_how_far_it_came(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.exchange.importer.pace.BATCH_FILES", 2)
    for number in range(6):
        archive.write_article(f"2023-01-24-t{number}", webUrl=f'"https://news.example.org/{number}"')
    apply = writes.apply

    def breaking(steps: list[steps_in_sets.Step], by: Work) -> None:
        if any(step.slug.endswith("t4") for step in steps):
            raise OSError("the disk is gone")
        apply(steps, by)

    monkeypatch.setattr(writes, "apply", breaking)
    with pytest.raises(OSError, match="disk"):
        archive.bring()
    record = Import.objects.get()
    assert (record.state, record.why, record.position, record.created) == ("failed", "OSError: the disk is gone", 4, 4)
    assert Revision.objects.count() == 4


def test_a_killed_run_is_called_so_by_the_next_one(archive: Archive) -> None:
    now = timezone.now()
    killed, lately = (
        Import.objects.create(state="running", began_at=at, touched_at=at, files=9, position=3)
        for at in (now - 2 * SILENT, now - timedelta(minutes=1))
    )
    archive.write_article()
    archive.bring()
    assert list(Import.objects.order_by("pk").values_list("pk", "state", "position"))[:2] == [
        (killed.pk, "failed", 3),
        (lately.pk, "running", 3),
    ]


@pytest.mark.parametrize("files", [3, 30])
def test_a_record_costs_files_that_did_nothing_no_query(archive: Archive, files: int) -> None:
    for number in range(files):
        archive.write_article(f"2023-01-24-t{number}", webUrl=f'"https://news.example.org/{number}"')
    archive.bring()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        archive.bring()
    wrote = [query["sql"] for query in asked if "articles_import" in query["sql"]]
    assert len(wrote) == 4  # those killed before; begun; the counts; finished


def test_texts_that_no_database_takes_are_kept_as_escapes(archive: Archive) -> None:
    archive.write("2023-01-24-a.md", seed_text(**{'"a\\0b"': "1"}))
    with open(bytes(archive.folder) + b"/2023-01-25-caf\xe9.md", "wb") as file:
        file.write(seed_text().encode())
    archive.bring()
    assert Import.objects.get().state == "finished"
    problems = [(Path(row.path).name, row.field) for row in ImportProblem.objects.all()]
    assert ("2023-01-25-caf\\xe9.md", "file") in problems
    assert ("2023-01-24-a.md", "a\\0b") in problems
