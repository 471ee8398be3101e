"""Entries that follow an article through imports: what a file leaves alone stays as it is, in whatever order files come."""

from itertools import permutations
from typing import Any

import pytest
from django.db import transaction

from articles import seed
from articles.bridge import document_of
from articles.editing import conflicts
from articles.history.work import Work
from articles.models import Conflict, RelatedLink
from tests.seeds import Archive, archive, counts, edit, entry, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
A, B, C = (f"2023-01-24-{name}" for name in "abc")
URL = "https://news.example.org/{}"


def named(of: str, title: str, excerpt: str = "Old.") -> str:
    """An entry with all that the article of this name says, but for the headline, as a file tells it."""
    whole = {"excerpt": f'"{excerpt}"', "type": "article", "quality": "60", "publishedDateTime": "2023-01-24T11:00:00Z"}
    provider = "\n      name: Example\n      domain: news.example.org"
    return entry(title, URL.format(of), **whole, provider=provider)


def write(archive: Archive, slug: str, title: str, *entries: str, excerpt: str = "Old.") -> Any:
    return archive.write_article(
        slug,
        webUrl=f'"{URL.format(slug)}"',
        title=f'"{title}"',
        excerpt=f'"{excerpt}"',
        related="".join(entries) or None,
    )


def titles(slug: str) -> list[str]:
    return [each.title for each in document_of(the_article(slug)).related or ()]


def give(slug: str, title: str) -> None:
    """An editor's own headline for an article's first entry."""
    first, *rest = document_of(the_article(slug)).related or ()
    edit(
        slug,
        related=(seed.Related(**{**{name: getattr(first, name) for name in first.__slots__}, "title": title}), *rest),
    )


def test_an_entry_goes_on_following_where_its_article_changes_in_the_same_run(archive: Archive) -> None:
    write(archive, A, "One")
    write(archive, B, "Two", named(A, "One"))
    archive.bring()
    write(archive, A, "One, anew", excerpt="New.")
    path = write(archive, B, "Two", named(A, "One"), entry("Elsewhere", URL.format("x")))
    archive.bring()
    assert list(RelatedLink.objects.order_by("pk").values_list("target__slug", "own__title")) == [
        (A, None),
        (None, "Elsewhere"),
    ]
    assert titles(B) == ["One, anew", "Elsewhere"]
    assert exported(B) == path.read_text().replace('"One"', '"One, anew"').replace("Old.", "New.").replace(
        "New.", "Old.", 1
    )
    edit(A, title="One, corrected")
    assert titles(B) == ["One, corrected", "Elsewhere"]
    assert counts(archive.bring()) == {"unchanged": 2}
    assert titles(B) == ["One, corrected", "Elsewhere"]


@pytest.mark.parametrize("theirs", ["One, anew", None])
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_words_that_an_editor_gave_to_an_entry_conflict_with_the_file(
    archive: Archive, theirs: str | None, side: str
) -> None:
    write(archive, A, "One")
    write(archive, B, "Two", named(A, "One"), entry("Elsewhere", URL.format("x")))
    archive.bring()
    give(B, "As we call it")
    write(archive, A, "One, anew")
    write(archive, B, "Two", *([named(A, theirs)] if theirs else []), entry("Elsewhere", URL.format("x")))
    archive.bring()
    assert titles(B) == ["As we call it", "Elsewhere"]
    assert Conflict.objects.open().get().field == f"related[{URL.format(A)}]" + (".title" if theirs else "")
    assert counts(archive.bring()) == {"unchanged": 2}
    fields: Any = {side: [Conflict.objects.open().get().field]}
    article = the_article(B)
    conflicts.settle_conflicts(article, version=article.version, by=Work("editor"), **fields)
    kept = ["As we call it"] if side == "ours" else ["One, anew"] if theirs else []
    assert titles(B) == [*kept, "Elsewhere"]
    assert not Conflict.objects.open().exists()


def test_words_that_an_editor_gave_and_the_file_leaves_alone_stay(archive: Archive) -> None:
    write(archive, A, "One")
    write(archive, B, "Two", named(A, "One"))
    archive.bring()
    give(B, "As we call it")
    write(archive, A, "One, anew")
    write(archive, B, "Two", named(A, "One"), entry("Elsewhere", URL.format("x")))
    archive.bring()
    assert (titles(B), Conflict.objects.open().count()) == (["As we call it", "Elsewhere"], 0)


def test_words_that_a_file_gave_and_gives_anew_are_taken(archive: Archive) -> None:
    write(archive, A, "One")
    write(archive, B, "Two", named(A, "One, in other words"))
    archive.bring()
    write(archive, B, "Two", named(A, "One, in yet other words"))
    archive.bring()
    assert titles(B) == ["One, in yet other words"]
    write(archive, B, "Two", named(A, "One"))
    archive.bring()
    assert (titles(B), RelatedLink.objects.get().own) == (["One"], None)


def facts() -> list[Any]:
    seeds = [exported(slug) for slug in (A, B, C)]
    return [*seeds, *RelatedLink.objects.order_by("article__slug", "position").values_list("target__slug", "own")]


@pytest.mark.parametrize(
    ("edits", "called", "before"),
    [
        ({}, "Next", "One"), ({}, "Other", "One"), ({}, "Next", "Other"), ({A: "By an editor"}, "Next", "One"),
        ({B: "By an editor"}, "Next", "Other"), ({A: "Next"}, "Other", "One"), ({A: "By an editor", B: "Own"}, "Next", "One"),
    ],
)  # fmt: skip
def test_a_run_gives_what_its_files_give_one_by_one_in_any_order(
    archive: Archive, edits: dict[str, str], called: str, before: str
) -> None:
    """`called` is what B and C call A, which its own file calls Next; `before` what B called it earlier."""
    write(archive, A, "One")
    write(archive, B, "Two", named(A, before))
    archive.bring()
    for slug, title in edits.items():
        give(slug, title) if slug == B else edit(slug, title=title)
    files = [
        write(archive, A, "Next"),
        write(archive, B, "Two", named(A, called), entry("Elsewhere", URL.format("x"))),
        write(archive, C, "Three", named(A, called), named(B, "Two")),
    ]
    found = []
    for order in [[archive.folder], *list(permutations(files))[1::2]]:
        with transaction.atomic():
            for path in order:
                archive.bring(path)
            found.append(facts())
            transaction.set_rollback(True)
    assert [each for each in found if each != found[0]] == []
