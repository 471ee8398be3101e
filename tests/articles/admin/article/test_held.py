"""An address that an editor brings of an article that is here, or was: by whichever of its addresses, its article is gone to."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from articles.editing import incoming
from articles.models import Article, Audited, AuditLine, FormerArticle, Provider, text_key
from tests.articles.admin.article.test_fromurl import FROM, HTML, asked, filled, published, words_of
from tests.articles.admin.signed_in import as_role, change
from tests.articles.originals.pages import head
from tests.articles.pictures.server import Server, answer, redirect, server
from tests.seeds import Archive, archive

__all__ = ["archive", "published", "server"]
pytestmark = pytest.mark.django_db
URL = "https://news.example.org/tides"


@pytest.mark.parametrize(
    "url",
    [
        URL, f"{URL}?utm_source=mail", f"{URL}/", "http://www.news.example.org/tides#top", "https://m.news.example.org/tides",
        "news.example.org/tides", "https://news.example.org/amp/tides", "https://origin.example.org/tides",
        "https://amp.elsewhere.example/x", "http://testserver/news/2023-01-24-tides/",
    ],
)  # fmt: skip
def test_what_is_here_is_gone_to_by_any_of_its_addresses(archive: Archive, url: str, server: Server) -> None:
    archive.write_article(
        webUrl=f'"{URL}"', originalUrl='"https://origin.example.org/tides"', ampWebUrl='"https://amp.elsewhere.example/x"'
    )  # fmt: skip
    archive.bring()
    Provider.objects.update(domain="elsewhere.example")
    client = as_role("editor")
    page = client.post(FROM, {"url": url}, follow=True)
    assert page.redirect_chain == [(change(), 302)]
    assert "That article is here already: this is it." in page.content.decode()
    assert (server.asked, AuditLine.objects.filter(kind=Audited.LOOKED_UP).count()) == ([], 0)


def test_a_former_address_leads_to_what_took_its_place(archive: Archive) -> None:
    archive.write_article(webUrl=f'"{URL}"')
    archive.bring()
    archive.write_article(webUrl='"https://news.example.org/moved"')
    archive.bring()
    client = as_role("editor")
    assert client.post(FROM, {"url": URL})["Location"] == change()
    FormerArticle.objects.create(
        slug="x", title="X", web_url="https://a.example/joined", web_key=text_key("https://a.example/joined"),
        successor=Article.objects.get(), at="2023-01-30T00:00Z",
    )  # fmt: skip
    assert client.post(FROM, {"url": "https://a.example/joined"})["Location"] == change()


@pytest.mark.parametrize("says", ['<link rel="canonical" href="{}">', '<meta property="og:url" content="{}">'])
def test_the_page_s_own_address_may_be_here(archive: Archive, server: Server, says: str) -> None:
    archive.write_article(webUrl=f'"{URL}"')
    archive.bring()
    server.pages["/short"] = redirect("/a")
    server.pages["/a"] = answer(head("<title>Tides</title>", says.format(URL)).encode(), HTML)
    assert asked(as_role("editor"), f"{server.url}/short", 302)["Location"] == change()


def test_an_account_that_sees_no_articles_is_told_and_shown_nothing(archive: Archive) -> None:
    archive.write_article(webUrl=f'"{URL}"', title='"A secret"')
    archive.bring()
    user = User.objects.create_user("adder", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="add_article"))
    client = Client()
    client.force_login(user)
    page = client.post(FROM, {"url": URL}, follow=True)
    assert page.redirect_chain == [(FROM, 302)]
    assert "That article is here already." in page.content.decode()
    assert "secret" not in page.content.decode()


def test_what_was_deleted_is_told_and_filled_in_all_the_same(published: Server) -> None:
    url = f"{published.url}/tides"
    key = text_key(url)
    FormerArticle.objects.create(
        slug="x", title="Old tides", web_url=url, web_key=key, at="2023-01-30T00:00Z", by_name="Ann"
    )
    page = asked(as_role("editor"), url)
    assert (
        'An article of this address was here: <span dir="auto">Old tides</span>, deleted on 2023-01-30 by Ann.'
        in words_of(page)
    )
    assert filled(page)["title"] == "The tide table"


def test_the_provider_above_a_domain_is_found_and_what_it_was_merged_into() -> None:
    above = Provider.objects.create(name="Above", domain="news.example")
    Provider.objects.create(name="Old", domain="old.example", merged_into=above)
    Provider.objects.create(name="Suffix", domain="example")
    wanted = {
        "https://sport.news.example/1": above, "https://www.news.example/1": above, "https://old.example/1": above,
        "https://other.example/1": None, "https://": None, "http://[": None,
    }  # fmt: skip
    assert {url: incoming.provider_at(url) for url in wanted} == wanted
