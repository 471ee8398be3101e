"""What articles once had, or their files once said: entries of files that still say it follow them."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import seed
from articles.bridge import Matcher, document_of
from articles.editing.acts import undo
from articles.editing.joining import join
from articles.editing.publishing import delete
from articles.history.work import Work
from articles.models import Act, FormerWord, RelatedLink
from tests.seeds import Archive, archive, edit, entry, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
A, B, C, LISTER = (f"2023-01-24-{name}" for name in ("a", "b", "c", "lister"))
BY = Work("editor")
IMAGE = "\n      - url: https://img.example.org/{}.jpg"


def url(name: str) -> str:
    return f"https://news.example.org/{name}"


def write(archive: Archive, slug: str, at: str, title: str, **more: str | None) -> Path:
    return archive.write_article(slug, webUrl=f'"{url(at)}"', title=f'"{title}"', **more)


def bring(archive: Archive, *titles: str, **more: str | None) -> None:
    """Versions of the file of the first article, one after the other."""
    for title in titles:
        write(archive, A, "a", title, **more)
        archive.bring()


def whole(title: str, at: str = "a", **words: str) -> str:
    """An entry with all that the article says."""
    said = {"excerpt": '"What rises and what falls."', "publishedDateTime": "2023-01-24T11:00:00Z", "type": "article"}
    provider = "\n      name: Example\n      domain: news.example.org"
    return entry(title, url(at), **said | {"quality": "60", "provider": provider} | words)


def lists(archive: Archive, *entries: str) -> Path:
    return write(archive, LISTER, "lister", "Lister", related="".join(entries))


def edges() -> list[tuple[str | None, Any]]:
    rows = RelatedLink.objects.filter(article__slug=LISTER).order_by("position")
    return list(rows.values_list("target__slug", "own"))


@pytest.mark.parametrize("age", range(4))
def test_an_entry_follows_by_words_of_any_age(archive: Archive, age: int) -> None:
    titles = ["One", "Two", "Three", "Four"]
    bring(archive, *titles)
    lists(archive, whole(titles[age]))
    archive.bring()
    assert edges() == [(A, None)]
    edit(A, title="Corrected")
    assert '- title: "Corrected"' in exported(LISTER)


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("excerpt", '"Old."', '"New."'), ("excerpt", None, '"New."'), ("quality", "60", None), ("type", "article", "video"),
        ("publishedDateTime", "2023-01-24T11:00:00Z", "2023-01-24T12:00:00Z"),
        ("provider", "\n      name: Former\n      domain: news.example.org", "\n      name: New\n      domain: news.example.org"),
        ("images", IMAGE.format("old"), IMAGE.format("new")), ("images", None, IMAGE.format("new")),
    ],
)  # fmt: skip
def test_an_entry_follows_by_any_former_value(archive: Archive, key: str, old: str | None, new: str | None) -> None:
    for value in (old, new):
        bring(archive, "One", **{key: value})
    lists(archive, _without(whole("One"), key, old))
    archive.bring()
    assert edges() == [(A, None)]


def _without(said: str, key: str, value: str | None) -> str:
    lines, skipping = [], False
    for line in said.split("\n"):
        if line.startswith("    ") and not line.startswith("     "):
            skipping = line.strip().startswith(f"{key}:")
        if not skipping:
            lines.append(line)
    return "\n".join(lines) + (f"\n    {key}: {value}" if value else "")


def test_words_that_nobody_ever_said_are_the_entry_s_own(archive: Archive) -> None:
    bring(archive, "One", "Two", "Three")
    lists(archive, whole("Zero"))
    archive.bring()
    assert edges() == [(A, {"title": "Zero"})]


def test_words_that_an_editor_gave_are_forgotten_unless_an_import_replaced_them(archive: Archive) -> None:
    bring(archive, "One")
    edit(A, title="First correction")
    edit(A, title="Second correction")
    write(archive, A, "a", "Two")
    archive.bring(take_theirs=True)
    for title, own in (("First correction", {"title": "First correction"}), ("Second correction", None), ("One", None)):
        with transaction.atomic():
            lists(archive, whole(title))
            archive.bring()
            assert edges() == [(A, own)]
            transaction.set_rollback(True)


def test_an_old_headline_that_an_editor_gives_to_an_entry_is_its_own(archive: Archive) -> None:
    bring(archive, "One", "Two", "Three")
    lists(archive, whole("Three"))
    archive.bring()
    edit(LISTER, related=(seed.Related(**_values(LISTER) | {"title": "One"}),))
    assert edges() == [(A, {"title": "One"})]
    bring(archive, "Four")
    assert edges() == [(A, {"title": "One"})]


def _values(slug: str) -> dict[str, Any]:
    [first] = document_of(the_article(slug)).related or ()
    return {name: getattr(first, name) for name in first.__slots__}


def test_words_that_an_editor_gave_over_the_file_stay_when_a_file_makes_them_the_article_s(archive: Archive) -> None:
    bring(archive, "One")
    lists(archive, whole("One"))
    archive.bring()
    edit(LISTER, related=(seed.Related(**_values(LISTER) | {"title": "Two"}),))
    bring(archive, "Two", "Three")
    assert edges() == [(A, {"title": "Two"})]


def test_only_what_an_import_replaces_is_kept(archive: Archive) -> None:
    bring(archive, "One")
    edit(A, title="Corrected", excerpt="Corrected.")
    lists(archive, whole("One"))
    archive.bring()
    assert not FormerWord.objects.exists()
    write(archive, A, "a", "Two")
    archive.bring()
    assert [(each.article.slug, each.key) for each in FormerWord.objects.all()] == [(A, "title")]
    archive.bring()
    assert FormerWord.objects.count() == 1


def test_a_former_url_leads_to_its_article(archive: Archive) -> None:
    for at in ("old", "older", "a"):
        write(archive, A, at, "One")
        archive.bring()
    lists(archive, whole("One", "old"), whole("One", "older"), whole("One", "a"))
    archive.bring()
    assert edges() == [(A, None)] * 3


@pytest.mark.parametrize(
    ("title", "wanted"), [("One", A), ("Former", A), ("Two", B), ("Neither", B)],
)  # fmt: skip
def test_of_a_former_holder_and_the_present_one_the_title_tells_then_who_has_the_url_now(
    archive: Archive, title: str, wanted: str
) -> None:
    write(archive, A, "u", "Former")
    archive.bring()
    write(archive, A, "elsewhere", "One")
    write(archive, B, "u", "Two")
    write(archive, C, "c", title)
    archive.bring()
    lists(archive, whole(title, "u"))
    archive.bring()
    assert [target for target, _ in edges()] == [wanted]


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("title", ["One", "Two", "Neither"])
def test_who_takes_a_url_over_gets_the_entries_that_its_title_says(
    archive: Archive, title: str, order: tuple[int, ...]
) -> None:
    write(archive, A, "u", "One")
    lists(archive, whole(title, "u"))
    archive.bring()
    files = [
        write(archive, A, "elsewhere", "One, anew"),
        write(archive, B, "u", "Two"),
        lists(archive, whole(title, "u"), entry("Elsewhere", url("x"))),
    ]
    for number in order:
        archive.bring(files[number])
    wanted: Any = {"One": (A, None), "Two": (B, None), "Neither": (B, {"title": "Neither"})}[title]
    assert edges()[0] == wanted


def test_an_article_that_comes_back_still_has_its_former_words(archive: Archive) -> None:
    bring(archive, "One", "Two", "Three")
    before = sorted(FormerWord.objects.values_list("article", "key", "value_key"))
    lists(archive, whole("Three"))
    archive.bring()
    delete([the_article(A)], by=BY)
    assert not FormerWord.objects.exists()
    undo(Act.objects.latest_first()[0], by=BY)
    assert sorted(FormerWord.objects.values_list("article", "key", "value_key")) == before
    lists(archive, whole("One"))
    archive.bring()
    assert edges() == [(A, None)]


def test_so_has_one_whose_merge_is_undone(archive: Archive) -> None:
    bring(archive, "One", "Two")
    write(archive, B, "b", "Other")
    archive.bring()
    before = sorted(FormerWord.objects.values_list("article", "key", "value_key"))
    join(the_article(B), the_article(A), by=BY)
    undo(Act.objects.latest_first()[0], by=BY)
    assert sorted(FormerWord.objects.values_list("article", "key", "value_key")) == before


def test_matching_costs_as_many_queries_for_many_as_for_few(archive: Archive) -> None:
    for number in range(6):
        for at in (f"old{number // 2}", f"new{number // 2}"):
            write(archive, f"2023-01-24-n{number}", at, at)
            archive.bring()
    costs = []
    for number in (1, 3):
        with CaptureQueriesContext(connection) as found:
            Matcher({"title": "old0", "webUrl": url(f"old{each}")} for each in range(number))
        costs.append(len(found))
    assert costs == [6, 6]
