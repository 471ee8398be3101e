"""No way of the admin changes what readers see for who may not: files, the history, undoing, a form, any button."""

from datetime import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.db import transaction

from articles.editing import batches
from articles.history.work import Work
from articles.models import Act, Article, Revision, Showing
from tests.articles.admin.buttons import the_buttons
from tests.articles.admin.imports.uploading import counts_of, imported, planned
from tests.articles.admin.signed_in import as_role, change, save
from tests.articles.admin.test_every_button import everything
from tests.pages import markup
from tests.rows import NOW
from tests.seeds import Archive, archive, edit, seed_text, the_article

__all__ = ["archive", "everything"]
pytestmark = pytest.mark.django_db
SLUG = "2023-01-24-tides"
FILE, HISTORY = f"_news/{SLUG}.md", "/admin/articles/article/{}/history/restore/"
LATER = "2099-01-01T00:00:00Z"


@pytest.fixture
def embargo(archive: Archive) -> Article:
    archive.write_article(goLiveAt=LATER)
    archive.bring()
    return the_article()


def of_a_publisher() -> None:
    batches.carry_out(
        batches.going_live(datetime.fromisoformat(LATER)),
        Article.objects.all(),
        lambda *_: True,
        by=Work("a publisher"),
    )


def goes_live() -> datetime | None:
    return the_article().go_live_at


def test_a_file_without_its_embargo_lifts_none(embargo: Article) -> None:
    for role, done in (("editor", False), ("publisher", True)):
        client = as_role(role)
        record = planned(client, {FILE: seed_text()})
        assert ("may-not" in {problem.code for problem in record.problems.all()}) is not done
        imported(client, {FILE: seed_text()})
        assert (goes_live() is None) is done


def test_a_file_takes_no_article_off_by_a_later_moment(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    for role, done in (("editor", False), ("publisher", True)):
        record = imported(as_role(role), {FILE: seed_text(goLiveAt=LATER)})
        assert (goes_live() is not None) is done
        assert (counts_of(record).get("rejected", 0) > 0) is not done


def test_the_rest_of_a_file_is_taken_where_readers_see_the_same(embargo: Article) -> None:
    imported(as_role("editor"), {FILE: seed_text(goLiveAt=LATER, title='"Of an editor"')})
    assert the_article().title == "Of an editor"


def test_an_old_text_lifts_no_embargo(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    of_a_publisher()
    first = Revision.objects.order_by("pk")[0]
    for role, done in (("editor", False), ("publisher", True)):
        page = as_role(role).post(
            HISTORY.format(the_article().pk), {"revision": first.pk, "old": first.pk}, follow=True
        )
        assert (goes_live() is None) is done
        assert ("your account may not do" in markup(page)) is not done


def test_undoing_a_publisher_s_act_lifts_none(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    of_a_publisher()
    address = f"/admin/articles/act/{Act.objects.by_hand().get().pk}/undo/"
    for role, done in (("editor", False), ("publisher", True)):
        as_role(role).post(address)
        assert (goes_live() is None) is done


def test_taking_the_file_s_side_lifts_none(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    edit(SLUG, go_live_at=datetime.fromisoformat(LATER))
    archive.write_article(goLiveAt="2024-01-01T00:00:00Z")
    archive.bring()
    address = f"/admin/articles/article/{the_article().pk}/conflicts/"
    for role, done in (("editor", False), ("publisher", True)):
        answer = as_role(role).post(address, {"field": ["goLiveAt"], "take-all": "x", "version": the_article().version})
        assert (goes_live() != datetime.fromisoformat(LATER)) is done, answer.status_code


def test_who_may_publish_and_not_withdraw_takes_nothing_off(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    client = as_role("publisher")
    Group.objects.get(name="publisher").permissions.remove(Permission.objects.get(codename="withdraw_article"))
    save(client, change(), go_live_at_0="2099-01-01", go_live_at_1="00:00")
    assert goes_live() is None
    page = client.get(change())
    assert "Of an editor" not in markup(page)


def begun() -> dict[str, datetime | None]:
    """From when readers see the pages there are. What is coverage of another is for whoever may arrange stories."""
    now = NOW
    published = Article.objects.filter(status="published")
    return {each.slug: Showing(each.status, each.go_live_at).begins(now) for each in published}


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_no_button_changes_what_readers_see_for_who_may_not(everything: None, role: str) -> None:
    client, before, wrong = as_role(role), begun(), []
    for button in the_buttons():
        with transaction.atomic():
            button.press(client)
            after = begun()
            transaction.set_rollback(True)
        cache.clear()
        wrong += [button.what] if after != before else []
    assert wrong == []
