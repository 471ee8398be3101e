"""The page of one article as a place to work: who else is there, what the file says, on to the next."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.editing import presence
from articles.models import Article, Presence
from tests.articles.admin.signed_in import LIST, as_role, change, give_to, undo_button
from tests.articles.editing.stories.grouped import pk, slug
from tests.pages import form_of
from tests.seeds import Archive, archive, edit, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


def here() -> str:
    return change().replace("change", "presence")


def test_who_else_has_it_open_is_told(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    one, other = as_role("editor"), as_role("publisher")
    assert one.post(here()).json() == {"others": []}
    assert "editor has this open too." in other.get(change()).content.decode()
    assert one.post(here()).json() == {"others": ["publisher"]}
    other.post(here(), {"gone": "1"})
    assert one.post(here()).json() == {"others": []}


def test_who_is_silent_for_fifteen_seconds_is_gone(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    ada, bob = (User.objects.create_user(name) for name in ("ada", "bob"))
    now = timezone.now()
    presence.is_here(the_article(), ada, now)
    assert presence.is_here(the_article(), bob, now + timedelta(seconds=presence.EVERY)) == ["ada"]
    assert presence.is_here(the_article(), bob, now + timedelta(seconds=15)) == []


def test_what_nobody_renews_is_cleared_away(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    ada, bob = (User.objects.create_user(name) for name in ("ada", "bob"))
    now = timezone.now()
    presence.is_here(the_article(), ada, now)
    presence.is_gone(the_article(), bob, now + timedelta(days=2))
    assert not Presence.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("contributor", 403), ("editor", 200), ("publisher", 200)])
def test_who_may_change_it_is_told_of(archive: Archive, role: str, status: int) -> None:
    archive.write_article(published="false")
    archive.bring()
    client = as_role(role)
    assert client.post(here()).status_code == status
    assert client.get(here()).status_code == 405
    assert client.post(f"{LIST}99999/presence/").status_code == 404
    give_to(client)
    assert client.post(here()).status_code == 200


def test_what_the_file_says_stands_beside_and_comes_back_with_a_button(archive: Archive, admin_client: Client) -> None:
    archive.write_article()
    archive.bring()
    before = exported()
    assert 'id="from-file"' not in admin_client.get(change()).content.decode()
    edit(title="Ours", excerpt=None)
    page = admin_client.get(change())
    assert [(each.name, each.text) for each in page.context["from_file"]] == [
        ("title", "A tide table for editors"), ("excerpt", "What rises and what falls."),
    ]  # fmt: skip
    for name in ("title", "excerpt"):
        form = form_of(admin_client.get(change()), "title")
        answer = admin_client.post(change(), form | {"_restore": name})
        assert answer["Location"] == change()
    assert exported() == before


def three(archive: Archive) -> None:
    for number, name in enumerate(("a", "b", "c")):
        archive.write_article(slug(name, 25 - number), title=f'"{name}"', webUrl=f'"https://news.example.org/{name}"',
                              publishedDateTime=f"2023-01-{25 - number}T11:00:00Z", published="false")  # fmt: skip
    archive.bring()


def address(name: str, day: int) -> str:
    return f"{LIST}{pk(slug(name, day))}/change/"


def test_save_and_next_goes_through_the_list_that_one_came_from(archive: Archive, admin_client: Client) -> None:
    three(archive)
    Article.objects.filter(slug=slug("b", 24)).update(status="review")
    kept = f"?_changelist_filters={quote('status__exact=draft')}"
    here = address("a", 25) + kept
    form = form_of(admin_client.get(here), "title")
    answer = admin_client.post(here, form | {"title": "A", "status": "withdrawn", "_savenext": "1"})
    assert answer["Location"] == address("c", 23) + kept
    assert Article.objects.get(slug=slug("a", 25)).title == "A"


def test_after_the_last_the_list_is_shown(archive: Archive, admin_client: Client) -> None:
    three(archive)
    here = address("c", 23)
    form = form_of(admin_client.get(here), "title")
    answer = admin_client.post(here, form | {"_savenext": "1"}, follow=True)
    assert answer.redirect_chain[0][0].startswith(LIST)
    assert "It was the last of the list." in answer.content.decode()


@pytest.mark.parametrize("button", ["_save", "_continue", "_savenext", "_addanother"])
def test_saving_offers_to_undo_it_in_its_message(archive: Archive, button: str) -> None:
    archive.write_article(title='"Tides"')
    archive.bring()
    before, client = exported(), as_role("editor")
    form = form_of(client.get(change()), "title") | {"title": "High tides", button: "1"}
    page = client.post(change(), form, follow=True)
    assert the_article().title == "High tides"
    client.post(undo_button(page))
    assert exported() == before


def test_saving_what_nobody_changed_offers_no_undo(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    client = as_role("editor")
    page = client.post(change(), form_of(client.get(change()), "title") | {"_save": "1"}, follow=True)
    assert 'class="undo"' not in page.content.decode()


def test_writing_an_article_offers_to_undo_it(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    client = as_role("publisher")
    provider = the_article().provider.pk
    typed = {
        "title": "Made here", "provider": str(provider), "web_url": "https://news.example.org/made",
        "published_at_0": "2023-01-30", "published_at_1": "10:00",
    }  # fmt: skip
    page = client.post(f"{LIST}add/", form_of(client.get(f"{LIST}add/"), "title") | typed, follow=True)
    assert Article.objects.count() == 2
    client.post(undo_button(page))
    assert Article.objects.count() == 1


def test_who_may_not_delete_is_offered_no_undo_of_what_is_new(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    client = as_role("contributor")
    typed = {"title": "Mine", "provider": str(the_article().provider.pk), "web_url": "https://news.example.org/mine",
             "published_at_0": "2023-01-30", "published_at_1": "10:00"}  # fmt: skip
    page = client.post(f"{LIST}add/", form_of(client.get(f"{LIST}add/"), "title") | typed, follow=True)
    assert Article.objects.filter(title="Mine").exists()
    assert 'class="undo"' not in page.content.decode()
