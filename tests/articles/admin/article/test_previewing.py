"""The preview beside an article's form shows what is typed, and stores nothing."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import Article, Picture, Revision
from tests.articles.admin.signed_in import as_role, change, give_to
from tests.articles.pictures.files import png
from tests.pages import form_of
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
FERRY = "2023-01-25-ferry"


@pytest.fixture(autouse=True)
def articles(archive: Archive) -> None:
    archive.write_article("2023-01-24-tides", title='"Tides"', topics="\n- Harbour\n- Boats")
    archive.write_article(FERRY, title='"A ferry sails"', webUrl='"https://news.example.org/ferry"')
    archive.write_article(
        "2023-01-26-draft", title='"Not yet news"', published="false", webUrl='"https://news.example.org/draft"'
    )
    archive.bring()


def previewed(client: Client, **typed: str) -> str:
    sent = form_of(client.get(change()), "title") | typed
    answer = client.post(change().replace("/change/", "/preview/"), sent)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_what_is_typed_is_shown_and_nothing_is_stored() -> None:
    client = as_role("editor")
    before = list(Article.objects.order_by("pk").values()), Revision.objects.count()
    text = previewed(client, title="A <b>new</b> headline", excerpt="Other words", body="**Bold** words")
    assert text.count("A &lt;b&gt;new&lt;/b&gt; headline") >= 2
    assert "<strong>Bold</strong>" in text
    in_lists, page = text.split('id="as-page"')
    assert re.search(r'<article class="card">.*<a\s+href="/news/2023-01-24-tides/">', in_lists, re.DOTALL)
    assert '<article class="article"' in page
    assert "&lt;article" not in text
    assert (list(Article.objects.order_by("pk").values()), Revision.objects.count()) == before


def test_rows_are_shown_in_their_typed_order_without_those_to_be_deleted() -> None:
    client = as_role("editor")
    text = previewed(client, **{"topic_links-0-position": "5"})
    assert re.search(r"Boats</a></li>\s*<li><a[^>]*>Harbour", text)
    text = previewed(client, **{"topic_links-0-DELETE": "on"})
    assert ">Boats</a></li>" in text
    assert ">Harbour</a></li>" not in text


@pytest.mark.parametrize(("slug", "is_seen"), [(FERRY, True), ("2023-01-26-draft", False)])
def test_a_link_just_typed_is_shown_where_readers_would_see_it(slug: str, is_seen: bool) -> None:
    text = previewed(as_role("editor"), **{"related_links-0-slug": slug})
    title = Article.objects.get(slug=slug).title
    assert (f"{title}</a></h4>" in text) is is_seen


def test_a_link_to_elsewhere_is_shown() -> None:
    typed = {"related_links-0-title": "Elsewhere too", "related_links-0-webUrl": "https://elsewhere.example/1"}
    assert "Elsewhere too</a></h4>" in previewed(as_role("editor"), **typed)


def test_what_would_be_refused_is_named_and_shown_as_it_is_stored() -> None:
    text = previewed(as_role("editor"), title="", published_at_0="no day", **{"related_links-0-slug": "nothing"})
    assert re.search(r"shown as stored: [^<]*Headline[^<]*Published[^<]*related link 1", text, re.IGNORECASE)
    assert "Tides" in text


def test_an_upload_is_not_kept() -> None:
    client = as_role("editor")
    upload = SimpleUploadedFile("a.png", png(40, 30), content_type="image/png")
    sent = form_of(client.get(change()), "title") | {"images-0-upload": upload}
    assert client.post(change().replace("/change/", "/preview/"), sent).status_code == 200
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"title": "Only this"}, {"images-TOTAL_FORMS": "x"}, {"topic_links-0-tag": "x" * 30}]
)
def test_whatever_is_posted_is_answered(sent: dict[str, Any]) -> None:
    assert as_role("editor").post(change().replace("/change/", "/preview/"), sent).status_code == 200


@pytest.mark.parametrize(("role", "status"), [("contributor", 403), ("editor", 200), ("publisher", 200)])
def test_who_may_change_the_article_may_preview_it(role: str, status: int) -> None:
    client = as_role(role)
    address = change().replace("/change/", "/preview/")
    assert client.post(address).status_code == status
    assert client.get(address).status_code == 405


def test_a_contributor_previews_an_own_draft() -> None:
    client = as_role("contributor")
    give_to(client, "2023-01-26-draft")
    assert client.post(change("2023-01-26-draft").replace("/change/", "/preview/")).status_code == 200


def test_a_missing_article_is_not_found() -> None:
    assert as_role("editor").post("/admin/articles/article/999999/preview/").status_code == 404
