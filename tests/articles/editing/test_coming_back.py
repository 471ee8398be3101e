"""What comes back when an act is undone: deleted articles with all that was theirs, and conflicts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from articles.bridge import document_of
from articles.editing import conflicts
from articles.editing.acts import undo
from articles.editing.joining import join
from articles.editing.publishing import delete
from articles.editing.undoplans import plan_undo
from articles.history.work import Work, in_one_act
from articles.models import Act, Article, Conflict, Duplicate, FormerArticle, RelatedLink, Revision
from tests.articles.editing.acted import OTHER, last, two
from tests.seeds import Archive, archive, edit, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
BY = Work("editor")


def test_a_merge_taken_back_gives_the_other_its_open_conflicts_again(archive: Archive) -> None:
    two(archive)
    edit(OTHER, title="Ours")
    archive.write_article(OTHER, title='"Theirs"', webUrl='"https://news.example.org/moon"', published="false")
    archive.bring()
    conflict = Conflict.objects.open().get(article=the_article(OTHER))
    join(the_article(), the_article(OTHER), by=Work("one"))
    assert not Conflict.objects.open().exists()
    undo(last(), by=Work("two"))
    assert list(Conflict.objects.open()) == [conflict]
    assert Conflict.objects.open().get().article == the_article(OTHER)


def test_a_deleted_article_comes_back_with_its_owner_its_pin_and_its_number(archive: Archive) -> None:
    two(archive)
    owner = get_user_model().objects.create_user("owner")
    until, since = (timezone.now() + timedelta(days=days) for days in (2, -1))
    Article.objects.update(made_by=owner, pinned_until=until, pinned_at=since)
    pk = the_article().pk
    delete([the_article()], by=BY)
    undo(last(), by=BY)
    article = the_article()
    assert (article.pk, article.made_by, article.pinned_until, article.pinned_at) == (pk, owner, until, since)


def test_a_pair_that_was_dismissed_stays_so_when_both_come_back_one_after_the_other(archive: Archive) -> None:
    two(archive)
    first, second = sorted([the_article().pk, the_article(OTHER).pk])
    Duplicate.objects.create(
        first_id=first, second_id=second, why="page", likeness=1, found_at=BY.at, dismissed_at=BY.at
    )
    delete([the_article()], by=BY)
    one = last()
    delete([the_article(OTHER)], by=BY)
    undo(one, by=BY)
    undo(Act.objects.get(pk=one.pk + 1), by=BY)
    assert list(Duplicate.objects.dismissed().values_list("first", "second")) == [(first, second)]


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_settled_conflict_is_open_again_when_that_is_taken_back(archive: Archive, side: str) -> None:
    two(archive)
    edit(title="Ours")
    archive.write_article(published="false", heat="30", title='"Theirs"')
    archive.bring()
    conflicts.settle_conflicts(the_article(), version=the_article().version, by=Work("one"), **{side: ["title"]})
    assert plan_undo(last()).conflicts == 1
    undo(last(), by=Work("two"))
    assert (the_article().title, Conflict.objects.open().get().field) == ("Ours", "title")
    undo(last(), by=Work("three"))
    assert not Conflict.objects.open().exists()


def test_an_import_taken_back_takes_its_conflicts_along_and_brings_them_back(archive: Archive) -> None:
    two(archive)
    edit(title="Ours")
    archive.write_article(published="false", heat="30", title='"Theirs"', excerpt='"New"')
    archive.bring()
    conflict = Conflict.objects.open().get()
    undo(last(), by=Work("one"))
    assert not Conflict.objects.open().exists()
    undo(last(), by=Work("two"))
    assert list(Conflict.objects.open()) == [conflict]


def test_a_conflict_that_came_back_since_is_not_opened_twice(archive: Archive) -> None:
    two(archive)
    edit(title="Ours")
    archive.write_article(published="false", heat="30", title='"Theirs"')
    archive.bring()
    conflicts.settle_conflicts(the_article(), version=the_article().version, by=Work("one"), ours=["title"])
    settled = last()
    archive.write_article(published="false", heat="30", title='"Theirs, once more"')
    archive.bring()
    assert plan_undo(settled).conflicts == 0
    undo(settled, by=Work("two"))
    assert Conflict.objects.open().count() == 1


def test_what_comes_back_says_so_in_its_history(archive: Archive) -> None:
    two(archive)
    delete([the_article()], by=Work("one"))
    undo(last(), by=Work("two"))
    assert (Revision.objects.latest("pk").kind, Revision.objects.latest("pk").reason) == ("restore", "brought back")


def test_articles_that_went_together_come_back_as_they_followed_each_other(archive: Archive) -> None:
    two(archive)
    [followed] = document_of(the_article(OTHER)).related or ()
    edit(OTHER, related=(replace(followed, excerpt="Our own words"),))
    before = [exported(), exported(OTHER), *RelatedLink.objects.values_list("target__slug", "own")]
    delete([the_article(), the_article(OTHER)], by=in_one_act(Work("one"), "Deleted"))
    for name in ("two", "three", "four"):
        undo(last(), by=Work(name))
    assert [exported(), exported(OTHER), *RelatedLink.objects.values_list("target__slug", "own")] == before


def test_an_article_that_an_earlier_version_deleted_comes_back_from_its_text_alone(archive: Archive) -> None:
    two(archive)
    before = document_of(the_article(OTHER))
    delete([the_article(OTHER)], by=Work("one"))
    FormerArticle.objects.update(kept=None)
    undo(last(), by=Work("two"))
    assert document_of(the_article(OTHER)) == before


def test_undoing_the_undo_of_a_deletion_deletes_again(archive: Archive) -> None:
    two(archive)
    delete([the_article()], by=Work("one"))
    undo(last(), by=Work("two"))
    undo(last(), by=Work("three"))
    assert [former.slug for former in FormerArticle.objects.all()] == ["2023-01-24-tides"]
