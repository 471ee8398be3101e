"""Conflicts in the admin: the list, both sides side by side, one button a field."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from articles.bridge import document_of
from articles.editing.publishing import set_status
from articles.history.work import Work
from articles.models import Article, Conflict, Status
from tests.articles.admin.signed_in import LIST, as_role, change
from tests.once import Once
from tests.pages import form_of
from tests.seeds import Archive, archive, edit, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
CONFLICTS = "/admin/articles/conflict/"


@pytest.fixture(scope="module")
def page(shared_archive: Archive, once: Once) -> Iterator[str]:
    """The page of an article that disagrees with its file about two fields."""
    with once():
        disagree(shared_archive)
        yield f"{LIST}{the_article().pk}/conflicts/"


def disagree(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    edit(title="The editor's tide table", excerpt="The editor's excerpt")
    archive.write_article(title='"The file\'s <b>tide</b> table"', excerpt='"The file\'s excerpt"')
    archive.bring()


def post(client: Client, page: str, **button: str) -> Any:
    return client.post(page, form_of(client.get(page), "version") | button, follow=True)


def said() -> tuple[str, str | None]:
    document = document_of(the_article())
    return document.title, document.excerpt


def test_the_list_has_a_row_an_article_and_leads_to_both_sides(page: str) -> None:
    client = as_role("editor")
    listed = client.get(CONFLICTS).content.decode()
    assert listed.count('class="field-headline"') == 1
    assert "2023-01-24-tides.md" in listed
    row = Conflict.objects.one_per_article().get()
    assert client.get(f"{CONFLICTS}{row.pk}/change/", follow=True).redirect_chain == [(page, 302)]


def test_the_list_is_found_by_headline_and_file(page: str) -> None:
    client = as_role("editor")
    for asked, found in (("editor", 1), ("tides.md", 1), ("nowhere", 0)):
        assert client.get(CONFLICTS, {"q": asked}).content.decode().count('class="field-headline"') == found


def test_an_article_tells_of_its_conflicts_and_is_found_by_them(page: str) -> None:
    client = as_role("editor")
    assert "disagree about 2 fields" in client.get(change()).content.decode()
    assert 'class="field-headline"' in client.get(f"{LIST}?conflicts=open").content.decode()
    Conflict.objects.update(closed_at="2026-01-01T00:00:00Z")
    assert "disagree" not in client.get(change()).content.decode().partition("<form")[2]
    assert 'class="field-headline"' not in client.get(f"{LIST}?conflicts=open").content.decode()


def test_both_sides_are_shown_with_what_differs_marked(page: str) -> None:
    shown = as_role("editor").get(page).content.decode()
    assert "The <mark>editor</mark>&#x27;s " in shown
    assert "&lt;" in shown
    assert "<b>" not in shown


@pytest.mark.parametrize(
    ("button", "title", "excerpt"),
    [
        ({"take": "title"}, "The file's <b>tide</b> table", "The editor's excerpt"),
        ({"keep": "title"}, "The editor's tide table", "The editor's excerpt"),
        ({"take-all": "1"}, "The file's <b>tide</b> table", "The file's excerpt"),
        ({"keep-all": "1"}, "The editor's tide table", "The editor's excerpt"),
    ],
)
def test_a_button_decides_a_field_or_all(page: str, button: dict[str, str], title: str, excerpt: str) -> None:
    answer = post(as_role("editor"), page, **button)
    assert answer.status_code == 200
    assert said() == (title, excerpt)
    left = {"excerpt"} if len(button.keys() & {"take", "keep"}) else set()
    assert set(Conflict.objects.open().values_list("field", flat=True)) == left
    assert answer.redirect_chain == [(page if left else CONFLICTS, 302)]


def test_what_changed_meanwhile_is_shown_again(page: str) -> None:
    client = as_role("editor")
    form = form_of(client.get(page), "version")
    edit(excerpt="Somebody's excerpt")
    answer = client.post(page, form | {"take": "title"})
    assert answer.status_code == 409
    assert "Somebody" in answer.content.decode()
    assert said() == ("The editor's tide table", "Somebody's excerpt")


@pytest.mark.parametrize(
    "posted", [{}, {"version": "x", "take": "title"}, {"version": "9" * 30, "take": "title"}, {"take": "nothing"}]
)
def test_a_form_that_is_none_of_ours_settles_nothing(page: str, posted: dict[str, str]) -> None:
    assert as_role("editor").post(page, posted).status_code == 409
    assert Conflict.objects.open().count() == 2


def test_who_may_look_but_not_settle_has_no_buttons(page: str) -> None:
    client = as_role("contributor")
    assert client.get(page).status_code == 403
    user: Any = client.get(LIST).wsgi_request.user
    user.user_permissions.add(Permission.objects.get(codename="view_conflict"))
    shown = client.get(page).content.decode()
    assert "Keep this" not in shown
    assert client.post(page, {"take": "title"}).status_code == 403
    assert Conflict.objects.open().count() == 2


def test_a_status_that_the_account_may_not_give_is_not_taken_from_the_file(archive: Archive) -> None:
    archive.write_article(published=None, heat="10")
    archive.bring()
    set_status([the_article()], Status.REVIEW, by=Work("editor"))
    archive.write_article(published="true", heat="10")
    archive.bring()
    page = f"{LIST}{the_article().pk}/conflicts/"
    editor = as_role("editor")
    assert "In review" in editor.get(page).content.decode()
    answer = post(editor, page, take="status")
    assert answer.status_code == 403
    assert "published" in answer.content.decode()
    assert the_article().status == Status.REVIEW


def test_a_sealed_payload_is_not_shown(archive: Archive) -> None:
    sealed = "{}Y0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDE=;MDEyMzQ1Njc4OWFiY2RlZg=="
    archive.write_article(secured=sealed.format("MT"))
    archive.bring()
    edit(secured=None)
    archive.write_article(secured=sealed.format("MT").replace("Y0NTY3", "Y0NTY4"))
    archive.bring()
    assert list(Conflict.objects.open().values_list("field", flat=True)) == ["secured"]
    shown = as_role("publisher").get(f"{LIST}{the_article().pk}/conflicts/").content.decode()
    assert "Y0NTY" not in shown
    assert "another sealed payload" in shown


def test_very_long_values_are_answered(archive: Archive) -> None:
    archive.write("_news/2023-01-24-tides.md", _long("a"))
    archive.bring()
    edit(body=" ".join(f"ours{n}" for n in range(60_000)))
    archive.write("_news/2023-01-24-tides.md", _long("b"))
    archive.bring()
    shown = as_role("editor").get(f"{LIST}{the_article().pk}/conflicts/").content.decode()
    assert "ours1 " in shown
    assert len(shown) < 200_000


def _long(word: str) -> str:
    words = " ".join(f"{word}{n}" for n in range(60_000))
    return f"""---
title: Long
publishedDateTime: 2023-01-24T11:00:00Z
webUrl: "https://news.example.org/long"
provider:
  domain: news.example.org
---
{words}
"""


def test_an_article_without_conflicts_says_so(archive: Archive, admin_client: Client) -> None:
    archive.write_article()
    archive.bring()
    assert "do not disagree" in admin_client.get(f"{LIST}{the_article().pk}/conflicts/").content.decode()
    assert admin_client.get(f"{LIST}999/conflicts/").status_code == 404
    assert admin_client.get(CONFLICTS).status_code == 200
    assert Article.objects.count() == 1
