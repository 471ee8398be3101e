"""Two articles that become one: nothing of either is lost, and what led to the other leads to the one that is kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from articles.bridge import document_of
from articles.editing.joining import join, plan_join
from articles.editing.publishing import delete, set_status
from articles.history.restoring import restore
from articles.history.texts import text_of
from articles.history.work import StaleError, Work
from articles.models import Article, Conflict, FormerArticle, RelatedLink, Revision, Status
from articles.seed import SeedError
from articles.seed.schema import RELATED_LIMIT
from tests.seeds import Archive, archive, counts, edit, entry, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
KEPT, OTHER, LISTER = "2023-01-24-tides", "2023-01-24-tides-again", "2023-01-25-lister"
BY = Work("editor")


def url(slug: str) -> str:
    return f"https://news.example.org/{slug}"


def row(slug: str, **words: str) -> str:
    return entry(f"Of {slug}", url(slug), publishedDateTime="2023-01-24T11:00:00Z",
                 provider="\n      name: Example\n      domain: news.example.org", **words)  # fmt: skip


def write(archive: Archive, slug: str, **changes: str | None) -> str:
    keys = {"title": f'"Of {slug}"', "webUrl": f'"{url(slug)}"'} | changes
    return archive.write_article(slug, **keys).read_text()


def bring_two(archive: Archive, kept: Any = None, other: Any = None) -> None:
    write(archive, KEPT, **(kept or {}))
    write(archive, OTHER, **(other or {}))
    archive.bring()


def merged(kept: str = KEPT, other: str = OTHER) -> Article:
    return join(the_article(kept), the_article(other), by=BY)


def test_topics_tags_pictures_and_related_links_are_both_s(archive: Archive) -> None:
    bring_two(
        archive,
        {"topics": "\n  - AI\n  - Tides", "tags": "\n  - one", "related": row("2023-01-23-a") + row(OTHER)},
        {"topics": "\n  - Tides\n  - Moon", "tags": "\n  - two",
         "images": "\n  - url: https://img.example.org/a.jpg\n    width: 10\n    height: 10",
         "related": row(KEPT) + row("2023-01-23-a") + row("2023-01-23-b")},
    )  # fmt: skip
    merged()
    document = document_of(the_article())
    assert (document.title, document.web_url) == (f"Of {KEPT}", url(KEPT))
    assert document.topics == ("AI", "Tides", "Moon")
    assert document.tags == ("one", "two")
    assert [image.url for image in document.images or ()] == ["https://img.example.org/a.jpg"]
    assert [link.title for link in document.related or ()] == ["Of 2023-01-23-a", "Of 2023-01-23-b"]
    assert [article.slug for article in Article.objects.all()] == [KEPT]


def test_what_the_kept_article_lacks_is_taken_and_what_it_says_stays(archive: Archive) -> None:
    bring_two(archive, {"excerpt": None, "heat": "10"}, {"excerpt": '"Of the other."', "heat": "90"})
    merged()
    document = document_of(the_article())
    assert (document.excerpt, document.heat) == ("Of the other.", 10)


def test_the_history_of_both_is_the_kept_one_s(archive: Archive) -> None:
    bring_two(archive, other={"excerpt": '"Of the other."'})
    edit(OTHER, title="An editor's words")
    before = Revision.objects.count()
    last = exported(OTHER)
    kept = merged()
    revisions = list(Revision.objects.order_by("pk"))
    assert {revision.article_id for revision in revisions} == {kept.pk}
    assert [(r.name, r.kind, r.applied, r.reason) for r in revisions[before:]] == [
        (OTHER, "join", False, f"into {KEPT}"), (KEPT, "join", True, f"with {OTHER}"),
    ]  # fmt: skip
    assert text_of(revisions[before]).decode() == last
    assert text_of(revisions[-1]).decode() == exported()


def test_a_merge_that_adds_nothing_is_in_the_history_too(archive: Archive) -> None:
    bring_two(archive)
    merged()
    assert Revision.objects.latest("pk").reason == f"with {OTHER}"


def test_a_text_of_the_other_can_be_restored(archive: Archive) -> None:
    bring_two(archive)
    merged()
    restore(Revision.objects.get(name=OTHER, kind="join"), by=BY)
    assert document_of(the_article()).title == f"Of {OTHER}"


def test_the_old_address_leads_to_the_kept_one(archive: Archive, client: Client) -> None:
    bring_two(archive)
    merged()
    for address, target in (
        (f"/news/{OTHER}/", f"/news/{KEPT}/"),
        (f"/api/news/{OTHER}/index.json", f"/api/news/{KEPT}/index.json"),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, target)
        assert client.get(target).status_code == 200
    assert client.get(f"/api/news/{OTHER}/index.json")["Access-Control-Allow-Origin"] == "*"


def test_addresses_lead_on_through_a_chain(archive: Archive, client: Client) -> None:
    write(archive, LISTER)
    bring_two(archive)
    merged()
    merged(LISTER, KEPT)
    assert {client.get(f"/news/{slug}/")["Location"] for slug in (KEPT, OTHER)} == {f"/news/{LISTER}/"}


def test_an_address_that_leads_to_what_is_not_public_is_missing(archive: Archive, client: Client) -> None:
    bring_two(archive)
    set_status([merged()], Status.WITHDRAWN, by=BY)
    assert client.get(f"/news/{OTHER}/").status_code == 404
    assert client.get(f"/api/news/{OTHER}/index.json").status_code == 404
    delete([the_article()], by=BY)
    assert client.get(f"/news/{OTHER}/").status_code == 404


def test_entries_of_the_other_lead_to_the_kept_one_and_their_files_stay_as_they_are(archive: Archive) -> None:
    both = row(OTHER, type="article", quality="60") + row(KEPT, type="article", quality="60")
    text = write(archive, LISTER, related=both)
    bring_two(archive)
    merged()
    rows = RelatedLink.objects.filter(article__slug=LISTER).order_by("position")
    assert [link.target.slug for link in rows if link.target] == [KEPT, KEPT]
    assert exported(LISTER) == text
    assert counts(archive.bring()) == {"unchanged": 3}


def test_an_entry_of_the_other_that_comes_later_finds_the_kept_one(archive: Archive) -> None:
    bring_two(archive)
    merged()
    text = write(archive, LISTER, related=row(OTHER))
    archive.bring()
    assert RelatedLink.objects.get(article__slug=LISTER).target == the_article()
    assert exported(LISTER) == text


def test_a_new_article_with_the_other_s_url_has_its_entries(archive: Archive) -> None:
    text = write(archive, LISTER, related=row(OTHER))
    bring_two(archive)
    merged()
    write(archive, "2023-01-26-anew", webUrl=f'"{url(OTHER)}"', title='"Anew"')
    archive.bring()
    assert RelatedLink.objects.get(article__slug=LISTER).target == the_article("2023-01-26-anew")
    assert exported(LISTER) == text


def test_its_file_comes_in_no_more_and_says_where_it_went(archive: Archive) -> None:
    bring_two(archive)
    merged()
    report = archive.bring()
    assert counts(report) == {"unchanged": 2}
    assert [problem.message.partition(" on ")[0] for problem in report.problems] == [
        f"the article was merged into {KEPT}"
    ]


def test_the_kept_one_s_file_merges_as_ever(archive: Archive) -> None:
    bring_two(archive, {"topics": "\n  - AI"}, {"topics": "\n  - Moon"})
    merged()
    write(archive, KEPT, topics="\n  - AI\n  - Tides")
    archive.bring()
    assert document_of(the_article()).topics == ("AI", "Moon", "Tides")


@pytest.mark.parametrize(
    ("kept", "other", "then"),
    [
        (Status.DRAFT, Status.PUBLISHED, Status.PUBLISHED),
        (Status.REVIEW, Status.FOLDED, Status.FOLDED),
        (Status.PUBLISHED, Status.DRAFT, Status.PUBLISHED),
        (Status.PUBLISHED, Status.WITHDRAWN, Status.PUBLISHED),
        (Status.WITHDRAWN, Status.PUBLISHED, Status.WITHDRAWN),
        (Status.DRAFT, Status.WITHDRAWN, Status.DRAFT),
    ],
)
def test_what_readers_saw_of_either_they_see_but_nothing_that_was_withdrawn(
    archive: Archive, kept: Status, other: Status, then: Status
) -> None:
    bring_two(archive)
    for slug, status in ((KEPT, kept), (OTHER, other)):
        set_status([the_article(slug)], status, by=BY)
    plan = plan_join(the_article(KEPT), the_article(OTHER))
    assert plan.status == then
    assert ((Status.PUBLISHED, Status.WITHDRAWN) in plan.moves) is (kept == Status.WITHDRAWN)
    assert merged().status == then
    assert the_article().status == then


@pytest.mark.parametrize(
    ("kept", "other", "then"), [("2030", "2020", 2020), ("2020", None, None), (None, "2030", None)]
)
def test_the_earlier_going_live_counts(archive: Archive, kept: str | None, other: str | None, then: int | None) -> None:
    bring_two(
        archive,
        *({"goLiveAt": f"{year}-01-01T00:00:00Z" if year else None} for year in (kept, other)),
    )
    live = merged().go_live_at
    assert live == (datetime(then, 1, 1, tzinfo=UTC) if then else None)


def test_open_conflicts_of_the_other_end_with_it_and_are_kept(archive: Archive) -> None:
    bring_two(archive)
    edit(OTHER, title="Ours")
    write(archive, OTHER, title='"Theirs"')
    archive.bring()
    kept = merged()
    conflict = Conflict.objects.get()
    assert (conflict.article_id, conflict.closed_at is not None, conflict.theirs) == (kept.pk, True, "Theirs")


def stored() -> list[list[Any]]:
    models: list[Any] = [Article, Revision, RelatedLink, FormerArticle]
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_what_changed_meanwhile_is_not_merged(archive: Archive) -> None:
    bring_two(archive)
    kept, other = the_article(KEPT), the_article(OTHER)
    edit(OTHER, title="Meanwhile")
    before = stored()
    with pytest.raises(StaleError):
        join(kept, other, by=BY, versions=[kept.version, other.version])
    assert stored() == before


def test_too_many_related_links_are_refused_and_nothing_changes(archive: Archive) -> None:
    half = RELATED_LIMIT // 2 + 1
    bring_two(archive, *({"related": "".join(row(f"{name}{number}") for number in range(half))} for name in ("a", "b")))
    before = stored()
    with pytest.raises(SeedError, match="related"):
        merged()
    assert stored() == before


def test_a_merged_article_is_itself_not_merged(archive: Archive) -> None:
    bring_two(archive)
    kept = the_article()
    with pytest.raises(StaleError):
        join(kept, kept, by=BY)
