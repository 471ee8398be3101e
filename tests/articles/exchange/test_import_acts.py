"""An import is one act: what it made and changed is told and taken back as one, but for what somebody changed since."""

import pytest

from articles.editing.acts import undo
from articles.editing.publishing import set_status
from articles.editing.undoplans import Left, plan_undo
from articles.history.work import Work, act_of
from articles.models import Act, Article, FormerArticle, Import, Status
from tests.articles.admin.imports.uploading import IMPORTS
from tests.articles.admin.signed_in import as_role
from tests.articles.editing.acted import last
from tests.articles.editing.stories.grouped import everything, write_story
from tests.seeds import Archive, archive, counts, edit, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
BY = Work("editor")
NEW = "2023-01-25-moon"


def write_new(archive: Archive) -> None:
    archive.write_article(
        NEW, title='"The moon"', webUrl='"https://news.example.org/moon"', published="true", heat="90"
    )


def test_an_import_is_one_act_of_what_it_changed(archive: Archive) -> None:
    write_story(archive, {"harbour": 80, "bridge": 60, "ferry": 30})
    archive.bring()
    assert (str(last()), last().by_import) == ("Imported: 3 articles", Import.objects.get())
    archive.bring()
    write_new(archive)
    archive.bring()
    assert [str(act) for act in Act.objects.latest_first()] == ["Imported: The moon", "Imported: 3 articles"]


def test_taking_it_back_restores_what_it_changed_and_takes_away_what_it_made(archive: Archive) -> None:
    archive.write_article(excerpt='"Old"', published="false")
    write_story(archive, {"harbour": 80, "bridge": 60})
    archive.bring()
    edit(title="Tides, as we say it")
    before = everything(), list(Article.objects.order_by("slug").values_list("slug", "status"))
    archive.write_article(excerpt='"New"', published="true", heat="90")
    write_new(archive)
    archive.bring()
    assert (the_article().title, the_article().excerpt, the_article().status) == (
        "Tides, as we say it",
        "New",
        "published",
    )
    act = last()
    assert act.number == 2
    plan = undo(act, by=BY)
    assert (plan.number, plan.left) == (2, [])
    assert (everything(), list(Article.objects.order_by("slug").values_list("slug", "status"))) == before
    assert counts(archive.bring()) == {"unchanged": 4}
    undo(last(), by=BY)
    assert (the_article().excerpt, the_article().status) == ("New", "published")
    assert "published: true" in exported(NEW)
    assert counts(archive.bring()) == {"unchanged": 4}


def test_what_somebody_changed_since_stays(archive: Archive) -> None:
    archive.write_article(excerpt='"Old"', published="false")
    archive.bring()
    archive.write_article(excerpt='"New"', quality="61", published="false")
    write_new(archive)
    was = the_article().quality
    archive.bring()
    act = last()
    edit(excerpt="Newer")
    set_status(Article.objects.filter(slug=NEW), Status.WITHDRAWN, by=BY)
    plan = undo(act, by=BY)
    assert sorted(plan.left, key=lambda left: left.title) == [
        Left("A tide table for editors", ("Excerpt",)),
        Left("The moon", ("all of it",)),
    ]
    assert (the_article().excerpt, the_article().quality) == ("Newer", was)
    assert was != 61
    assert Article.objects.get(slug=NEW).status == Status.WITHDRAWN
    assert not FormerArticle.objects.exists()


def test_files_that_bring_nothing_new_take_no_part(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    archive.write_article(title='"A tide table for editors" ')
    archive.bring()
    assert Act.objects.count() == 1


@pytest.mark.parametrize(("role", "done"), [("contributor", False), ("editor", False), ("publisher", True)])
def test_its_record_leads_to_taking_it_back_for_who_may(archive: Archive, role: str, done: bool) -> None:
    write_new(archive)
    archive.bring()
    client, address = as_role(role), f"/admin/articles/act/{last().pk}/undo/"
    if role != "contributor":
        page = client.get(f"{IMPORTS}{Import.objects.get().pk}/change/").content.decode()
        assert address in page
        assert "their addresses stay reserved" in client.get(address).content.decode().casefold()
    client.post(address)
    assert Article.objects.exists() is not done


def test_an_import_that_goes_on_is_not_taken_back_yet(archive: Archive) -> None:
    write_new(archive)
    archive.bring()
    Import.objects.update(state=Import.State.RUNNING)
    client = as_role("publisher")
    said = client.post(f"/admin/articles/act/{last().pk}/undo/", follow=True).content.decode()
    assert "can no longer be undone" in said
    assert plan_undo(last()).number == 1
    assert Article.objects.exists()


def test_an_import_taken_back_half_way_may_go_on(archive: Archive) -> None:
    write_new(archive)
    archive.bring()
    act = last()
    undo(act, by=BY)
    archive.write_article()
    archive.bring()
    again = act_of([the_article()], "Imported", Work(record=act.by_import_id)).pk
    act.refresh_from_db()
    assert (again, act.number, act.undone_at) == (act.pk, 2, None)
