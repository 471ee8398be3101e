"""Pages that are only asked for change nothing that anybody could notice, whoever asks."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from lxml import html

from articles.editing.publishing import set_status
from articles.history.restoring import restore
from articles.history.work import Work
from articles.models import Article, Duplicate, Picture, Status
from tests.articles.admin.signed_in import as_role
from tests.articles.admin.test_every_button import everything
from tests.pages import form_of
from tests.seeds import edit

__all__ = ["everything"]
pytestmark = [pytest.mark.django_db, pytest.mark.any_server]

# What a reader of the page cannot notice, and why it is written all the same.
ALLOWED = {
    "articles_visit": "when an editor was last at the desk: what changed since is news to them",
    "articles_presence": "who has an article open, for others who open it; forgotten within seconds",
    "articles_signin": "where somebody is signed in, for themselves; once an hour",
    "django_session": "how long somebody stays signed in",
    "auth_user": "when somebody signed in last",
}
_WRITES = re.compile(r"""\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+["`]?(\w+)""", re.IGNORECASE)


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables that are written meanwhile."""
    found: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if match := _WRITES.match(sql):
            found.add(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def pages_of_the_admin() -> Iterator[str]:
    """Each page of each model of ours, of a row where it is a row's."""
    yield reverse("admin:index")
    for model, ours in admin.site._registry.items():
        if model._meta.app_label != "articles":
            continue
        row = model._default_manager.first()
        other = Article.objects.order_by("-pk").values_list("pk", flat=True).first()
        for pattern in ours.get_urls():
            if not pattern.name:
                continue
            for keys in ([], [row.pk] if row else [], [row.pk, other] if row else []):
                try:
                    yield reverse(f"admin:{pattern.name}", args=keys)
                    break
                except NoReverseMatch:
                    continue


def linked_from(client: Client, address: str) -> set[str]:
    page = html.fromstring(client.get(address).content)
    return {str(href).partition("#")[0] for href in page.xpath("//a/@href") if str(href).startswith("/")}


def untidy() -> None:
    """What the pages once put right when somebody looked: a settled conflict, articles to compare and stories to survey."""
    edit("2023-01-25-tides", title="Tides, as the file says it")
    set_status(Article.objects.filter(slug="2023-01-24-ferry"), Status.PUBLISHED, by=Work("editor"))
    article = Article.objects.get(slug="2023-01-26-same-1")
    edit(article.slug, title="Quite another headline")
    restore(article.revisions.order_by("pk")[0], by=Work("editor"))
    Article.objects.update(compared=False, noise=None)
    Picture.objects.update(widths=[400])


@pytest.mark.parametrize("role", ["contributor", "editor", "publisher", "administrator"])
def test_no_page_of_the_admin_writes_when_it_is_asked_for(everything: None, role: str) -> None:
    untidy()
    client = Client()
    if role == "administrator":
        client.force_login(apps.get_model("auth", "User").objects.get(username=role))
    else:
        client = as_role(role)
    wrong, pages = {}, sorted({*pages_of_the_admin()})
    for address in pages:
        with written() as tables:
            client.get(address)
        if tables - set(ALLOWED):
            wrong[address] = sorted(tables - set(ALLOWED))
    assert len(pages) > 60
    assert wrong == {}


def test_no_public_page_writes_when_it_is_asked_for(everything: None, client: Client) -> None:
    untidy()
    pages = {"/", "/search/?q=harbour", "/search/?q=nothing+at+all", "/feed.rss", "/feed.atom", "/feed.json", "/sitemap.xml",
             "/news-sitemap.xml", "/robots.txt", "/healthz", "/readyz", "/providers.opml", "/api/openapi.json",
             "/api/news/index.json", "/api/topics/index.json", "/api/news/2023-01-24-harbour/index.json",
             "/nowhere/"}  # fmt: skip
    for address in ("/", "/topics/", "/providers/", "/archive/", "/archive/2023/"):
        pages |= linked_from(client, address)
    with written() as tables:
        for address in sorted(pages):
            client.get(address)
    assert len(pages) > 25
    assert tables == set()


def test_what_an_act_changed_is_compared_and_surveyed_after_it(everything: None) -> None:
    untidy()
    Duplicate.objects.all().delete()
    editor = as_role("editor")
    editor.post("/admin/articles/article/filters/", {"name": "Mine", "query": "q=a"})
    assert Duplicate.objects.count() == 0, "saving a filter is no act"
    triage = "/admin/articles/article/triage/"
    editor.post(triage, form_of(editor.get(triage), "article") | {"act": "send"})
    assert Duplicate.objects.count() == 1
    assert not Article.objects.uncompared().exists()
    assert not Article.objects.unsurveyed().exists()
