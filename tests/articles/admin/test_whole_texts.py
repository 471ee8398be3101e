"""No database takes a NUL: whatever is posted to the admin with one is refused with words, and nothing is changed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.history.revisions import new_revision, record
from articles.history.work import Work
from articles.models import Article, Provider, Revision, SavedFilter
from tests.articles.admin.signed_in import LIST, as_role
from tests.seeds import SEALED, Archive, archive, the_article

__all__ = ["SEALED", "archive"]
pytestmark = pytest.mark.django_db
NUL = "a\0b"
FORMS: dict[str, dict[str, Any]] = {
    "article_triage": {"act": "title", "title": NUL},
    "article_save_filter": {"name": NUL, "query": "q=a"},
    "article_changelist": {"action": NUL, "_selected_action": NUL},
    "import_changelist": {"action": NUL},
}


def refused(client: Client, address: str, form: dict[str, Any]) -> str:
    answer = client.post(address, form)
    assert answer.status_code == 400
    return answer.content.decode()


@pytest.mark.parametrize("page", FORMS)
def test_a_form_with_a_nul_is_refused_with_words(archive: Archive, page: str) -> None:
    archive.write_article(published="false")
    archive.bring()
    client = as_role("administrator")
    form = {"article": the_article().pk, "version": the_article().version} | FORMS[page]
    before = list(Article.objects.values("pk", "title", "version"))
    said = refused(client, reverse(f"admin:articles_{page}"), form)
    words = (
        "What was typed contains a character (NUL) that no text may contain. Go back, remove it, and send it again.\n"
    )
    assert said.startswith(words)
    assert list(Article.objects.values("pk", "title", "version")) == before
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("field", ["adopt", "correct"])
def test_a_spelling_with_a_nul_is_refused_with_words(archive: Archive, field: str) -> None:
    archive.write_article()
    archive.bring()
    address = reverse("admin:articles_provider_spellings", args=[Provider.objects.get().pk])
    assert refused(as_role("administrator"), address, {field: NUL}).startswith(
        "What was typed contains a character (NUL)"
    )


def test_an_address_with_a_nul_is_refused_with_words() -> None:
    answer = as_role("administrator").get(f"{LIST}?status__exact=%00")
    assert (answer.status_code, answer.content.decode()[:38]) == (400, "The address contains a character (NUL)")


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("A bell\a rings", "Headline: control character U+0007 in a text"),
        ("word " * 700, "Headline: 3,499 characters; expected at most 2,000"),
    ],
    ids=["a control character", "3,500 letters"],
)
def test_a_headline_in_triage_obeys_the_rules_of_a_seed(archive: Archive, title: str, said: str) -> None:
    archive.write_article(published="false")
    archive.bring()
    article = the_article()
    form = {"article": article.pk, "version": article.version, "act": "title", "title": title}
    page = as_role("administrator").post(reverse("admin:articles_article_triage"), form, follow=True).content.decode()
    assert said in page
    assert the_article().title == article.title
    assert the_article().revisions.count() == 1


def test_a_text_that_earlier_rules_let_in_is_told_of_and_the_article_can_still_be_edited(archive: Archive) -> None:
    archive.write_article(published="false")
    archive.bring()
    good = the_article().revisions.get()
    bad = new_revision(the_article(), b'---\ntitle: "A bell\x07 rings"\n---\n', Revision.Kind.CHANGED, Work("somebody"))
    record([bad])
    Article.objects.update(title="A bell\a rings")
    client, history = as_role("administrator"), f"{LIST}{the_article().pk}/history/"
    compared = client.get(f"{history}compare/", {"old": good.pk, "new": bad.pk}, follow=True).content.decode()
    assert "One of the two texts" in compared
    restored = client.post(f"{history}restore/", {"revision": bad.pk}, follow=True).content.decode()
    assert "That text" in restored
    assert "Nothing is changed" in restored
    client.post(f"{history}restore/", {"revision": good.pk})
    assert the_article().title == "A tide table for editors"
