"""Possible duplicates, found after every way of writing, each pair once, and never merged by themselves."""

from datetime import UTC, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from articles.editing import duplicates
from articles.editing.publishing import delete
from articles.history.work import Work
from articles.models import Article, Duplicate
from tests.seeds import Archive, archive, edit

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, tzinfo=UTC)
TITLE = '"Editors of the coast publish a new tide table"'
NEARLY = '"Editors of the coast publish new tide table"'


def pairs() -> list[tuple[str, ...]]:
    rows = Duplicate.objects.open().order_by("first__slug", "second__slug")
    return sorted((*sorted((row.first.slug, row.second.slug)), row.why) for row in rows)


def write(archive: Archive, slug: str, title: str, url: str = "", day: str = "2023-01-24") -> None:
    archive.write_article(
        slug, title=title, webUrl=f'"{url or "https://news.example.org/" + slug}"', publishedDateTime=f"{day}T08:00:00Z"
    )


def test_an_import_finds_the_same_page_and_nearly_the_same_headline(archive: Archive) -> None:
    write(archive, "2023-01-24-one", TITLE, "https://www.example.org/tides/?utm_source=feed")
    write(archive, "2023-01-24-two", '"Quite another headline of the day"', "http://amp.example.org/tides")
    write(archive, "2023-01-25-three", NEARLY, day="2023-01-25")
    archive.bring()
    assert pairs() == [
        ("2023-01-24-one", "2023-01-24-two", "page"),
        ("2023-01-24-one", "2023-01-25-three", "headline"),
    ]
    assert Article.objects.count() == 3


def test_it_does_not_matter_which_comes_first_or_in_which_run(archive: Archive) -> None:
    write(archive, "2023-01-25-later", NEARLY, day="2023-01-25")
    archive.bring()
    write(archive, "2023-01-24-earlier", TITLE)
    archive.bring()
    assert pairs() == [("2023-01-24-earlier", "2023-01-25-later", "headline")]


def test_an_original_url_counts_where_there_is_no_other(archive: Archive) -> None:
    archive.write_article("2023-01-24-one", webUrl=None, originalUrl='"https://example.org/a"', title='"One thing"')
    archive.write_article("2023-01-24-two", webUrl='"https://www.example.org/a/"', title='"Quite another thing"')
    archive.bring()
    assert pairs() == [("2023-01-24-one", "2023-01-24-two", "page")]


def test_a_dry_run_finds_nothing_and_a_second_import_nothing_new(archive: Archive) -> None:
    write(archive, "2023-01-24-one", TITLE)
    write(archive, "2023-01-24-two", NEARLY)
    archive.bring(dry_run=True)
    assert not Duplicate.objects.exists()
    archive.bring()
    before = list(Duplicate.objects.values())
    archive.bring()
    assert list(Duplicate.objects.values()) == before
    assert len(before) == 1


def test_a_pair_that_was_dismissed_is_not_brought_up_again(archive: Archive) -> None:
    write(archive, "2023-01-24-one", TITLE)
    write(archive, "2023-01-24-two", NEARLY)
    archive.bring()
    assert duplicates.dismiss(Duplicate.objects.all(), by=Work("editor", at=AT)) == 1
    edit("2023-01-24-two", title="Editors of the coast publish one new tide table")
    assert duplicates.find_duplicates(at=AT) == 1
    assert pairs() == []
    row = Duplicate.objects.get()
    assert (row.dismissed_at, row.dismissed_by) == (AT, "editor")
    assert duplicates.bring_back([row]) == 1
    assert pairs() == [("2023-01-24-one", "2023-01-24-two", "headline")]


def test_a_pair_ends_where_its_headlines_are_no_longer_alike(archive: Archive) -> None:
    write(archive, "2023-01-24-one", TITLE)
    write(archive, "2023-01-24-two", NEARLY)
    archive.bring()
    edit("2023-01-24-two", title="Something else altogether")
    duplicates.find_duplicates()
    assert pairs() == []


def test_an_edit_finds_what_it_makes_alike(archive: Archive) -> None:
    write(archive, "2023-01-24-one", TITLE)
    write(archive, "2023-01-24-two", '"Something else altogether"')
    archive.bring()
    assert pairs() == []
    edit("2023-01-24-two", title="Editors of the coast publish a new tide table")
    duplicates.find_duplicates()
    assert pairs() == [("2023-01-24-one", "2023-01-24-two", "headline")]


def test_a_pair_ends_where_its_excerpts_are_no_longer_alike(archive: Archive) -> None:
    write(archive, "2023-01-24-one", TITLE)
    write(archive, "2023-01-24-two", NEARLY)
    archive.bring()
    edit("2023-01-24-two", excerpt="Another report of the same event, with other words.")
    duplicates.find_duplicates()
    assert pairs() == []


def test_an_edit_of_anything_else_has_nothing_looked_for(archive: Archive) -> None:
    write(archive, "2023-01-24-one", TITLE)
    archive.bring()
    edit("2023-01-24-one", highlight="Other words.", heat=12)
    assert not Article.objects.uncompared().exists()


def test_a_deleted_article_is_in_no_pair(archive: Archive) -> None:
    write(archive, "2023-01-24-one", TITLE)
    write(archive, "2023-01-24-two", NEARLY)
    archive.bring()
    delete(Article.objects.called("2023-01-24-one"), by=Work("editor"))
    assert not Duplicate.objects.exists()


def test_looking_costs_as_many_queries_for_few_as_for_many(
    archive: Archive, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        write(archive, f"2023-01-24-a{number}", f'"A headline like number{number} of them all"')
    archive.bring()
    Article.objects.update(compared=False)
    with django_assert_max_num_queries(14):
        duplicates.find_duplicates()
    assert not Article.objects.uncompared().exists()
    with django_assert_max_num_queries(1):
        assert duplicates.find_duplicates() == 0
