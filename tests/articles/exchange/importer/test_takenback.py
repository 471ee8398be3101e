"""A file of an import that was taken back says so when it is imported again: it changes nothing until that is brought back."""

import re

import pytest
from django.test import Client

from articles.editing.acts import undo
from articles.editing.publishing import delete
from articles.history.work import Work
from articles.models import Article, Revision
from tests.articles.admin.imports.uploading import IMPORTS, imported, planned, publisher, the_record
from tests.articles.admin.signed_in import as_role
from tests.articles.editing.acted import last
from tests.seeds import Archive, archive, counts, seed_text, the_article

__all__ = ["archive", "publisher"]
pytestmark = pytest.mark.django_db
OLD, NEW = "_news/2023-01-24-tides.md", "_news/2023-01-25-moon.md"


def moon() -> str:
    return seed_text(title='"The moon"', webUrl='"https://news.example.org/moon"')


def taken_back(archive: Archive) -> None:
    """An import that changed one article and made another, and nobody wanted."""
    archive.write_article(excerpt='"Old"')
    archive.write("_news/2023-01-26-calm.md", seed_text(webUrl='"https://news.example.org/calm"'))
    archive.bring()
    archive.write_article(excerpt='"New"')
    archive.write(NEW, moon())
    archive.bring()
    undo(last(), by=Work("Grace"))


def warned(archive: Archive) -> dict[str, str]:
    report = archive.bring(dry_run=True)
    assert counts(report) == {"unchanged": 3}
    return {str(problem.path)[-len(OLD) :].lstrip("/"): problem.code for problem in report.problems}


def test_a_file_whose_import_was_taken_back_is_unchanged_with_a_warning(archive: Archive) -> None:
    taken_back(archive)
    found = archive.bring().problems
    assert {(problem.path.rpartition("/")[2], problem.code, problem.severity) for problem in found} == {
        ("2023-01-24-tides.md", "taken-back", "warning"),
        ("2023-01-25-moon.md", "taken-back", "warning"),
    }
    assert re.fullmatch(
        r"its import of \d{4}-\d\d-\d\d was taken back on \d{4}-\d\d-\d\d by Grace, so it changes nothing; "
        r"to bring that import back, undo “Undone: Imported” in the list of what was done",
        found[0].message,
    )
    assert the_article().excerpt == "Old"


def test_a_second_import_of_it_changes_nothing(archive: Archive) -> None:
    taken_back(archive)
    before = Revision.objects.count()
    for _ in range(2):
        assert (counts(archive.bring()), archive.bring().warnings) == ({"unchanged": 3}, 2)
    assert Revision.objects.count() == before


def test_nothing_is_said_once_it_is_brought_back(archive: Archive) -> None:
    taken_back(archive)
    undo(last(), by=Work("Grace"))
    assert warned(archive) == {}


def test_nothing_is_said_of_what_a_later_import_brought(archive: Archive) -> None:
    taken_back(archive)
    archive.write_article(excerpt='"Newer"')
    archive.bring()
    assert warned(archive) == {NEW: "taken-back"}


def test_what_somebody_deleted_is_deleted_and_not_taken_back(archive: Archive) -> None:
    taken_back(archive)
    undo(last(), by=Work("Grace"))
    undo(Revision.objects.filter(by_import__isnull=False).latest("pk").part_of, by=Work("Grace"))  # type: ignore[arg-type]
    assert warned(archive) == {OLD: "taken-back", NEW: "taken-back"}
    delete([the_article()], by=Work("Grace"))
    assert warned(archive) == {OLD: "former", NEW: "taken-back"}


def test_a_plan_offers_to_bring_it_back(publisher: Client) -> None:
    imported(publisher, {OLD: seed_text(excerpt='"Old"')})
    imported(publisher, {OLD: seed_text(excerpt='"New"'), NEW: moon()})
    undo(last(), by=Work("Grace"))
    record = planned(publisher, {OLD: seed_text(excerpt='"New"'), NEW: moon()})
    assert (record.unchanged, record.warnings) == (2, 2)
    page = publisher.get(f"{IMPORTS}{record.pk}/change/").content.decode()
    assert page.count("Bring it back") == 1
    [address] = re.findall(r'action="(/admin/articles/act/\d+/undo/)"', page)
    answer = publisher.post(address, {"next": f"{IMPORTS}{record.pk}/change/"}, follow=True)
    assert answer.redirect_chain == [(f"{IMPORTS}{record.pk}/change/", 302)]
    assert "Bring it back" not in answer.content.decode()
    assert (the_article().excerpt, Article.objects.count()) == ("New", 2)


def test_who_may_not_undo_does_not_bring_it_back(publisher: Client) -> None:
    imported(publisher, {NEW: moon()})
    undo(last(), by=Work("Grace"))
    planned(publisher, {NEW: moon()})
    editor = as_role("editor")
    page = editor.get(f"{IMPORTS}{the_record().pk}/change/").content.decode()
    [address] = re.findall(r'action="(/admin/articles/act/\d+/undo/)"', page)
    editor.post(address)
    assert not Article.objects.exists()
