"""What deletes or merges articles says so once, with a button that takes it back."""

import pytest
from django.test import Client

from articles.models import Article
from tests.articles.admin.signed_in import LIST, change, undo_button
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
SLUG = "2023-01-24-tides"


@pytest.fixture
def tides(archive: Archive) -> Article:
    for number in (1, 2):
        archive.write_article(f"2023-01-2{number}-same", webUrl=f'"https://news.example.org/same-{number}"')
    archive.write_article(SLUG, title='"Tides"')
    archive.bring()
    return Article.objects.get(slug=SLUG)


def test_a_deletion_is_said_once_and_taken_back_from_there(tides: Article, admin_client: Client) -> None:
    page = admin_client.post(
        f"{change().removesuffix('change/')}delete/?_changelist_filters=shown%3Dnow", {"post": "yes"}, follow=True
    )
    assert page.redirect_chain == [(f"{LIST}?shown=now", 302)]
    assert [str(message).partition("<")[0] for message in page.context["messages"]] == ["Deleted: Tides. "]
    admin_client.post(undo_button(page), {"next": LIST})
    assert Article.objects.filter(slug=SLUG).exists()


def test_many_that_are_deleted_come_back_at_once(tides: Article, admin_client: Client) -> None:
    before = sorted(Article.objects.values_list("slug", flat=True))
    chosen = {"action": "delete_selected", "_selected_action": list(Article.objects.values_list("pk", flat=True))}
    page = admin_client.post(LIST, chosen | {"post": "yes"}, follow=True)
    assert not Article.objects.exists()
    admin_client.post(undo_button(page), {"next": LIST})
    assert sorted(Article.objects.values_list("slug", flat=True)) == before


def test_two_that_were_merged_are_two_again(tides: Article, admin_client: Client) -> None:
    one, two = Article.objects.exclude(slug=SLUG).order_by("slug")
    sent = {"keep": one.pk, f"version-{one.pk}": one.version, f"version-{two.pk}": two.version}
    page = admin_client.post(f"{LIST}{one.pk}/merge/{two.pk}/", sent, follow=True)
    admin_client.post(undo_button(page))
    assert Article.objects.filter(slug__endswith="same").count() == 2
