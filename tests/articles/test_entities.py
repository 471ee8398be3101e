"""Entities are resolved wherever a text is shown, and kept wherever it is stored."""

from collections.abc import Iterator

import pytest
from django.test import Client

from articles.editing.duplicates import find_duplicates
from articles.editing.publishing import set_status
from articles.history.work import Work
from articles.models import Article, Provider, Status, Topic
from tests.articles.admin.signed_in import as_role
from tests.once import Once
from tests.rows import NOW
from tests.seeds import Archive, archive, entry, exported, the_article

__all__ = ["archive"]
pytestmark = [pytest.mark.django_db, pytest.mark.any_server]

WORDS = "Caf&eacute; &amp; x?a=1&copy=2"
LEFT = ("&amp;eacute;", "&eacute;", "&amp;amp;", "©")
ADMIN = "/admin/articles"


@pytest.fixture(scope="module")
def site(shared_archive: Archive, once: Once) -> Iterator[Archive]:
    with once():
        write_site(shared_archive)
        yield shared_archive


def write_site(archive: Archive) -> None:
    for name, related in (("a", "b"), ("b", "a"), ("c", "")):
        archive.write_article(
            f"2023-01-24-{name}", title=f'"{WORDS} and many more words here"', excerpt=f'"{WORDS}"', webUrl=f'"https://e.example/{name}"',
            provider=f'\n  name: "{WORDS}"\n  domain: news.example.org', topics=f'\n  - "{WORDS}"',
            related=entry(f"{WORDS} and many more words here", f"https://e.example/{related}") if related else None,
            published="true" if name == "a" else "false",
            images=f'\n  - url: "https://e.example/p.jpg"\n    title: "{WORDS}"\n    attribution: "{WORDS}"',
        )  # fmt: skip
    archive.bring()
    set_status([the_article("2023-01-24-b")], Status.REVIEW, by=Work("editor"))


PUBLIC = (
    "/", "/latest/", "/news/2023-01-24-a/", "/topics/", "/topics/{topic}/", "/providers/", "/providers/news.example.org/",
    "/archive/", "/archive/2023/", "/archive/2023/01/", "/archive/2023/01/24/", "/search/?q=cafe", "/search/?q=nothing+cafe",
    "/feed.json", "/topics/{topic}/feed.json", "/providers/news.example.org/feed.json", "/providers.opml",
)  # fmt: skip
DESK = (
    "/admin/", f"{ADMIN}/article/", f"{ADMIN}/article/triage/", f"{ADMIN}/article/{{a}}/story/",
    f"{ADMIN}/article/{{a}}/history/",
    f"{ADMIN}/duplicate/", f"{ADMIN}/act/", f"{ADMIN}/topic/", f"{ADMIN}/topic/tree/", f"{ADMIN}/provider/",
    f"{ADMIN}/article/suggestions/?q=cafe", f"{ADMIN}/article/{{a}}/merge/{{c}}/", f"{ADMIN}/article/{{a}}/delete/",
    f"{ADMIN}/article/?with_topic=cafe+%26+x%3Fa%3D1%26copy%3D2",
)  # fmt: skip


def places() -> dict[str, object]:
    pks = {slug[-1]: pk for slug, pk in Article.objects.values_list("slug", "pk")}
    return {"topic": Topic.objects.get().slug, **pks}


@pytest.mark.parametrize("page", PUBLIC)
def test_readers_see_what_an_entity_means(site: Archive, client: Client, page: str) -> None:
    text = client.get(page.format(**places())).content.decode()
    assert [each for each in LEFT if each in text] == []


@pytest.mark.parametrize("page", DESK)
def test_editors_see_what_an_entity_means(site: Archive, page: str) -> None:
    find_duplicates(at=NOW)
    answer = as_role("administrator").get(page.format(**places()))
    assert answer.status_code == 200
    assert [each for each in LEFT[:2] if each in answer.content.decode()] == []


def test_what_is_kept_has_its_entities(site: Archive) -> None:
    article = the_article("2023-01-24-a")
    assert (article.title, article.excerpt) == (f"{WORDS} and many more words here", WORDS)
    assert (Topic.objects.get().name, Provider.objects.get().name) == (WORDS, WORDS)
    assert exported("2023-01-24-a").count("&eacute;") == 7


def test_a_headline_that_triage_shows_is_not_rewritten_by_saving_it(site: Archive) -> None:
    article, client = the_article("2023-01-24-c"), as_role("administrator")
    page = client.get(f"{ADMIN}/article/triage/?at={article.pk}").content.decode()
    assert "Café &amp; x?a=1&amp;copy=2 and many more words here</textarea>" in page
    said = {"article": article.pk, "version": article.version, "act": "title", "next": "", "q": "", "order": ""}
    client.post(f"{ADMIN}/article/triage/", said | {"title": "Café & x?a=1&copy=2 and many more words here"})
    assert the_article("2023-01-24-c").version == article.version
    client.post(f"{ADMIN}/article/triage/", said | {"title": "Another"})
    assert the_article("2023-01-24-c").title == "Another"
