"""Possible duplicates in the admin: the list, two articles side by side, merging and leaving them."""

import pytest
from django.test import Client

from articles.editing.duplicates import find_duplicates
from articles.editing.publishing import set_status
from articles.history.work import Work
from articles.models import Article, Duplicate, FormerArticle, Status
from tests.articles.admin.signed_in import LIST, as_role, change
from tests.pages import form_of
from tests.seeds import Archive, archive, edit, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
PAIRS = "/admin/articles/duplicate/"
ONE, TWO = "2023-01-24-tides", "2023-01-24-tides-again"
TITLE = "Editors of the coast publish a new tide table"


@pytest.fixture
def pair(archive: Archive) -> str:
    """The page of two articles side by side."""
    for slug, topic in ((ONE, "AI"), (TWO, "Moon")):
        archive.write_article(
            slug, title=f'"{TITLE}"', webUrl=f'"https://{slug}.example.org/"', topics=f"\n  - {topic}"
        )
    archive.bring()
    first, second = Article.objects.order_by("pk").values_list("pk", flat=True)
    return f"{LIST}{first}/merge/{second}/"


def keep(client: Client, page: str, slug: str) -> tuple[int, str]:
    pk = str(the_article(slug).pk)
    answer = client.post(page, form_of(client.get(page), f"version-{pk}") | {"keep": pk}, follow=True)
    return answer.status_code, answer.content.decode()


def test_the_list_shows_a_pair_and_leads_to_it(pair: str) -> None:
    client = as_role("editor")
    page = client.get(PAIRS).content.decode()
    assert page.count(TITLE) >= 2
    assert "100%" in page
    assert "Nearly the same headline" in page
    assert client.get(f"{PAIRS}{Duplicate.objects.get().pk}/change/", follow=True).redirect_chain == [(pair, 302)]


def test_an_empty_list_answers(admin_client: Client) -> None:
    assert admin_client.get(PAIRS).status_code == 200
    assert admin_client.get(f"{PAIRS}1/change/", follow=True).status_code == 200


def test_saving_an_article_finds_its_duplicates(pair: str, admin_client: Client) -> None:
    edit(TWO, title="Quite something else")
    find_duplicates()
    assert not Duplicate.objects.exists()
    address = change(TWO)
    form = form_of(admin_client.get(address), "title") | {"title": TITLE, "_save": "Save"}
    assert admin_client.post(address, form).status_code == 302
    assert Duplicate.objects.count() == 1


def test_both_stand_side_by_side_with_what_each_would_get(pair: str) -> None:
    page = as_role("publisher").get(pair).content.decode()
    assert "topic AI" in page
    assert "topic Moon" in page
    assert page.count("Keep this one") == 2


@pytest.mark.parametrize(("kept", "gone"), [(ONE, TWO), (TWO, ONE)])
def test_either_can_be_kept(pair: str, kept: str, gone: str) -> None:
    status, page = keep(as_role("publisher"), pair, kept)
    assert status == 200
    assert f"/news/{kept}/" in page
    assert [article.slug for article in Article.objects.all()] == [kept]
    former = FormerArticle.objects.get()
    assert (former.slug, former.by_name) == (gone, "publisher")
    assert not Duplicate.objects.exists()


def test_not_duplicates_are_not_brought_up_again(pair: str) -> None:
    client = as_role("editor")
    client.post(pair, form_of(client.get(pair), f"version-{the_article(ONE).pk}") | {"dismiss": "1"})
    assert TITLE not in client.get(PAIRS).content.decode()
    assert TITLE in client.get(f"{PAIRS}?state=dismissed").content.decode()
    assert "editor said" in client.get(pair).content.decode()


@pytest.mark.parametrize(("act", "state"), [("dismiss", ""), ("bring_back", "?state=dismissed")])
def test_many_are_decided_at_once(pair: str, act: str, state: str) -> None:
    client = as_role("editor")
    if act == "bring_back":
        Duplicate.objects.update(dismissed_at="2026-01-01T00:00:00Z")
    row = Duplicate.objects.get()
    client.post(PAIRS + state, {"action": act, "_selected_action": [row.pk]})
    assert Duplicate.objects.open().exists() is (act == "bring_back")


def test_an_editor_looks_and_a_publisher_merges(pair: str) -> None:
    client = as_role("editor")
    assert "Your account may not merge articles." in client.get(pair).content.decode()
    assert keep(client, pair, ONE)[0] == 403
    assert Article.objects.count() == 2


def test_what_readers_see_is_not_taken_by_merging_without_the_right(pair: str) -> None:
    set_status([the_article(ONE)], Status.WITHDRAWN, by=Work("publisher"))
    client = as_role("publisher")
    user = client.get(PAIRS).wsgi_request.user
    user.groups.get().permissions.filter(codename="withdraw_article").delete()
    assert keep(client, pair, ONE)[0] == 403
    assert Article.objects.count() == 2


@pytest.mark.parametrize("address", ["list", "pair"])
def test_who_may_not_change_articles_sees_none(pair: str, address: str, django_user_model: type) -> None:
    user = django_user_model.objects.create_user("nobody", is_staff=True)  # type: ignore[attr-defined]
    client = Client()
    client.force_login(user)
    assert client.get(PAIRS if address == "list" else pair).status_code == 403


def test_what_changed_meanwhile_is_shown_again_and_not_merged(pair: str) -> None:
    client = as_role("publisher")
    form = form_of(client.get(pair), f"version-{the_article(ONE).pk}") | {"keep": str(the_article(ONE).pk)}
    edit(TWO, excerpt="Somebody's words.")
    answer = client.post(pair, form)
    assert answer.status_code == 409
    assert "Somebody&#x27;s words." in answer.content.decode()
    assert Article.objects.count() == 2


def test_what_is_merged_already_is_said(pair: str) -> None:
    client = as_role("publisher")
    form = form_of(client.get(pair), f"version-{the_article(ONE).pk}") | {"keep": str(the_article(ONE).pk)}
    client.post(pair, form)
    assert "already merged or deleted" in client.post(pair, form, follow=True).content.decode()
    assert client.get(pair).status_code == 404


def test_any_two_of_the_list_of_articles_can_be_compared(pair: str) -> None:
    client = as_role("editor")
    pks = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    answer = client.post(LIST, {"action": "compare", "_selected_action": pks})
    assert answer["Location"] == pair
    answer = client.post(LIST, {"action": "compare", "_selected_action": pks[:1]}, follow=True)
    assert "exactly two" in answer.content.decode()
