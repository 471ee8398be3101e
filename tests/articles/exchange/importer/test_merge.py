"""Editors and files at the same documents: what each changed is there afterwards, and nothing is lost."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command

from articles.bridge import document_of
from articles.editing.publishing import set_status
from articles.exchange.importer.articles import both_sides
from articles.history.texts import text_of
from articles.history.work import Work
from articles.models import Article, Conflict, Import, Revision, Status, Topic
from articles.seed import Conflict as Disputed
from articles.seed import Image, Related
from tests.seeds import Archive, archive, counts, edit, entry, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


def test_what_only_the_file_changed_is_taken_and_what_only_the_editor_changed_is_kept(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    edit(title="By the editor")
    path = archive.write_article(excerpt='"By the crawler."')
    assert counts(archive.bring()) == {"updated": 1}
    assert exported() == path.read_text().replace("A tide table for editors", "By the editor")


def test_both_to_the_same_value_is_fine(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    edit(title="Both")
    path = archive.write_article(title='"Both"')
    assert counts(archive.bring()) == {"unchanged": 1}
    assert exported() == path.read_text()


def test_both_differently_is_a_conflict_where_the_editors_value_stays(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    edit(title="By the editor")
    path = archive.write_article(title='"By the crawler"', heat="90")
    report = archive.bring()
    assert counts(report) == {"conflicts": 1}
    assert [str(problem) for problem in report.problems] == [
        f"{path}:3: title: yours “By the editor” theirs “By the crawler”"
    ]
    assert (the_article().title, the_article().heat) == ("By the editor", 90)
    conflict = Conflict.objects.get()
    assert (conflict.field, conflict.ours, conflict.theirs) == ("title", "By the editor", "By the crawler")
    assert text_of(conflict.revision) == path.read_bytes()


def test_after_a_conflict_the_same_file_is_unchanged(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    edit(title="By the editor")
    archive.write_article(title='"By the crawler"')
    archive.bring()
    assert counts(archive.bring()) == {"unchanged": 1}
    assert Conflict.objects.filter(closed_at=None).count() == 1


def test_a_later_file_takes_the_place_of_the_earlier_one_in_an_open_conflict(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    edit(title="By the editor")
    for title in ("First", "Second"):
        archive.write_article(title=f'"{title}"')
        archive.bring()
    assert list(Conflict.objects.filter(closed_at=None).values_list("theirs", flat=True)) == ["Second"]
    assert Conflict.objects.count() == 2


def test_conflict_seed_takes_the_files_value_and_ours_stays_in_the_history(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    edit(title="By the editor")
    path = archive.write_article(title='"By the crawler"')
    assert counts(archive.bring(take_theirs=True)) == {"updated": 1}
    assert exported() == path.read_text()
    assert any(b"By the editor" in text_of(revision) for revision in Revision.objects.all())


def test_conflict_seed_also_settles_what_is_open_from_before(archive: Archive) -> None:
    slugs = ["2023-01-24-tides", "2023-01-24-moon", "2023-01-24-sun"]
    urls = {slug: f'"https://news.example.org/{slug}"' for slug in slugs}
    for slug in slugs:
        archive.write_article(slug, webUrl=urls[slug], published="true", related=entry("One", "https://e.example/1"))
    archive.bring()
    edit(slugs[0], title="By the editor", excerpt="Ours.")
    edit(slugs[1], related=(Related("Ours", web_url="https://e.example/1"),))
    set_status([the_article(slugs[1])], Status.REVIEW, by=Work("editor"))
    paths = [
        archive.write_article(slugs[0], webUrl=urls[slugs[0]], published="true", title='"By the crawler"', excerpt='"Theirs."',
                              related=entry("One", "https://e.example/1")),
        archive.write_article(slugs[1], webUrl=urls[slugs[1]], removed="true", published="false",
                              related=entry("Theirs", "https://e.example/1")),
    ]  # fmt: skip
    assert counts(archive.bring()) == {"conflicts": 2, "unchanged": 1}
    assert Conflict.objects.open().count() == 4
    edit(slugs[1], heat=11)
    for dry_run in (True, False):
        report = archive.bring(take_theirs=True, dry_run=dry_run)
        assert (counts(report), report.settled, json.loads(report.as_json())["settled"]) == (
            {"updated": 2, "unchanged": 1},
            4,
            4,
        )
    assert Import.objects.latest("pk").settled == 4
    assert not Conflict.objects.open().exists()
    assert exported(slugs[0]) == paths[0].read_text()
    assert exported(slugs[1]) == paths[1].read_text().replace("heat: 80", "heat: 11")
    report = archive.bring(take_theirs=True)
    assert (counts(report), report.settled) == ({"unchanged": 3}, 0)


@pytest.mark.parametrize(
    ("fields", "said"), [(["title"], "1 open conflict "), (["title", "excerpt"], "2 open conflicts ")]
)
def test_the_command_says_how_many_conflicts_it_settles(archive: Archive, fields: list[str], said: str) -> None:
    archive.write_article()
    archive.bring()
    edit(**dict.fromkeys(fields, "Ours"))
    path = archive.write_article(**dict.fromkeys(fields, '"Theirs"'))
    archive.bring()
    for options, words in ((["--dry-run"], "would be settled for the seeds"), ([], "settled for the seeds")):
        told, output = StringIO(), StringIO()
        call_command("import_seeds", str(path), "--conflict", "seed", *options, stdout=output, stderr=told)
        assert told.getvalue() == f"{said}{words}\n"
        assert output.getvalue().startswith("1 files: 0 created, 1 updated")


def test_lists_merge_item_by_item(archive: Archive) -> None:
    images = '\n  - url: "https://a.example/1.jpg"\n  - url: "https://a.example/2.jpg"'
    archive.write_article(topics="\n  - AI\n  - Cloud", images=images)
    archive.bring()
    edit(topics=("AI", "Ours"), images=(Image("https://a.example/1.jpg", width=10), Image("https://a.example/2.jpg")))
    archive.write_article(topics="\n  - Theirs\n  - AI\n  - Cloud", images=images + "\n    height: 7")
    assert counts(archive.bring()) == {"updated": 1}
    document = document_of(the_article())
    assert document.topics is not None
    assert set(document.topics) == {"AI", "Ours", "Theirs"}
    assert document.images == (Image("https://a.example/1.jpg", width=10), Image("https://a.example/2.jpg", height=7))


def test_an_article_born_in_the_admin_and_its_first_file_conflict_where_they_differ(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    Article.objects.update(imported=None, imported_digest=None)
    archive.write_article(title='"By the crawler"')
    assert counts(archive.bring()) == {"conflicts": 1}
    assert the_article().title == "A tide table for editors"


def test_a_topic_that_an_editor_and_its_file_changed_differently_keeps_the_editors_value(archive: Archive) -> None:
    text = "taxonomy: topic\n_id: ai\nname: AI\nshortname: {}\n"
    archive.write("_data/topics/ai.yaml", text.format("A"))
    archive.bring()
    Topic.objects.update(shortname="Ours")
    archive.write("_data/topics/ai.yaml", text.format("Theirs"))
    report = archive.bring()
    assert counts(report) == {"conflicts": 1}
    assert [problem.line for problem in report.problems] == [4]
    assert Topic.objects.get().shortname == "Ours"


def test_every_value_ever_accepted_is_in_the_history(archive: Archive) -> None:
    steps: list[Callable[[], object]] = [
        lambda: archive.write_article(title='"T1"'),
        archive.bring,
        lambda: edit(title="T2"),
        lambda: archive.write_article(title='"T3"'),
        archive.bring,
        lambda: edit(title="T4"),
        lambda: archive.write_article(title='"T5"'),
        lambda: archive.bring(take_theirs=True),
    ]
    for step in steps:
        step()
    history = b"".join(text_of(revision) for revision in Revision.objects.all())
    assert all(f'title: "T{number}"'.encode() in history for number in range(1, 6))


def test_both_sides_of_a_conflict_are_told_as_a_file_writes_them() -> None:
    said = both_sides(Disputed("images[/a].isCached", None, True, None))
    assert said == "yours “true” theirs “(absent)”"
    assert both_sides(Disputed("otherNames", None, ["A, B"], ["C"])) == 'yours “["A, B"]” theirs “[C]”'
