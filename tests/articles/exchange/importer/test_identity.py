"""Which article a file is: by its dated name, by its path, by its URL, and never a deleted one's."""

import pytest

from articles.editing.publishing import delete
from articles.history.work import Work
from articles.models import Article
from tests.seeds import Archive, archive, counts, seed_text, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
EDITOR = Work("editor")


def test_an_undated_name_gets_a_slug_from_date_and_title(archive: Archive) -> None:
    archive.write("seed.txt", seed_text(title='"AI\'s Biggest Promise: 40 % more"'))
    archive.bring()
    assert Article.objects.get().slug == "2023-01-24-ais-biggest-promise-40-more"


def test_an_undated_file_that_changes_its_title_is_the_same_article(archive: Archive) -> None:
    archive.write("seed.txt", seed_text())
    archive.bring()
    archive.write("seed.txt", seed_text(title='"Another title"', webUrl='"https://news.example.org/moved"'))
    assert counts(archive.bring()) == {"updated": 1}
    assert Article.objects.get().title == "Another title"


def test_an_undated_file_elsewhere_is_found_by_its_url(archive: Archive) -> None:
    archive.write("one/seed.txt", seed_text())
    archive.bring()
    moved = archive.write("two/other.txt", seed_text(excerpt='"New."'))
    assert counts(archive.bring(moved)) == {"updated": 1}


def test_of_two_undated_files_with_one_url_the_second_is_rejected_naming_the_first(archive: Archive) -> None:
    first = archive.write("a.txt", seed_text())
    second = archive.write("b.txt", seed_text(excerpt='"Other."'))
    for dry_run in (True, False):
        report = archive.bring(first, second, dry_run=dry_run)
        assert counts(report) == {"created": 1, "rejected": 1}
        assert str(report.problems[0]).startswith(f"{second}:1: file: the same article as {first}")


def test_one_url_and_two_dated_names_are_two_articles(archive: Archive) -> None:
    archive.write_article("2023-01-24-tides")
    archive.write_article("2023-01-25-tides", title='"Rewritten the next day"')
    assert counts(archive.bring()) == {"created": 2}


def test_the_same_title_and_day_at_two_addresses_are_two_slugs(archive: Archive) -> None:
    archive.write("a.txt", seed_text())
    archive.write("b.txt", seed_text(webUrl='"https://other.example.org/tides"'))
    archive.bring()
    assert list(Article.objects.order_by("slug").values_list("slug", flat=True)) == [
        "2023-01-24-a-tide-table-for-editors",
        "2023-01-24-a-tide-table-for-editors-2",
    ]


def test_the_file_of_a_deleted_article_counts_as_unchanged_with_a_warning(archive: Archive) -> None:
    archive.write_article()
    archive.write("seed.txt", seed_text(title='"Undated"', webUrl='"https://news.example.org/undated"'))
    archive.bring()
    delete(Article.objects.all(), by=EDITOR)
    archive.write_article(excerpt='"Even with other words."')
    report = archive.bring()
    assert (counts(report), report.warnings) == ({"unchanged": 2}, 2)
    assert "deleted on" in report.problems[0].message
    assert not Article.objects.exists()


def test_the_undated_file_of_a_deleted_article_is_never_another_articles(archive: Archive) -> None:
    archive.write("alpha.md", seed_text())
    archive.bring()
    archive.write_article("2023-02-01-other", title='"Other"')
    archive.bring()
    delete(Article.objects.exclude(slug="2023-02-01-other"), by=EDITOR)
    archive.write("alpha.md", seed_text(excerpt='"Again."'))
    assert counts(archive.bring()) == {"unchanged": 2}
    assert the_article("2023-02-01-other").excerpt == "What rises and what falls."


def test_a_date_before_the_year_1000_still_makes_a_dated_name(archive: Archive) -> None:
    archive.write("old.txt", seed_text(publishedDateTime="0999-01-24T11:00:00Z"))
    archive.bring()
    assert Article.objects.get().slug.startswith("0999-01-24-")
