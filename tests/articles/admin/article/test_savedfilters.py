"""Filters of the list saved under a name: one's own, shared ones, and what is not saved."""

import pytest
from django.test import Client
from django.utils import timezone

from articles.admin.article.savedfilters import normal
from articles.models import Article, SavedFilter
from tests.articles.admin.signed_in import LIST, as_role
from tests.seeds import Archive, archive

__all__ = ["archive"]

pytestmark = pytest.mark.django_db
SAVE = f"{LIST}filters/"


@pytest.fixture(autouse=True)
def articles(archive: Archive) -> None:
    archive.write_article("2023-01-24-tides", published="false")
    archive.write_article("2023-01-25-ferry", webUrl='"https://news.example.org/ferry"')
    archive.bring()


def page(client: Client, query: str = "") -> str:
    return str(client.get(f"{LIST}{query}").content.decode())


def test_a_filter_is_saved_shown_and_forgotten() -> None:
    editor = as_role("editor")
    sent = {"name": " Drafts  of today ", "query": "status__exact=draft&q=&p=3&o=-3"}
    answer = editor.post(SAVE, sent, follow=True)
    assert answer.redirect_chain[-1][0] == f"{LIST}?o=-3&status__exact=draft"
    text = answer.content.decode()
    assert "Saved, for you alone: Drafts of today." in text
    assert 'href="?o=-3&amp;status__exact=draft" aria-current="true"' in text
    saved = SavedFilter.objects.get()
    gone = editor.post(f"{SAVE}{saved.pk}/forget/", follow=True).content.decode()
    assert "Forgotten: the filter Drafts of today." in gone
    assert not SavedFilter.objects.exists()


def test_one_s_own_filter_of_that_name_is_replaced_and_another_s_is_not() -> None:
    editor, publisher = as_role("editor"), as_role("publisher")
    for client, query in ((editor, "q=ferry"), (publisher, "q=bridge"), (editor, "q=tides")):
        client.post(SAVE, {"name": "Mine", "query": query})
    assert sorted(SavedFilter.objects.values_list("query", flat=True)) == ["q=bridge", "q=tides"]


@pytest.mark.parametrize(("role", "is_shared"), [("contributor", False), ("editor", True), ("publisher", True)])
def test_who_works_on_everybody_s_articles_may_share(role: str, is_shared: bool) -> None:
    client = as_role(role)
    client.post(SAVE, {"name": "Ferries", "query": "q=ferry", "shared": "on"})
    assert SavedFilter.objects.get().is_shared is is_shared
    assert ("for all editors" in page(client, "?q=ferry")) is is_shared


def test_others_see_what_is_shared_only_and_cannot_forget_it() -> None:
    editor, publisher = as_role("editor"), as_role("publisher")
    editor.post(SAVE, {"name": "For all", "query": "q=ferry", "shared": "on"})
    editor.post(SAVE, {"name": "For me", "query": "q=tides"})
    text = page(publisher, "?q=ferry")
    assert [words in text for words in ("For all", "For me", "Forget it")] == [True, False, False]
    shared = SavedFilter.objects.get(name="For all")
    assert publisher.post(f"{SAVE}{shared.pk}/forget/").status_code == 404
    assert publisher.get(f"{SAVE}{shared.pk}/forget/").status_code == 405


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": " ", "query": "q=a"}, "Type a name"),
        ({"name": "x" * 81, "query": "q=a"}, "at most 80 are allowed"),
        ({"name": "All", "query": "p=2&q= "}, "choose a filter or search first"),
        ({"name": "Long", "query": "q=" + "a" * 2000}, "too long to be saved"),
        ({}, "Type a name"),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_told(sent: dict[str, str], said: str) -> None:
    text = as_role("editor").post(SAVE, sent, follow=True).content.decode()
    assert said in text.partition("Nothing is saved.")[0]
    assert not SavedFilter.objects.exists()


def test_nobody_saves_without_signing_in() -> None:
    assert Client().post(SAVE, {"name": "A", "query": "q=a"}).status_code == 302
    assert not SavedFilter.objects.exists()


def test_a_query_has_one_order() -> None:
    assert normal("b=2&a=1&p=4&_popup=1&c=") == "a=1&b=2" == normal("?a=1&b=2".removeprefix("?"))


def test_the_age_of_articles_is_counted_from_now() -> None:
    ferry, tides = (Article.objects.get(slug=slug) for slug in ("2023-01-25-ferry", "2023-01-24-tides"))
    Article.objects.filter(pk=ferry.pk).update(published_at=timezone.now())
    client = as_role("editor")
    for value, found in (("1", [ferry]), ("older", [tides])):
        text = page(client, f"?age={value}")
        assert [article for article in (ferry, tides) if f"{LIST}{article.pk}/change/" in text] == found
