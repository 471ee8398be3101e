"""Which article a file is: by its dated name, by its path, by its URL, and never a deleted one's."""

import pytest

from articles.editing.publishing import delete
from articles.history.work import Work
from articles.models import Article, Duplicate
from tests.seeds import Archive, archive, counts, exported, seed_text, the_article

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


OWN = "2023-01-24-a-tide-table-for-editors"


@pytest.mark.parametrize("undated", ["1.md", "z.txt", "a/note.yaml"])
@pytest.mark.parametrize("runs", ["at once", "undated first", "dated first"])
def test_no_file_takes_another_article_s_slug(archive: Archive, undated: str, runs: str) -> None:
    one = archive.write(undated, seed_text(excerpt='"The undated one."'))
    two = archive.write_article(OWN, webUrl='"https://other.example.org/tides"', excerpt='"The dated one."')
    order = {"at once": [[archive.folder]], "undated first": [[one], [two]], "dated first": [[two], [one]]}[runs]
    for paths in order:
        archive.bring(*paths, dry_run=True)
        archive.bring(*paths)
    said = dict(Article.objects.values_list("slug", "excerpt"))
    first, second = ("undated", "dated") if runs == "undated first" else ("dated", "undated")
    assert said == {OWN: f"The {first} one.", f"{OWN}-2": f"The {second} one."}
    assert counts(archive.bring()) == {"unchanged": 2}
    archive.write_article(OWN, webUrl='"https://other.example.org/tides"', excerpt='"The dated one, anew."')
    report = archive.bring()
    assert counts(report) == {"updated": 1, "unchanged": 1}
    assert Article.objects.get(excerpt="The dated one, anew.").slug == (OWN if first == "dated" else f"{OWN}-2")
    assert [problem.code for problem in report.problems] == ([] if first == "dated" else ["slug"])


def test_a_file_that_gets_its_dated_name_later_is_the_same_article(archive: Archive) -> None:
    archive.write("1.md", seed_text())
    archive.bring()
    (archive.folder / "1.md").unlink()
    archive.write_article(OWN, excerpt='"New."')
    assert counts(archive.bring()) == {"updated": 1}
    assert Article.objects.get().slug == OWN


@pytest.mark.parametrize("at_once", [True, False])
def test_a_new_file_of_a_url_that_another_article_has_is_named_and_listed_as_a_possible_duplicate(
    archive: Archive, at_once: bool
) -> None:
    archive.write_article("2023-01-24-tides")
    if not at_once:
        archive.bring()
    archive.write_article("2023-01-25-tides", title='"Rewritten the next day"')
    for dry_run in (True, False):
        [told] = archive.bring(dry_run=dry_run).problems
        assert (told.code, told.severity) == ("duplicate", "warning")
        assert "2023-01-24-tides" in told.message
    assert Duplicate.objects.open().count() == 1
    assert archive.bring().problems == []


COPIES = ["{} (1)", "{}.sync-conflict-20240301-101500-ABCDEF7", "{} (Ada's conflicted copy 2024-03-01)", "{} copy", "{} copy 2",
          "{} - Copy", "{} - Copy (2)", "{} 2", "{} (conflicted copy 2024-03-01 101500)"]  # fmt: skip


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("published", ["true", None])
def test_a_copy_that_a_program_left_is_a_draft_of_its_own_and_a_possible_duplicate(
    archive: Archive, name: str, published: str | None
) -> None:
    archive.write_article(published=published)
    copy = name.format("2023-01-24-tides")
    path = archive.write_article(copy, published=published, excerpt='"The other side."')
    for dry_run in (True, False):
        report = archive.bring(dry_run=dry_run, assume_published=published is None)
        assert counts(report) == {"created": 2}
        assert [(told.code, "2023-01-24-tides" in told.message) for told in report.problems] == [("copy", True)]
    assert dict(Article.objects.values_list("slug", "status")) == {"2023-01-24-tides": "published", copy: "draft"}
    assert Duplicate.objects.open().count() == 1
    assert counts(archive.bring(assume_published=published is None)) == {"unchanged": 2}
    assert exported(copy) == path.read_text().replace("published: true", "published: false") or published is None


@pytest.mark.parametrize("name", ["2023-01-24-part (1)", "2023-01-24-fit-for-2", "2023-01-24-carbon copy"])
def test_a_name_that_only_looks_like_that_of_a_copy_is_an_article_like_any_other(archive: Archive, name: str) -> None:
    archive.write_article(name, published="true")
    assert (archive.bring().problems, the_article(name).status) == ([], "published")


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
