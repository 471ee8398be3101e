"""New from a URL: what is here is gone to, what is not is filled in, and nothing is fetched or stored that nobody asked for."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.admin.article import fromurl
from articles.editing import incoming
from articles.models import Act, Article, Audited, AuditLine, Provider, Revision
from articles.originals import Original, look_up
from tests.articles.admin.signed_in import LIST, as_role, change, save
from tests.articles.originals.pages import head, linked_data, meta
from tests.articles.pictures.server import Server, answer, server
from tests.pages import form_of
from tests.seeds import Archive, archive, exported

__all__ = ["archive", "server"]
pytestmark = pytest.mark.django_db
FROM, ADD = f"{LIST}from-url/", f"{LIST}add/"
PAGE = head(
    "<title>The tide table | Harbour</title>", meta(og_title="The tide table", og_site_name="Harbour", og_image="/a.jpg"),
    meta(og_description="It rises.", article_published_time="2023-02-01T22:10:00+01:00", og_locale="de_DE"),
    '<link rel="amphtml" href="/amp/tides">',
).encode()  # fmt: skip
HTML = "Content-Type: text/html"


@pytest.fixture
def published(server: Server) -> Server:
    server.pages["/tides"] = answer(PAGE, HTML)
    server.pages["/tides?utm_source=mail"] = answer(PAGE, HTML)
    return server


def asked(client: Client, url: str, status: int = 200) -> Any:
    page = client.post(FROM, {"url": url})
    assert page.status_code == status
    return page


def filled(page: Any) -> dict[str, Any]:
    return form_of(page, "title")


def words_of(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_a_paste_an_enter_and_a_save_make_a_draft(published: Server) -> None:
    client = as_role("editor")
    page = asked(client, f" {published.url}/tides?utm_source=mail ")
    form = filled(page)
    names = ("title", "excerpt", "published_at_0", "published_at_1", "locale", "amp_url", "images-0-url", "status")
    assert [form[name] for name in names] == [
        "The tide table", "It rises.", "2023-02-01", "21:10:00", "de-de", f"{published.url}/amp/tides", f"{published.url}/a.jpg",
        "draft",
    ]  # fmt: skip
    assert (Article.objects.count(), Provider.objects.count()) == (0, 0)
    assert f'action="{ADD}"' in page.content.decode()
    assert client.post(ADD, form | {"_save": "Save"}).status_code == 302
    saved = Article.objects.get()
    assert (saved.slug, saved.status, saved.web_url) == ("2023-02-01-the-tide-table", "draft", f"{published.url}/tides")
    assert (saved.provider.domain, saved.provider.name, saved.provider_name) == ("localhost", "Harbour", "Harbour")
    assert [image.url for image in saved.images.all()] == [f"{published.url}/a.jpg"]
    assert Revision.objects.get().kind == Revision.Kind.ADDED
    assert 'title: "The tide table"' in exported(saved.slug)


def test_the_utm_address_is_asked_as_it_was_pasted(published: Server) -> None:
    published.pages["/tides?utm_source=mail"] = answer(PAGE, HTML)
    asked(as_role("editor"), f"{published.url}/tides?utm_source=mail")
    assert published.asked == ["/tides?utm_source=mail"]


def test_one_more_press_publishes_it_for_whoever_may(published: Server) -> None:
    client = as_role("publisher")
    page = asked(client, f"{published.url}/tides")
    assert b'name="_publish"' in page.content
    client.post(ADD, filled(page) | {"_publish": "Save and publish"})
    assert Article.objects.get().status == "published"
    editor = as_role("editor")
    assert b'name="_publish"' not in editor.get(ADD).content
    sent = filled(page) | {"_publish": "Save and publish", "title": "Another", "web_url": "https://a.example/1"}
    assert editor.post(ADD, sent).status_code == 200
    assert Article.objects.count() == 1


def test_opening_the_page_fetches_and_stores_nothing(published: Server) -> None:
    client = as_role("editor")
    before = AuditLine.objects.count()
    page = client.get(FROM, {"url": f'{published.url}/tides"><script>'})
    assert f'value="{published.url}/tides&quot;&gt;&lt;script&gt;"' in page.content.decode()
    assert client.get(ADD, {"url": f"{published.url}/tides"}).status_code == 200
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies = client.cookies
    assert stranger.post(FROM, {"url": f"{published.url}/tides"}).status_code == 403
    assert (published.asked, AuditLine.objects.count(), Article.objects.count()) == ([], before, 0)


def test_the_bookmark_leads_to_the_field_and_no_further(client: Client) -> None:
    page = as_role("editor").get(FROM).content.decode()
    link = "javascript:location.href=&quot;http://testserver/admin/articles/article/from-url/?url=&quot;+encodeURIComponent(location.href)"
    assert f'href="{link}"' in page
    assert f'href="{link}"' in as_role("publisher").get(reverse("desk")).content.decode()


@pytest.mark.parametrize(("domain", "is_found"), [("localhost", True), ("elsewhere.example", False)])
def test_a_provider_is_found_by_its_domain_or_offered_as_new(published: Server, domain: str, is_found: bool) -> None:
    known = Provider.objects.create(name="The Harbour Gazette", domain=domain)
    form = filled(asked(as_role("editor"), f"{published.url}/tides"))
    assert (form["provider"] or "") == (str(known.pk) if is_found else "")
    new = {name: form.get(name) for name in ("new_provider_name", "new_provider_domain")}
    assert (
        new == dict.fromkeys(new) if is_found else {"new_provider_name": "Harbour", "new_provider_domain": "localhost"}
    )


def test_a_new_provider_is_corrected_in_the_form_or_another_chosen(published: Server) -> None:
    client = as_role("editor")
    form = filled(asked(client, f"{published.url}/tides"))
    wrong = client.post(ADD, form | {"new_provider_domain": "no domain/"})
    assert "expected a domain such as news.example.org" in wrong.content.decode()
    assert filled(wrong)["new_provider_name"] == "Harbour"
    none = client.post(ADD, form | {"new_provider_domain": ""})
    assert "Choose a provider, or fill in the domain of a new one." in none.content.decode()
    assert Provider.objects.count() == 0
    client.post(ADD, form | {"new_provider_name": "The Harbour", "new_provider_domain": "Harbour.Example"})
    assert [(each.name, each.domain) for each in Provider.objects.all()] == [("The Harbour", "harbour.example")]
    chosen = Provider.objects.create(name="Chosen", domain="chosen.example")
    client.post(ADD, form | {"provider": chosen.pk, "web_url": "https://a.example/2"})
    assert (Article.objects.latest("pk").provider, Provider.objects.count()) == (chosen, 2)


def test_a_contributor_adds_no_provider(published: Server) -> None:
    client = as_role("contributor")
    page = asked(client, f"{published.url}/tides")
    assert "Choose one, or ask an editor to add it." in words_of(page)
    assert "new_provider_domain" not in filled(page)
    refused = client.post(ADD, filled(page) | {"new_provider_domain": "new.example"})
    assert "Choose a provider; your account may not add one." in refused.content.decode()
    assert Provider.objects.count() == 0


def test_what_cannot_be_fetched_is_typed(server: Server) -> None:
    known = Provider.objects.create(name="Harbour", domain="localhost")
    server.pages["/no"] = answer(b"", status="403 Forbidden")
    page = asked(as_role("editor"), f"{server.url}/no?fbclid=1&id=7")
    assert "The site does not show the page to a program like ours (it answers 403)." not in words_of(page)
    page = asked(as_role("publisher"), f"{server.url}/no")
    assert "The site does not show the page to a program like ours (it answers 403)." in words_of(page)
    form = filled(page)
    names = ("web_url", "provider", "title", "published_at_0", "published_at_1")
    assert [form[name] for name in names] == [f"{server.url}/no", str(known.pk), "", "", ""]


def test_who_may_add_no_articles_may_not_look_up_either(published: Server) -> None:
    client = as_role("editor")
    Group.objects.get(name="editor").permissions.remove(Permission.objects.get(codename="add_article"))
    assert (client.get(FROM).status_code, client.post(FROM, {"url": f"{published.url}/tides"}).status_code) == (
        403,
        403,
    )
    assert b"from-url" not in client.get(reverse("desk")).content
    assert published.asked == []


@pytest.mark.parametrize("url", ["", "  ", "javascript:alert(1)", "ftp://a.example/", "https://u:p@a.example/", "https://a b/",
        "a\x01.example",
                                 "x" * 5000, "http://["])  # fmt: skip
def test_what_is_no_address_is_refused_in_words(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fromurl, "look_up", None)
    page = asked(as_role("editor"), url)
    assert 'class="errornote" role="alert"' in page.content.decode()
    assert AuditLine.objects.filter(kind=Audited.LOOKED_UP).count() == 0


def test_an_account_looks_up_so_many_pages_and_each_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fromurl, "look_up", lambda url, at: (Original(url), ""))
    client = as_role("editor")
    (most, _), _ = incoming.MOST_LOOKED_UP
    for number in range(most):
        asked(client, f"https://a.example/{number}?token=secret#secret")
    refused = asked(client, "https://a.example/more", 429)
    assert "You have had many pages looked up in a short time." in refused.content.decode()
    assert 'value="https://a.example/more"' in refused.content.decode()
    asked(as_role("publisher"), "https://a.example/more")
    lines = AuditLine.objects.filter(kind=Audited.LOOKED_UP)
    assert [lines.filter(by_name=name).count() for name in ("editor", "publisher")] == [most, 1]
    assert str(lines.order_by("pk")[0]) == "Had a page looked up: https://a.example/0"


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_to_write_while_a_page_is_fetched(published: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def noted(*args: Any) -> Any:
        seen.append(connection.in_atomic_block)
        return look_up(*args)

    monkeypatch.setattr(fromurl, "look_up", noted)
    asked(as_role("editor"), f"{published.url}/tides")
    assert seen == [False]


def test_the_story_that_it_may_belong_to_is_offered_and_taken(archive: Archive, published: Server) -> None:
    archive.write_article(title='"The tide table of the harbour rises"')
    archive.bring()
    leader = Article.objects.get()
    client = as_role("publisher")
    page = asked(client, f"{published.url}/tides")
    assert f'name="fold_under" value="{leader.pk}"' in page.content.decode()
    client.post(ADD, filled(page) | {"fold_under": str(leader.pk), "_save": "Save"})
    member = Article.objects.exclude(pk=leader.pk).get()
    assert (member.status, [link.target for link in leader.related_links.all()]) == ("folded", [member])
    assert [act.words for act in Act.objects.changing().order_by("pk")][-1].startswith("Folded under")


def test_who_may_not_arrange_stories_is_shown_them_and_folds_none(archive: Archive, published: Server) -> None:
    archive.write_article(title='"The tide table of the harbour rises"')
    archive.bring()
    Provider.objects.create(name="Harbour", domain="localhost")
    client = as_role("contributor")
    page = asked(client, f"{published.url}/tides")
    assert "The tide table of the harbour rises" in page.content.decode()
    assert "fold_under" not in page.content.decode()
    leader = Article.objects.get()
    done = client.post(ADD, filled(page) | {"fold_under": str(leader.pk), "_save": "Save"}, follow=True)
    assert "It is not folded. Your account may not arrange stories." in done.content.decode()
    assert Article.objects.exclude(pk=leader.pk).get().status == "draft"


def test_linked_data_of_a_hostile_page_is_shown_as_text(server: Server) -> None:
    title = '{"@type": "NewsArticle", "headline": "</textarea><script>alert(1)<\\/script>", "datePublished": "3000-01-01T00:00Z"}'
    server.pages["/a"] = answer(head(linked_data(title)).encode(), HTML)
    page = asked(as_role("editor"), f"{server.url}/a")
    assert filled(page)["title"] == "</textarea><script>alert(1)</script>"
    assert "<script>alert" not in page.content.decode()
    assert "which is to come: that date is not taken." in words_of(page)
    assert "It does not say: excerpt, date, picture." in words_of(page)


def test_a_saved_form_is_no_other_than_one_that_was_typed(published: Server) -> None:
    client = as_role("editor")
    client.post(ADD, filled(asked(client, f"{published.url}/tides")) | {"_save": "Save"})
    before = exported("2023-02-01-the-tide-table")
    assert save(client, change("2023-02-01-the-tide-table")) == 302
    assert exported("2023-02-01-the-tide-table") == before
