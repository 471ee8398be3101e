"""Which article an uploaded file is: by its place in the upload, across steps, and never by a name that anybody could use."""

import pytest
from django.test import Client

from articles.editing.publishing import delete
from articles.exchange.importer import staged
from articles.history.work import Work
from articles.models import Article, ImportProblem, Topic
from tests.articles.admin.imports.uploading import (
    act,
    counts_of,
    go_on,
    imported,
    planned,
    publisher,
)  # fmt: skip
from tests.seeds import Archive, archive, entry, seed_text, the_article

__all__ = ["archive", "publisher"]
pytestmark = pytest.mark.django_db
SLUG = "2023-01-24-tides"
FILE = f"_news/{SLUG}.md"


def test_an_undated_file_uploaded_again_is_the_same_article(publisher: Client) -> None:
    files = {"old/seed.txt": seed_text()}
    imported(publisher, files)
    assert counts_of(imported(publisher, files)) == {"unchanged": 1}
    moved = seed_text(webUrl='"https://news.example.org/moved"')
    assert counts_of(imported(publisher, {"old/seed.txt": moved})) == {"updated": 1}
    assert Article.objects.count() == 1
    assert counts_of(imported(publisher, {"old/seed.txt": moved})) == {"unchanged": 1}


def test_another_article_in_a_file_of_the_same_name_is_another_article(publisher: Client) -> None:
    other = seed_text(title='"Quite another"', webUrl='"https://elsewhere.example/x"')
    imported(publisher, {"seed.txt": seed_text()})
    assert counts_of(imported(publisher, {"seed.txt": other})) == {"created": 1}
    assert counts_of(imported(publisher, {"seed.txt": seed_text(excerpt='"More."')})) == {"updated": 1}
    delete(Article.objects.filter(title="Quite another"), by=Work("editor"))
    assert counts_of(imported(publisher, {"seed.txt": other})) == {"unchanged": 1, "warnings": 1}
    third = seed_text(title='"A third"', webUrl='"https://elsewhere.example/y"')
    assert counts_of(imported(publisher, {"seed.txt": third})) == {"created": 1}


def test_an_upload_is_no_file_of_the_disk(publisher: Client, archive: Archive) -> None:
    path = archive.write("seed.txt", seed_text())
    archive.bring()
    name = str(path).removeprefix("/")
    other = seed_text(title='"Other"', webUrl='"https://elsewhere.example/x"')
    assert counts_of(imported(publisher, {name: other})) == {"created": 1}
    assert archive.bring().outcomes == archive.bring().outcomes
    assert Article.objects.count() == 2


def test_two_files_for_one_article_are_told_apart_across_steps(
    publisher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staged, "STEP_FILES", 1)
    files = {f"{folder}/{SLUG}.md": seed_text() for folder in "ab"}
    files |= {
        "c/one.txt": seed_text(webUrl='"https://a.example/1"'),
        "d/two.txt": seed_text(webUrl='"https://a.example/1"'),
    }
    assert counts_of(planned(publisher, files)) == {"created": 2, "rejected": 2}
    act(publisher, "confirm")
    assert counts_of(go_on(publisher)) == {"created": 2, "rejected": 2}
    assert list(ImportProblem.objects.values_list("path", "message")) == [
        (f"b/{SLUG}.md", f"the same article as a/{SLUG}.md, which came first; keep one of the two files"),
        ("d/two.txt", "the same article as c/one.txt, which came first; keep one of the two files"),
    ]


def test_stories_and_parents_meet_across_steps(publisher: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged, "STEP_FILES", 1)
    related = entry("A tide table for editors", "https://news.example.org/tides")
    imported(
        publisher,
        {
            "2023-01-23-first.md": seed_text(webUrl='"https://news.example.org/first"', related=related),
            f"{SLUG}.md": seed_text(),
            "_data/topics/10-ai.yaml": "taxonomy: topic\n_id: ai\nname: AI\nparent: All\n",
            "_data/topics/99-all.yaml": "taxonomy: topic\n_id: all\nname: All\n",
        },
    )
    assert [link.target for link in the_article("2023-01-23-first").related_links.all()] == [the_article()]
    assert str(Topic.objects.get(name="AI").parent) == "All"
