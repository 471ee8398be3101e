"""What each role may do at the articles, on every path that does it."""

import pytest
from django.test import Client

from articles.editing.publishing import set_status
from articles.history.work import Work
from articles.models import Article, Revision, Status
from tests.articles.admin.signed_in import LIST, act, as_role, change, give_to, save
from tests.pages import form_of
from tests.seeds import SEALED, Archive, archive, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "status", "done"),
    [
        ("contributor", "published", False),
        ("contributor", "review", True),
        ("editor", "withdrawn", False),
        ("publisher", "withdrawn", True),
        ("publisher", "published", True),
    ],
)
def test_who_may_give_which_status(archive: Archive, role: str, status: str, done: bool) -> None:
    archive.write_article(published="false")
    archive.bring()
    client = as_role(role)
    give_to(client)
    save(client, change(), status=status)
    assert (the_article().status == status) is done
    archive.write_article("2023-01-25-more", published="false", webUrl='"https://news.example.org/more"')
    archive.bring()
    give_to(client, "2023-01-25-more")
    more = Article.objects.get(slug="2023-01-25-more")
    act(client, f"set_{status}", [more])
    assert (the_article("2023-01-25-more").status == status) is done


def test_only_those_who_may_see_that_an_article_is_sealed(archive: Archive) -> None:
    archive.write_article(secured=f'"{SEALED}"')
    archive.bring()
    assert "sealed, 32 bytes" in as_role("publisher").get(change()).content.decode()
    page = as_role("editor").get(change()).content.decode()
    assert "sealed" not in page
    assert SEALED[:20] not in page


def test_the_sealed_payload_is_never_in_a_comparison(admin_client: Client, archive: Archive) -> None:
    archive.write_article(secured=f'"{SEALED}"')
    archive.bring()
    archive.write_article(secured='"' + "QUJDREVGR0hJSktMTU5PUA==;MDEyMzQ1Njc4OWFiY2RlZg==" + '"')
    archive.bring()
    first, last = Revision.objects.order_by("pk")
    address = change().replace("change", "history") + "compare/"
    page = admin_client.get(address, {"old": first.pk, "new": last.pk}).content.decode()
    assert "another sealed payload" in page
    assert SEALED[:20] not in page


def test_a_contributor_changes_their_own_drafts_alone(archive: Archive) -> None:
    archive.write_article(published="false")
    archive.bring()
    client = as_role("contributor")
    page = client.get(change()).content.decode()
    assert 'name="title"' not in page
    assert client.post(change(), {"title": "Mine"}).status_code == 403
    give_to(client)
    assert save(client, change(), title="Mine") == 302
    assert the_article().title == "Mine"
    Article.objects.update(status="published")
    assert client.post(change(), {"title": "Still mine"}).status_code == 403


def test_whoever_makes_an_article_may_go_on_with_it(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    client = as_role("contributor")
    form = form_of(client.get(f"{LIST}add/"), "title")
    made = {"title": "New", "provider": str(the_article().provider_id), "web_url": "https://news.example.org/new"}
    client.post(f"{LIST}add/", form | made | {"_save": "Save"})
    new = Article.objects.get(title="New")
    assert save(client, change(new.slug), title="Newer") == 302


@pytest.mark.parametrize(("role", "done"), [("contributor", False), ("editor", False), ("publisher", True)])
def test_who_may_take_a_live_article_from_the_readers(archive: Archive, role: str, done: bool) -> None:
    archive.write_article()
    archive.bring()
    client = as_role(role)
    if role != "contributor":
        save(client, change(), status="draft")
    assert (the_article().status == "draft") is done
    act(client, "set_draft", [the_article()])
    assert (the_article().status == "draft") is done


@pytest.mark.parametrize(("role", "done"), [("contributor", False), ("publisher", True)])
def test_who_may_restore_what_would_publish(archive: Archive, role: str, done: bool) -> None:
    archive.write_article()
    archive.bring()
    set_status([the_article()], Status.WITHDRAWN, by=Work("publisher"))
    revision = Revision.objects.earliest("pk")
    as_role(role).post(change().replace("change", "history") + "restore/", {"revision": str(revision.pk)})
    assert (the_article().status == "published") is done
