"""The navigation of every page, and where some letters lead: to what an account may see, and to nothing else."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from articles.editing.roles import ROLES
from articles.models import Article, Masthead
from articles.reading.search import rebuild
from tests.articles.admin.signed_in import as_role, change
from tests.rows import make_article, make_provider, make_topic

pytestmark = pytest.mark.django_db
GO = "/admin/go/"


def found(client: Client, text: str) -> list[tuple[str, str]]:
    """What is found for a text, and what each is; pages of the desk apart."""
    answer: Any = client.get(GO, {"q": text}, headers={"Accept": "application/json"})
    return [(each["words"], each["kind"]) for each in answer.json()["found"] if each["kind"] != "page"]


def labels(client: Client, address: str = "/admin/") -> list[str]:
    shell = client.get(address).context["main"]
    return [way.label for way in shell]


def test_letters_lead_to_articles_topics_providers_and_people(admin_client: Client) -> None:
    make_topic("Harbours")
    make_provider("harbour.example", name="Harbour Post")
    make_article("2026-harbour", title="Harbour opens")
    assert sum(rebuild(Article.objects.all())) == 1
    User.objects.create_user("harriet", first_name="Harriet")
    kinds = [kind for _, kind in found(admin_client, "harbour")]
    assert kinds == ["news.example.org · Published", "topic", "provider"]
    assert found(admin_client, "harr") == [("Harriet", "person")]
    for address in ("http://127.0.0.1:8000/news/2026-harbour/", "2026-harbour"):
        assert found(admin_client, address)[0][0] == "Harbour opens"
    assert found(admin_client, "h") == found(admin_client, "nothing like it") == []


def test_each_leads_there(admin_client: Client) -> None:
    make_topic("Harbours")
    make_article("2026-harbour", title="Harbour opens")
    page = admin_client.get(GO, {"q": "harbour"})
    for each in page.context["found"]:
        assert f'href="{each.address}"' in page.content.decode()
        assert admin_client.get(each.address).status_code == 200


def test_pages_are_found_by_what_else_they_are_called(admin_client: Client) -> None:
    for text, label in (("user", "People"), ("tri", "Triage"), ("undo", "What was done"), ("logo", "Site")):
        answer = admin_client.get(GO, {"q": text}, headers={"Accept": "application/json"}).json()["found"]
        assert answer[0]["words"] == label
        assert admin_client.get(answer[0]["address"], follow=True).status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_the_navigation_leads_only_where_a_role_may_go(role: str) -> None:
    client = as_role(role)
    context = client.get("/admin/").context
    ways = [*context["main"], *context["more"]]
    assert [way.label for way in ways if client.get(way.address).status_code != 200] == []


def test_who_may_see_no_accounts_hears_of_none() -> None:
    User.objects.create_user("harriet", first_name="Harriet")
    client = as_role("editor")
    assert found(client, "harr") == []
    assert "People" not in labels(client)


def test_an_account_without_a_right_goes_nowhere(client: Client) -> None:
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert client.get(GO).status_code == 403


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/admin/", "Desk"), ("/admin/articles/article/", "Articles"), ("/admin/articles/article/?story=noisy", "Stories"),
        ("/admin/articles/article/triage/", "Triage"), ("/admin/articles/topic/add/", "Topics"),
        ("/admin/auth/user/", "People"), ("/admin/articles/import/new/", "Imports"),
    ],
)  # fmt: skip
def test_the_navigation_says_where_one_is(admin_client: Client, address: str, label: str) -> None:
    main = admin_client.get(address).context["main"]
    assert [way.label for way in main if way.is_here] == [label]


def test_a_number_says_what_waits(admin_client: Client) -> None:
    for number in range(2):
        make_article(f"draft-{number}", status="draft")
    ways = {way.label: way.number for way in admin_client.get("/admin/articles/topic/").context["main"]}
    assert (ways["Triage"], ways["Articles"]) == (2, 0)


def test_the_desk_has_the_name_and_the_colours_of_the_site(admin_client: Client) -> None:
    Masthead.objects.create(name="The Quay", accent="#00456b")
    page = admin_client.get("/admin/articles/topic/").content.decode()
    assert "<title>Topics | The Quay</title>" in page.replace("\n", "")
    assert f'href="{reverse("theme", args=[Masthead.objects.get().theme_tag])}"' in page


def test_an_application_is_nothing_to_look_at(admin_client: Client) -> None:
    for address in ("/admin/articles/", "/admin/auth/"):
        assert admin_client.get(address).headers["Location"] == "/admin/"


def test_pages_are_called_by_what_they_are_about(admin_client: Client) -> None:
    make_article("2023-01-24-tides", title="Tides come early")
    titles = {
        "/admin/articles/article/": "Articles", "/admin/articles/article/add/": "New article", change(): "Tides come early",
        "/admin/auth/group/": "Roles", "/admin/auth/user/": "People", "/admin/articles/picture/": "Pictures",
        "/admin/articles/topic/add/": "New topic", "/admin/auth/user/add/": "New person", "/admin/articles/masthead/add/": "Site",
    }  # fmt: skip
    for address, title in titles.items():
        assert admin_client.get(address).context["title"] == title


def test_the_way_back_is_called_as_the_page_that_it_leads_to(admin_client: Client) -> None:
    account = User.objects.get()
    for page in ("change", "history", "delete", "password"):
        shown = admin_client.get(f"/admin/auth/user/{account.pk}/{page}/").content.decode()
        assert '<a href="/admin/auth/user/">People</a>' in shown
        assert "Authentication" not in shown.partition('id="content"')[0]
    for address in ("/admin/password_change/", "/admin/password_change/done/"):
        assert '<a href="/admin/account/">Your account</a> &rsaquo;' in admin_client.get(address).content.decode()


def test_an_address_on_the_web_leads_to_a_new_article_from_it() -> None:
    url = "https://harbour.example/tides?a=1&b=2"
    editor = as_role("editor")
    answer: Any = editor.get(GO, {"q": url}, headers={"Accept": "application/json"})
    assert answer.json()["found"][-1]["words"] == "New from this URL"
    shown = editor.get(answer.json()["found"][-1]["address"])
    assert 'value="https://harbour.example/tides?a=1&amp;b=2"' in shown.content.decode()
    assert found(editor, "harbour.example/tides") == []
    viewer = as_role("contributor")
    Group.objects.get(name="contributor").permissions.remove(Permission.objects.get(codename="add_article"))
    assert found(viewer, url) == []
