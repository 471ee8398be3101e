"""What addresses answer to those who ask wrongly, or for what is not theirs."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from articles.models import Topic
from tests.pages import markup
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
ARTICLE = "/news/2023-01-24-tides/"


@pytest.mark.parametrize("visitor", [None, "reader"])
def test_a_draft_answers_as_what_was_never_there(client: Client, archive: Archive, visitor: str | None) -> None:
    archive.write_article(published="false")
    archive.bring()
    if visitor:
        client.force_login(User.objects.create_user(visitor))
    draft, nothing = client.get(ARTICLE), client.get("/news/2023-01-24-nothing/")
    assert draft.headers.pop("X-Request-ID") != nothing.headers.pop("X-Request-ID")
    assert (draft.status_code, draft.content, draft.headers) == (404, nothing.content, nothing.headers)


def test_a_public_page_asks_nobody_who_they_are(client: Client, archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    client.force_login(User.objects.create_superuser("editor"))
    for address in ("/", ARTICLE, "/topics/ai/", "/api/news/index.json"):
        assert "Cookie" not in client.get(address).headers.get("Vary", ""), address


@pytest.mark.parametrize(
    ("is_staff", "may_view", "status"), [(True, True, 200), (True, False, 404), (False, True, 404)]
)
def test_a_preview_is_for_staff_who_may_view_articles(
    client: Client, archive: Archive, is_staff: bool, may_view: bool, status: int
) -> None:
    archive.write_article(published="false")
    archive.bring()
    user = User.objects.create_user("somebody", is_staff=is_staff)
    if may_view:
        user.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(user)
    assert client.get(ARTICLE).status_code == status


def test_topics_and_providers_of_drafts_alone_are_not_named(client: Client, archive: Archive) -> None:
    provider = "\n  name: Canary\n  domain: canary.example"
    archive.write_article(published="false", topics="\n  - Canary", provider=provider)
    archive.write_article("2023-01-25-public", webUrl='"https://news.example.org/public"')
    archive.bring()
    for address in (
        "/",
        "/topics/",
        "/providers/",
        "/api/topics/index.json",
        "/topics/canary/",
        "/providers/canary.example/",
    ):
        assert b"Canary" not in client.get(address).content, address
    for address in ("/topics/canary/", "/providers/canary.example/"):
        assert client.get(address).status_code == 404


def test_a_topic_and_a_provider_with_a_file_have_a_page_before_their_first_article(
    client: Client, archive: Archive
) -> None:
    archive.write("_data/topics/00-ai.yaml", "taxonomy: topic\n_id: ai\nname: AI\n")
    archive.write(
        "_data/organizations/e.example", "---\ntaxonomy: organization\n_id: e\nname: E\ndomain: e.example\n---\n"
    )
    archive.bring()
    assert "Nothing is published on this topic yet" in markup(client.get("/topics/ai/"))
    assert "Nothing from this provider is published yet" in markup(client.get("/providers/e.example/"))


@pytest.mark.parametrize("place", ["news", "topics", "providers", "api/news"])
def test_a_name_with_nul_is_missing(client: Client, place: str) -> None:
    assert client.get(f"/{place}/a%00b/{'index.json' if 'api' in place else ''}").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_program_that_tries_to_write_is_told_the_methods(method: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)("/api/news/index.json")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_each_page_says_its_own_address(client: Client, archive: Archive) -> None:
    for n in range(26):
        archive.write_article(f"2023-01-24-t{n}", webUrl=f'"https://news.example.org/{n}"', topics="\n  - Wörter")
    archive.bring()
    page = markup(client.get("/topics/wörter/?utm_source=x"))
    own = "http://127.0.0.1:8000/topics/w%C3%B6rter/"
    assert f'<link rel="canonical" href="{own}">' in page
    following = re.search(r'href="/topics/w%C3%B6rter/(after/[^"]+)"', page)
    assert following
    second = markup(client.get(f"/topics/wörter/{following[1]}"))
    assert f'<link rel="canonical" href="{own}{following[1]}">' in second
    assert 'rel="canonical"' not in markup(client.get("/nothing/"))


def test_a_picture_at_another_sites_root_is_not_asked_of_ours(
    client: Client, archive: Archive, settings: Settings
) -> None:
    settings.REMOTE_PICTURES = True
    archive.write_article(
        images='\n  - url: /assets/a.jpg\n  - url: "https://images.example.org/b.jpg"\n    title: "A gauge"'
    )
    archive.bring()
    page = markup(client.get(ARTICLE))
    assert re.findall(r"<img [^>]*>", page) == [
        '<img src="https://images.example.org/b.jpg" alt="A gauge" decoding="async" referrerpolicy="no-referrer">'
    ]


def test_no_topic_leads_to_one_above_it_that_nobody_sees(client: Client) -> None:
    above = Topic.objects.create(name="Secret", slug="secret")
    Topic.objects.create(name="Quay", slug="quay", parent=above, in_data=True)
    assert client.get("/topics/secret/").status_code == 404
    assert "secret" not in client.get("/topics/quay/").content.decode().lower()
    above.in_data = True
    above.save()
    assert '<a href="/topics/secret/"' in client.get("/topics/quay/").content.decode()
