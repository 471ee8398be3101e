"""Files into the site: identity, status, what is new, changed, the same, or refused."""

import os
from pathlib import Path

import pytest
from django.db import DataError

from articles import seed
from articles.bridge import document_of
from articles.editing.publishing import set_status
from articles.exchange.exporter import export_seeds, texts_of
from articles.exchange.importer import articles as steps_in_sets
from articles.exchange.importer import import_seeds, writes
from articles.history.work import Work
from articles.models import Article, Provider, Revision, Status, Topic, TopicAlias
from tests.seeds import SEALED, Archive, archive, counts, entry, seed_text, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
EDITOR = Work("editor")


def test_a_dated_name_is_the_slug_and_the_document_is_the_file(archive: Archive) -> None:
    path = archive.write_article(secured=f'"{SEALED}"', tags="\n  - one", locale="de-de", more="\n  a: [b, {c: d}]")
    assert counts(archive.bring()) == {"created": 1}
    assert document_of(the_article()) == seed.parse(path.read_bytes())


def test_second_import_changes_nothing(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    versions = list(Article.objects.values_list("version", "made_at"))
    assert counts(archive.bring()) == {"unchanged": 1}
    assert list(Article.objects.values_list("version", "made_at")) == versions
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    ("flags", "status"),
    [
        ({"published": "true"}, "published"),
        ({"published": "false", "heat": "10"}, "draft"),
        ({"published": "false", "heat": "-1"}, "folded"),
        ({"published": "true", "heat": "-1"}, "published"),
        ({"published": "true", "removed": "true"}, "withdrawn"),
        ({"published": None, "heat": None, "quality": None}, "draft"),
    ],
)
def test_the_flags_of_a_seed_are_its_status(archive: Archive, flags: dict[str, str | None], status: str) -> None:
    archive.write_article(**flags)
    archive.bring()
    assert the_article().status == status


@pytest.mark.parametrize(
    ("flags", "status"),
    [
        ({"published": None}, "published"),
        ({"published": "false"}, "draft"),
        ({"published": None, "removed": "false"}, "draft"),
        ({"published": None, "heat": "-1"}, "folded"),
    ],
)
def test_assume_published_publishes_only_what_says_nothing(
    archive: Archive, flags: dict[str, str | None], status: str
) -> None:
    path = archive.write_article(**flags)
    archive.bring(assume_published=True)
    assert the_article().status == status
    assert texts_of([the_article()])[the_article().pk] == path.read_bytes()


def test_a_draft_that_nobody_decided_on_is_published_by_a_later_run_that_assumes_so(archive: Archive) -> None:
    path = archive.write_article(published=None)
    archive.write_article("2023-01-25-kept", published=None, webUrl='"https://news.example.org/kept"')
    archive.bring()
    set_status([the_article("2023-01-25-kept")], Status.WITHDRAWN, by=EDITOR)
    assert counts(archive.bring(assume_published=True, dry_run=True)) == {"updated": 1, "unchanged": 1}
    assert counts(archive.bring(assume_published=True)) == {"updated": 1, "unchanged": 1}
    assert counts(archive.bring(assume_published=True)) == counts(archive.bring()) == {"unchanged": 2}
    assert (the_article().status, the_article("2023-01-25-kept").status) == ("published", "withdrawn")
    assert texts_of([the_article()])[the_article().pk] == path.read_bytes()


def test_a_bad_file_is_refused_with_its_line_and_the_good_one_goes_in(archive: Archive) -> None:
    bad = archive.write_article("2023-01-24-bad", publishedDateTime="2023-02-30T11:00:00Z", topics="AI")
    archive.write_article("2023-01-24-good")
    report = archive.bring()
    assert counts(report) == {"created": 1, "rejected": 1}
    assert [str(problem).partition(": ")[0] for problem in report.problems] == [f"{bad}:5", f"{bad}:14"]


def test_an_unknown_key_is_a_warning_and_is_kept(archive: Archive) -> None:
    path = archive.write_article(colour="green")
    report = archive.bring()
    assert (counts(report), report.warnings) == ({"created": 1}, 1)
    assert document_of(the_article()) == seed.parse(path.read_bytes())


def test_a_dry_run_says_what_a_run_does_and_does_nothing(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    archive.write_article(excerpt='"New."')
    archive.write_article("2023-01-25-more", webUrl='"https://news.example.org/more"')
    archive.write("_data/topics/00-ai.yaml", "taxonomy: topic\n_id: ai\nname: AI\n")
    planned = counts(archive.bring(dry_run=True))
    assert (Article.objects.count(), Topic.objects.get().in_data, Revision.objects.count()) == (1, False, 1)
    assert counts(archive.bring()) == planned == {"created": 2, "updated": 1}


def test_a_name_that_is_not_utf_8_is_refused_and_stops_no_other(archive: Archive) -> None:
    archive.write_article()
    with open(os.fsencode(archive.folder) + b"/2023-01-25-caf\xe9.md", "wb") as file:
        file.write(seed_text().encode())
    report = archive.bring()
    assert counts(report) == {"created": 1, "rejected": 1}
    assert "not UTF-8" in report.problems[0].message
    assert report.problems[0].path.endswith("caf\\xe9.md")


def test_names_that_are_no_seeds_are_passed_over(archive: Archive) -> None:
    for name in ("README.md", "LICENSE.txt", "CHANGELOG.md", "_config.yml", ".hidden.md", ".git/x.md", "notes.csv"):
        archive.write(name, "nothing")
    archive.write(
        "_data/organizations/theguardian.com", "---\ntaxonomy: organization\n_id: a\nname: A\ndomain: a.org\n---\n"
    )
    assert counts(archive.bring()) == {"created": 1}


def test_a_topic_file_fills_the_topic_that_an_article_made(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    archive.write("_data/topics/00-root.yaml", "taxonomy: topic\n_id: everything\nname: Everything\n")
    archive.write(
        "_data/topics/10-ai.yaml", "taxonomy: topic\n_id: a-i\nname: AI\nparent: Everything\nkeywords:\n  - ai\n"
    )
    archive.bring()
    topic = Topic.objects.get(name="AI")
    assert (topic.slug, topic.parent and topic.parent.name, topic.keywords, topic.file_name) == (
        "a-i", "Everything", ["ai"], "10-ai.yaml",
    )  # fmt: skip


def test_an_organization_files_name_wins_whichever_came_first(archive: Archive) -> None:
    text = "---\ntaxonomy: organization\n_id: news.example.org\nname: The Example\ndomain: news.example.org\n---\n"
    archive.write_article()
    archive.bring()
    archive.write("_data/organizations/news.example.org.md", text)
    archive.bring()
    archive.write_article("2023-01-25-later", provider="\n  name: EXAMPLE\n  domain: News.Example.org")
    archive.bring()
    assert list(Provider.objects.values_list("domain", "name")) == [("news.example.org", "The Example")]
    assert document_of(the_article("2023-01-25-later")).provider == seed.Provider("EXAMPLE", "News.Example.org")


def test_a_renamed_topic_is_found_by_its_former_name(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    topic = Topic.objects.get()
    Topic.objects.update(name="Artificial Intelligence")
    TopicAlias.objects.create(name="AI", topic=topic)
    archive.write_article("2023-01-25-later", webUrl='"https://news.example.org/later"')
    archive.bring()
    assert Topic.objects.count() == 1
    assert document_of(the_article("2023-01-25-later")).topics == ("AI",)


@pytest.mark.parametrize("name", ["page", "2023-01-24-today", "Page"])
def test_a_topics_slug_never_looks_like_another_address(archive: Archive, name: str) -> None:
    archive.write_article(topics=f'\n  - "{name}"')
    archive.bring()
    assert Topic.objects.get().slug == f"topic-{name.lower()}"


def test_topics_with_one_slug_are_told_apart(archive: Archive) -> None:
    archive.write_article(topics='\n  - "C"\n  - "C++"\n  - "C#"\n  - "機械学習"')
    archive.bring()
    assert list(Topic.objects.order_by("pk").values_list("slug", flat=True)) == ["c", "c-2", "c-3", "機械学習"]


def test_processes_parse_what_one_process_parses(archive: Archive) -> None:
    for number in range(210):
        archive.write_article(f"2023-01-24-t{number}", webUrl=f'"https://news.example.org/{number}"')
    assert counts(archive.bring(jobs=2)) == {"created": 210}
    assert counts(archive.bring()) == {"unchanged": 210}


def test_three_archives_in_one_site_come_out_as_they_went_in(archive: Archive, tmp_path: Path) -> None:
    related = entry("A tide table for editors", "https://news.example.org/tides", excerpt='"What rises and what falls."',
                    publishedDateTime="2023-01-24T11:00:00Z", type="article",
                    provider="\n      name: Example\n      domain: news.example.org", quality="60")  # fmt: skip
    files = {
        "one/_news/2023-01-24-tides.md": seed_text(),
        "two/_news/2023-01-25-waves.md": seed_text(webUrl='"https://news.example.org/waves"', related=related),
        "two/_data/topics/00-ai.yaml": "taxonomy: topic\n_id: ai\nname: AI\nimages:\n  - https://a.example/b.jpg",
        "three/_data/organizations/other.example": "taxonomy: organization\n_id: other.example\nname: Other\n",
    }
    for name, text in files.items():
        archive.write(name, text)
    for name in ("one", "two", "three", "one", "two"):
        assert not archive.bring(archive.folder / name).rejected
    export_seeds(tmp_path / "out")
    out = {str(p.relative_to(tmp_path / "out")): p.read_text() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert out == {name.partition("/")[2]: text for name, text in files.items()}


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "piped"
    path.write_text(seed_text())
    with path.open() as piped:
        monkeypatch.setattr("sys.stdin", piped)
        report = import_seeds(["-"])
    assert counts(report) == {"created": 1}


def test_a_file_that_the_database_refuses_stops_no_other(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.write_article("2023-01-24-a", webUrl='"https://news.example.org/a"')
    archive.write_article("2023-01-24-b", webUrl='"https://news.example.org/b"')
    apply = writes.apply

    def picky(steps: list[steps_in_sets.Step], by: Work) -> None:
        if any(step.slug.endswith("b") for step in steps):
            raise DataError("too odd")
        apply(steps, by)

    monkeypatch.setattr(writes, "apply", picky)
    report = archive.bring()
    assert counts(report) == {"created": 1, "rejected": 1}
    assert [problem.code for problem in report.problems] == ["database"]


def test_withdrawn_in_the_admin_stays_withdrawn_while_the_crawler_writes_on(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    set_status([the_article()], Status.WITHDRAWN, by=EDITOR)
    archive.write_article(heat="140", excerpt='"New."')
    assert counts(archive.bring()) == {"updated": 1}
    article = the_article()
    assert (article.status, article.heat, article.excerpt) == ("withdrawn", 140, "New.")
