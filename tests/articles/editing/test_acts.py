"""Undo: what an act changed becomes as it was, but for what somebody changed since; also what it made or took away."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.bridge import Save, document_of
from articles.editing.acts import TooLateError, undo
from articles.editing.joining import join
from articles.editing.publishing import delete, set_status
from articles.editing.undoplans import UNDO_FOR, Left, UndoPlan, plan_undo
from articles.history.commit import commit
from articles.history.work import Work, in_one_act
from articles.models import Act, Article, Conflict, FormerArticle, RelatedLink, Revision, Status
from tests.articles.editing.acted import OTHER, last, two
from tests.seeds import Archive, archive, counts, edit, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
BY = Work("editor")


def test_one_act_of_many_is_undone_to_the_byte(archive: Archive) -> None:
    two(archive)
    before = [exported(), exported(OTHER)]
    set_status(Article.objects.all(), Status.PUBLISHED, by=BY)
    assert [Act.objects.by_hand().count(), last().number, str(last())] == [1, 2, "Published: 2 articles"]
    assert "published: true" in exported()
    undo(last(), by=BY)
    assert [exported(), exported(OTHER)] == before
    assert set(Article.objects.values_list("status", flat=True)) == {Status.DRAFT}


def test_what_was_changed_since_is_left_alone_and_told(archive: Archive) -> None:
    two(archive)
    edit(title="Tides, anew", excerpt="Rising.")
    act = last()
    edit(title="Tides, once more")
    plan = undo(act, by=BY)
    document = document_of(the_article())
    assert (document.title, document.excerpt) == ("Tides, once more", "What rises and what falls.")
    assert plan.left == [Left("Tides, once more", ("Headline",))]


def test_a_status_given_since_stays_with_its_flags(archive: Archive) -> None:
    two(archive)
    set_status([the_article()], Status.PUBLISHED, by=BY)
    act = last()
    set_status([the_article()], Status.WITHDRAWN, by=BY)
    withdrawn = exported()
    plan = undo(act, by=BY)
    assert (plan.number, plan.left) == (0, [Left("A tide table for editors", ("Status",))])
    assert exported() == withdrawn


def test_a_status_given_since_stays_with_its_heat(archive: Archive) -> None:
    archive.write_article(published="false", heat="-1")
    archive.bring()
    set_status([the_article()], Status.DRAFT, by=BY)
    act = last()
    set_status([the_article()], Status.PUBLISHED, by=BY)
    published = exported()
    plan = undo(act, by=BY)
    assert (exported(), plan.left) == (published, [Left("A tide table for editors", ("Status",))])


def test_in_review_comes_back_though_the_text_cannot_tell_it(archive: Archive) -> None:
    two(archive)
    set_status([the_article()], Status.REVIEW, by=BY)
    set_status([the_article()], Status.PUBLISHED, by=BY)
    undo(last(), by=BY)
    assert the_article().status == Status.REVIEW


def test_an_undo_can_be_undone_and_then_the_act_again(archive: Archive) -> None:
    two(archive)
    set_status([the_article()], Status.PUBLISHED, by=BY)
    first, published = last(), exported()
    undo(first, by=BY)
    assert last().undoes == first
    undo(last(), by=BY)
    assert exported() == published
    first.refresh_from_db()
    assert first.undone_at is None
    undo(first, by=BY)
    assert the_article().status == Status.DRAFT


def test_an_act_is_undone_once_and_within_thirty_days(archive: Archive) -> None:
    two(archive)
    set_status([the_article()], Status.PUBLISHED, by=BY)
    act = last()
    with pytest.raises(TooLateError):
        undo(act, by=replace(BY, at=timezone.now() + UNDO_FOR + timedelta(minutes=1)))
    undo(act, by=BY)
    with pytest.raises(TooLateError):
        undo(act, by=BY)


def test_a_deleted_article_comes_back_with_address_history_conflicts_and_links(archive: Archive) -> None:
    two(archive)
    edit(title="Ours")
    archive.write_article(published="false", heat="30", title='"Theirs"')
    archive.bring()
    before = [exported(), exported(OTHER)]
    history = the_article().revisions.count()
    target = RelatedLink.objects.get(article__slug=OTHER)
    assert target.target_id == the_article().pk
    delete([the_article()], by=BY)
    undo(last(), by=BY)
    assert [exported(), exported(OTHER)] == before
    assert the_article().revisions.count() == history + 2
    assert Conflict.objects.open().get().field == "title"
    assert RelatedLink.objects.get(article__slug=OTHER).target_id == the_article().pk
    assert not FormerArticle.objects.exists()
    assert counts(archive.bring()) == {"unchanged": 2}


def test_a_merged_pair_is_two_again(archive: Archive) -> None:
    two(archive)
    before = [exported(), exported(OTHER)]
    join(the_article(), the_article(OTHER), by=BY)
    assert last().number == 2
    undo(last(), by=BY)
    assert [exported(), exported(OTHER)] == before
    assert [the_article().revisions.count(), the_article(OTHER).revisions.count()] == [2, 3]


def test_undoing_what_an_act_made_takes_it_away_and_undoing_that_brings_it_back(archive: Archive) -> None:
    two(archive)
    document = replace(document_of(the_article()), title="New", web_url="https://news.example.org/new", related=None)
    commit([Save(document, Article(slug="2023-02-01-new"), Status.DRAFT)], kind=Revision.Kind.ADDED, by=BY)
    made = exported("2023-02-01-new")
    plan = plan_undo(last())
    assert [plan.number, plan.moves] == [1, {("draft", "")}]
    undo(last(), by=BY)
    assert not Article.objects.filter(slug="2023-02-01-new").exists()
    undo(last(), by=BY)
    assert exported("2023-02-01-new") == made


def test_related_words_that_changed_since_are_no_hindrance(archive: Archive) -> None:
    two(archive)
    edit(OTHER, related=None)
    act = last()
    edit(title="Corrected")
    plan = undo(act, by=BY)
    assert plan.left == []
    assert 'title: "Corrected"' in exported(OTHER)


def test_changes_made_as_one_act_are_undone_as_one(archive: Archive) -> None:
    two(archive)
    before = [exported(), exported(OTHER)]
    both = in_one_act(BY, "Both")
    set_status([the_article()], Status.WITHDRAWN, by=both)
    set_status([the_article(OTHER)], Status.PUBLISHED, by=both)
    assert str(last()) == "Both: 2 articles"
    undo(last(), by=BY)
    assert [exported(), exported(OTHER)] == before


def three(archive: Archive) -> dict[str, Article]:
    """Articles a, b and c, alike but for their names."""
    for name in "abc":
        archive.write_article(f"2023-01-24-{name}", title=f'"{name}"', webUrl=f'"https://news.example.org/{name}"')
    archive.bring()
    return {name: the_article(f"2023-01-24-{name}") for name in "abc"}


def leading() -> dict[str, str | None]:
    rows = FormerArticle.objects.values_list("slug", "successor__slug")
    return {slug[-1]: to[-1] if to else None for slug, to in rows}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_former_addresses_lead_where_they_should_in_whatever_order_a_chain_is_undone(
    archive: Archive, order: tuple[int, int]
) -> None:
    found = three(archive)
    join(found["b"], found["a"], by=Work("one"))
    first = last()
    join(found["c"], the_article("2023-01-24-b"), by=Work("two"))
    acts = [first, last()]
    assert leading() == {"a": "c", "b": "c"}
    undo(acts[order[0]], by=Work("three"))
    assert leading() == ({"b": "c"} if order[0] == 0 else {"a": "b"})
    undo(acts[order[1]], by=Work("four"))
    assert leading() == {}
    assert {article.slug: article.pk for article in Article.objects.all()} == {
        article.slug: article.pk for article in found.values()
    }


def test_addresses_that_led_to_a_deleted_article_lead_to_it_again(archive: Archive) -> None:
    found = three(archive)
    join(found["b"], found["a"], by=Work("one"))
    delete([the_article("2023-01-24-b")], by=Work("two"))
    assert leading() == {"a": None, "b": None}
    undo(last(), by=Work("three"))
    assert leading() == {"a": "b"}


def test_a_plan_does_something_where_any_of_its_parts_does() -> None:
    act, former = Act(words="Published"), FormerArticle(slug="gone", kept=None)
    coming = UndoPlan(act, revived=[(former, Revision())])
    assert [UndoPlan(act).does_something, UndoPlan(act, conflicts=1).does_something] == [False, True]
    assert (coming.does_something, coming.number, coming.moves) == (True, 1, {("", "")})


def test_undoing_the_undo_of_a_merge_merges_again(archive: Archive) -> None:
    two(archive)
    join(the_article(), the_article(OTHER), by=Work("one"))
    merged = exported()
    undo(last(), by=Work("two"))
    undo(last(), by=Work("three"))
    assert (exported(), FormerArticle.objects.get().successor) == (merged, the_article())


def test_an_act_on_an_article_that_another_took_in_since_leaves_that_one_alone(archive: Archive) -> None:
    two(archive)
    set_status([the_article(OTHER)], Status.PUBLISHED, by=Work("one"))
    act, made = last(), Act.objects.order_by("pk")[0]
    join(the_article(), the_article(OTHER), by=Work("two"))
    for each in (act, made):
        plan = plan_undo(each)
        assert (plan.saves, plan.removed) == ([], [])
        assert Left("The moon", ("all of it",)) in plan.left
