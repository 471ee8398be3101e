"""Conflicts between an article and its file: settled field by field, closed where both agree, nothing lost either way."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from articles import seed
from articles.bridge import document_of
from articles.editing import conflicts
from articles.editing.publishing import set_status
from articles.history.conflicts import close_settled
from articles.history.texts import document_in
from articles.history.work import StaleError, Work
from articles.models import Article, Conflict, Revision, Status
from tests.seeds import Archive, archive, counts, edit, entry, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
BY = Work("editor", at=datetime(2026, 1, 1, tzinfo=UTC))
IMAGE = "\n  - url: https://img.example.org/a.jpg\n    width: {}\n    height: 10"


def bring_both(archive: Archive, file: dict[str, str], **ours: Any) -> None:
    """A file, what an editor makes of it, and the file again as somebody else made it."""
    archive.write_article(images=IMAGE.format(10), desk='"south"', tags="\n  - a\n  - b")
    archive.bring()
    edit(**ours)
    archive.write_article(**{"images": IMAGE.format(10), "desk": '"south"', "tags": "\n  - a\n  - b"} | file)
    archive.bring()


def open_fields() -> list[str]:
    return sorted(Conflict.objects.open().values_list("field", flat=True))


def settle(**sides: list[str]) -> None:
    article = the_article()
    conflicts.settle_conflicts(article, version=article.version, by=BY, **sides)


BOTH: list[tuple[dict[str, str], dict[str, Any], str]] = [
    ({"title": '"Theirs"'}, {"title": "Ours"}, "title"),
    ({"excerpt": '"Theirs"'}, {"excerpt": None}, "excerpt"),
    ({"quality": "7"}, {"quality": 8}, "quality"),
    ({"publishedDateTime": "2023-01-25T11:00:00Z"}, {"published_at": datetime(2023, 1, 26, tzinfo=UTC)}, "publishedDateTime"),
    ({"provider": "\n  name: Theirs\n  domain: news.example.org"},
     {"provider": seed.Provider("Ours", "news.example.org")}, "provider.name"),
    ({"provider": "\n  name: Example\n  domain: theirs.example.org"},
     {"provider": seed.Provider("Example", "ours.example.org")}, "provider.domain"),
    ({"images": IMAGE.format(20)}, {"images": (seed.Image("https://img.example.org/a.jpg", 30, 10),)},
     "images[https://img.example.org/a.jpg].width"),
    ({"related": entry("Theirs", "https://e.example/") },
     {"related": (seed.Related("Theirs", web_url="https://e.example/", excerpt="Ours"),)}, "related[https://e.example/]"),
    ({"desk": '"north"'}, {"extra": seed.Pairs((("desk", "east"),))}, "desk"),
    ({"webUrl": '"https://news.example.org/theirs"'}, {"web_url": "https://news.example.org/ours"}, "webUrl"),
    ({"tags": "\n  - b\n  - a"}, {"tags": None}, "tags"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "ours", "field"), BOTH)
def test_the_file_s_side_of_a_field_is_taken(archive: Archive, file: dict[str, str], ours: Any, field: str) -> None:
    bring_both(archive, file, heat=1, **ours)
    assert open_fields() == [field]
    before = document_of(the_article())
    settle(theirs=[field])
    after = document_of(the_article())
    theirs = seed.parse((archive.folder / "_news/2023-01-24-tides.md").read_bytes())
    assert isinstance(theirs, seed.Article)
    assert seed.take(after, theirs, field).document == after != before
    assert after.heat == 1
    assert open_fields() == []
    assert seed.parse(exported().encode()) == after
    last = Revision.objects.latest("pk")
    assert (last.kind, last.reason, last.by_name) == ("merge", f"took the file's {field}", "editor")
    assert before in [document_in(revision) for revision in Revision.objects.all()]
    assert counts(archive.bring()) == {"unchanged": 1}


@pytest.mark.parametrize(("file", "ours", "field"), BOTH)
def test_ours_is_kept_and_the_file_does_not_bring_it_up_again(
    archive: Archive, file: dict[str, str], ours: Any, field: str
) -> None:
    bring_both(archive, file, **ours)
    before = document_of(the_article())
    settle(ours=[field])
    assert document_of(the_article()) == before
    assert open_fields() == []
    assert Revision.objects.latest("pk").reason == f"kept {field}"
    archive.write_article(**{"images": IMAGE.format(10), "desk": '"south"', "tags": "\n  - a\n  - b"} | file, heat="5")
    assert counts(archive.bring()) == {"updated": 1}
    assert open_fields() == []
    assert seed.diff(before, document_of(the_article())) == [seed.Change("heat", "Heat", 80, 5)]


def test_some_are_taken_and_some_kept_at_once(archive: Archive) -> None:
    bring_both(
        archive, {"title": '"Theirs"', "excerpt": '"Theirs"', "quality": "1"}, title="Ours", excerpt="Ours", quality=2
    )
    settle(theirs=["title", "quality"], ours=["excerpt"])
    document = document_of(the_article())
    assert (document.title, document.excerpt, document.quality) == ("Theirs", "Ours", 1)
    assert Revision.objects.latest("pk").reason == "took the file's title, quality; kept excerpt"
    assert open_fields() == []


def test_a_flag_that_is_taken_changes_the_status(archive: Archive) -> None:
    archive.write_article(published=None, heat="10")
    archive.bring()
    edit(heat=20)
    archive.write_article(published=None, heat="-1")
    archive.bring()
    assert (the_article().status, the_article().heat, open_fields()) == (Status.DRAFT, 20, ["status"])
    settle(theirs=["status"])
    assert (the_article().status, the_article().heat, open_fields()) == (Status.FOLDED, -1, [])


FLAGS: dict[str, dict[str, str | None]] = {
    "draft": {"published": "false", "removed": None, "heat": "50"},
    "published": {"published": "true", "removed": None, "heat": "90"},
    "folded": {"published": "false", "removed": None, "heat": "-1"},
    "withdrawn": {"published": "false", "removed": "true", "heat": "50"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "ours", "theirs"),
    [
        ("draft", "published", "withdrawn"), ("draft", "review", "published"), ("published", "draft", "folded"),
        ("folded", "published", "withdrawn"), ("withdrawn", "published", "draft"), ("published", "withdrawn", "draft"),
        ("published", "review", "withdrawn"), ("folded", "draft", "published"),
    ],
)  # fmt: skip
def test_a_status_is_one_field(archive: Archive, before: str, ours: str, theirs: str) -> None:
    """Whatever flags the file sets or clears, an editor's status stays until an editor decides, and is taken as a whole."""
    archive.write_article(**FLAGS[before])
    archive.bring()
    set_status([the_article()], Status(ours), by=BY)
    kept = document_of(the_article())
    archive.write_article(**FLAGS[theirs])
    archive.bring()
    assert (the_article().status, document_of(the_article()).published) == (ours, kept.published)
    assert set(open_fields()) <= {"status", "heat"}
    assert counts(archive.bring()) == {"unchanged": 1}
    [dispute] = conflicts.disputed([the_article()])
    sides = {each.row.field: (each.ours, each.theirs) for each in dispute.open}
    assert sides["status"] == (Status(ours).label, Status(theirs).label)
    settle(theirs=open_fields())
    assert (the_article().status, open_fields()) == (theirs, [])


@pytest.mark.parametrize(("before", "theirs"), [(one, other) for one in FLAGS for other in FLAGS if one != other])
def test_a_status_that_only_the_file_moved_is_taken_and_one_that_both_moved_alike_is_no_conflict(
    archive: Archive, before: str, theirs: str
) -> None:
    slugs = ["2023-01-24-tides", "2023-01-24-moon"]
    for slug in slugs:
        archive.write_article(slug, webUrl=f'"https://news.example.org/{slug}"', **FLAGS[before])
    archive.bring()
    set_status([the_article(slugs[1])], Status(theirs), by=BY)
    for slug in slugs:
        archive.write_article(slug, webUrl=f'"https://news.example.org/{slug}"', **FLAGS[theirs])
    archive.bring()
    assert [the_article(slug).status for slug in slugs] == [theirs, theirs]
    assert "status" not in open_fields()


def test_a_status_stays_where_the_file_only_writes_it_in_another_way(archive: Archive) -> None:
    archive.write_article(published="false", removed=None, heat="50")
    archive.bring()
    set_status([the_article()], Status.REVIEW, by=BY)
    archive.write_article(published=None, removed="false", heat="60")
    archive.bring()
    assert (the_article().status, the_article().heat, open_fields()) == (Status.REVIEW, 60, [])
    archive.write_article(published="true", removed="false", heat="60")
    archive.bring()
    archive.write_article(published="false", heat="60")
    archive.bring()
    assert (the_article().status, open_fields()) == (Status.REVIEW, [])


def test_a_conflict_about_a_flag_that_an_earlier_version_opened_is_settled_as_it_was(archive: Archive) -> None:
    archive.write_article(**FLAGS["published"])
    archive.bring()
    set_status([the_article()], Status.DRAFT, by=BY)
    revision = the_article().imported
    assert revision is not None
    Conflict.objects.create(
        article=the_article(), field="published", ours=False, theirs=True, revision=revision, opened_at=BY.at
    )
    settle(theirs=["published"])
    assert (the_article().status, open_fields()) == (Status.PUBLISHED, [])


@pytest.mark.parametrize("how", ["stale", "unknown", "none"])
def test_what_is_not_in_conflict_as_it_was_shown_is_not_settled(archive: Archive, how: str) -> None:
    bring_both(archive, {"title": '"Theirs"'}, title="Ours")
    article, revisions = the_article(), Revision.objects.count()
    fields = {"stale": ["title"], "unknown": ["title", "excerpt"], "none": []}[how]
    with pytest.raises(StaleError):
        conflicts.settle_conflicts(article, theirs=fields, version=article.version - (how == "stale"), by=BY)
    assert (Revision.objects.count(), open_fields()) == (revisions, ["title"])


def test_a_conflict_closes_where_the_file_comes_to_say_the_same(archive: Archive) -> None:
    bring_both(archive, {"title": '"Theirs"'}, title="Ours")
    archive.write_article(title='"Ours"', images=IMAGE.format(10), desk='"south"', tags="\n  - a\n  - b")
    archive.bring()
    assert open_fields() == []


def test_a_conflict_stays_open_while_the_file_says_something_else(archive: Archive) -> None:
    bring_both(archive, {"title": '"Theirs"'}, title="Ours")
    archive.write_article(title='"Theirs"', heat="5", images=IMAGE.format(10), desk='"south"', tags="\n  - a\n  - b")
    archive.bring()
    assert open_fields() == ["title"]
    archive.write_article(title='"Theirs anew"', images=IMAGE.format(10), desk='"south"', tags="\n  - a\n  - b")
    archive.bring()
    assert open_fields() == ["title"]
    assert [each.theirs for dispute in conflicts.disputed([the_article()]) for each in dispute.open] == ["Theirs anew"]


def test_both_sides_are_told_as_they_are_now(archive: Archive) -> None:
    bring_both(archive, {"title": '"Theirs"'}, title="Ours")
    edit(title="Ours by now")
    [dispute] = conflicts.disputed([the_article()])
    assert [(each.row.field, each.ours, each.theirs) for each in dispute.open] == [("title", "Ours by now", "Theirs")]


def test_an_editor_who_writes_what_the_file_says_closes_the_conflict(archive: Archive) -> None:
    bring_both(archive, {"title": '"Theirs"', "excerpt": '"Theirs"'}, title="Ours", excerpt="Ours")
    edit(title="Theirs")
    assert open_fields() == ["excerpt"]


def test_without_conflicts_looking_costs_one_query(
    archive: Archive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    archive.write_article()
    archive.bring()
    pks = list(Article.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        assert close_settled(pks, at=BY.at) == 0


def test_an_entry_in_conflict_is_taken_whole_from_a_list_where_the_editor_took_it_out(archive: Archive) -> None:
    first = entry("One", "https://e.example/1") + entry("Two", "https://e.example/2")
    archive.write_article(related=first)
    archive.bring()
    edit(related=(seed.Related("Two", web_url="https://e.example/2"),))
    archive.write_article(
        related=entry("One", "https://e.example/1", quality="5") + entry("Two", "https://e.example/2")
    )
    archive.bring()
    assert open_fields() == ["related[https://e.example/1]"]
    settle(theirs=["related[https://e.example/1]"])
    assert [(link.title, link.quality) for link in document_of(the_article()).related or ()] == [
        ("One", 5),
        ("Two", None),
    ]
