"""An editor at an article's page: what is saved, what is left alone, and what two at once come to."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from articles import seed
from articles.bridge import document_of
from articles.history.texts import text_of
from articles.models import Article, FormerArticle, Image, RelatedLink, Revision, Topic
from tests.articles.admin.signed_in import LIST, change, opened, save
from tests.pages import form_of
from tests.seeds import SEALED, Archive, archive, entry, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
RELATED = entry("Elsewhere", "https://elsewhere.example/one", excerpt='"One."', quality="7")


def changed_lines(old: str, new: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in zip(old.splitlines(), new.splitlines(), strict=True) if a != b]


def test_saving_an_untouched_form_changes_nothing(admin_client: Client, archive: Archive) -> None:
    text = archive.write_article(
        title='" Tide  edges "',
        excerpt='" one\\rtwo\\r\\nthree\\n  four \u200b\u00a0"',
        publishedDateTime="2023-01-24T12:00:00.123456+01:00",
        related=RELATED,
        images='\n  - url: "https://a.example/one.jpg"\n    isCached: false\n    title: " edge "',
        secured=f'"{SEALED}"',
    ).read_text()
    archive.bring()
    assert save(admin_client, change()) == 302
    assert exported() == text
    assert Revision.objects.count() == 1


def test_one_edit_is_one_line(admin_client: Client, archive: Archive) -> None:
    text = archive.write_article(related=RELATED, excerpt='"a\\r\\n b "').read_text()
    archive.bring()
    assert save(admin_client, change(), title="Edited") == 302
    assert changed_lines(text, exported()) == [('title: "A tide table for editors"', 'title: "Edited"')]


def test_the_history_has_the_text_before_and_after_and_restores_it(admin_client: Client, archive: Archive) -> None:
    text = archive.write_article().read_text()
    archive.bring()
    save(admin_client, change(), title="Edited")
    first, last = Revision.objects.order_by("pk")
    assert (text_of(first).decode(), text_of(last).decode()) == (text, exported())
    history = change().replace("change", "history")
    assert b"Imported" in admin_client.get(history).content
    page = admin_client.get(f"{history}compare/", {"old": first.pk, "new": last.pk}).content.decode()
    assert "<del>- title: &quot;<mark>A tide table for editors</mark>&quot;</del>" in page
    assert "<ins>+ title: &quot;<mark>Edited</mark>&quot;</ins>" in page
    assert admin_client.post(f"{history}restore/", {"revision": first.pk}).status_code == 302
    assert exported() == text
    assert Revision.objects.count() == 3


def test_the_later_of_two_saves_shows_both_versions_and_keeps_what_was_typed(
    admin_client: Client, archive: Archive
) -> None:
    archive.write_article()
    archive.bring()
    one, two = (form_of(admin_client.get(change()), "title") for _ in range(2))
    admin_client.post(change(), one | {"title": "The first of two", "excerpt": "New excerpt"})
    late = admin_client.post(change(), two | {"title": "The second of two"})
    assert late.status_code == 409
    assert "The first of two" in late.content.decode()
    form = form_of(late, "title")
    assert (form["title"], form["excerpt"]) == ("The second of two", "New excerpt")
    assert the_article().title == "The first of two"
    assert admin_client.post(change(), form).status_code == 302
    assert (the_article().title, the_article().excerpt) == ("The second of two", "New excerpt")


def test_two_hundred_related_links_can_be_edited_and_saved(admin_client: Client, archive: Archive) -> None:
    entries = "".join(entry(f"Link {n}", f"https://elsewhere.example/{n}", excerpt=f'"Nr {n}"') for n in range(200))
    text = archive.write_article(related=entries).read_text()
    archive.bring()
    assert save(admin_client, change(), title="Edited", **{"related_links-7-title": "Link seven"}) == 302
    assert changed_lines(text, exported()) == [
        ('title: "A tide table for editors"', 'title: "Edited"'),
        ('  - title: "Link 7"', '  - title: "Link seven"'),
    ]


def test_the_page_of_an_article_takes_as_many_queries_for_one_link_as_for_twenty_five(
    admin_client: Client, archive: Archive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(26):
        archive.write_article(f"2023-01-2{number % 10}-m{number}", webUrl=f'"https://news.example.org/{number}"')
    for slug, many in (("2023-02-01-one", 1), ("2023-02-01-many", 25)):
        related = "".join(entry("A tide table for editors", f"https://news.example.org/{n}") for n in range(many))
        archive.write_article(slug, webUrl=f'"https://news.example.org/{slug}"', related=related)
    archive.bring()
    admin_client.get(change("2023-02-01-one"))
    with CaptureQueriesContext(connection) as one:
        admin_client.get(change("2023-02-01-one"))
    with django_assert_num_queries(len(one.captured_queries)):
        admin_client.get(change("2023-02-01-many"))


def test_a_following_row_posts_only_what_differs(admin_client: Client, archive: Archive) -> None:
    archive.write_article()
    words = {
        "excerpt": '"What rises and what falls."',
        "publishedDateTime": "2023-01-24T11:00:00Z",
        "type": "article",
        "provider": "\n      name: Example\n      domain: news.example.org",
        "quality": "60",
    }
    related = entry("A tide table for editors", "https://news.example.org/tides", **words)
    archive.write_article("2023-01-25-lister", webUrl='"https://news.example.org/lister"', related=related)
    archive.bring()
    address = change("2023-01-25-lister")
    form = opened(admin_client, address, form_of(admin_client.get(address), "title"), 0)
    assert (form["related_links-0-slug"], form["related_links-0-title"]) == ("2023-01-24-tides", "")
    admin_client.post(address, form | {"related_links-0-title": "In other words"})
    assert RelatedLink.objects.get().own == {"title": "In other words"}
    save(admin_client, address, **{"related_links-0-title": ""})
    assert RelatedLink.objects.get().own is None
    assert "In other words" not in exported("2023-01-25-lister")


def test_an_article_born_in_the_admin_is_canonical_and_adds_no_key_that_nobody_set(admin_client: Client) -> None:
    admin_client.post("/admin/articles/provider/add/", form_of(admin_client.get("/admin/articles/provider/add/"), "domain")
                      | {"domain": "News.Example.org", "name": "Example"})  # fmt: skip
    topic = Topic.objects.create(name="Tides", slug="tides")
    address = f"{LIST}add/"
    values = {
        "title": "Born here", "web_url": "https://news.example.org/born", "provider": "1", "published_at_0": "2024-02-03",
        "published_at_1": "04:05:06", "quality": "50", "body": "Text of our own.", "topic_links-0-tag": str(topic.pk),
        "related_links-0-title": "Elsewhere", "related_links-0-webUrl": "https://elsewhere.example/",
    }  # fmt: skip
    values["provider"] = str(Article.provider.field.related_model.objects.get().pk)  # type: ignore[attr-defined]
    assert save(admin_client, address, **values) == 302
    article = Article.objects.get()
    assert (article.slug, article.status) == ("2024-02-03-born-here", "draft")
    assert exported("2024-02-03-born-here") == (
        '---\ncategory: news\ntitle: "Born here"\npublishedDateTime: 2024-02-03T04:05:06Z\n'
        'webUrl: "https://news.example.org/born"\ntype: article\nquality: 50\n\nprovider:\n  name: Example\n'
        "  domain: news.example.org\n\ntopics:\n  - Tides\n\nrelated:\n"
        '  - title: "Elsewhere"\n    webUrl: "https://elsewhere.example/"\n---\n\nText of our own.\n'
    )


def test_the_form_refuses_what_the_importer_refuses_in_the_same_words(admin_client: Client, archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    form = form_of(admin_client.get(change()), "title")
    page = admin_client.post(change(), form | {"web_url": "javascript:alert(1)", "excerpt": "a\x00b"}).content.decode()
    assert "expected a URL that begins with https:// or http://" in page
    assert the_article().web_url == "https://news.example.org/tides"


def test_an_article_needs_one_of_its_two_urls(admin_client: Client, archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    page = admin_client.post(change(), form_of(admin_client.get(change()), "title") | {"web_url": ""}).content.decode()
    assert "webUrl or originalUrl is needed" in page


def test_withdrawing_and_publishing_again_writes_the_flags(admin_client: Client, archive: Archive) -> None:
    text = archive.write_article().read_text()
    archive.bring()
    save(admin_client, change(), status="withdrawn")
    assert exported() == text.replace("published: true", "removed: true\npublished: false")
    save(admin_client, change(), status="published")
    assert exported() == text


def test_an_edit_of_a_draft_that_says_nothing_of_it_adds_no_flag(admin_client: Client, archive: Archive) -> None:
    text = archive.write_article(published=None, heat=None).read_text()
    archive.bring()
    save(admin_client, change(), title="Edited")
    assert changed_lines(text, exported()) == [('title: "A tide table for editors"', 'title: "Edited"')]


def test_deleting_reserves_the_slug_and_keeps_the_history(admin_client: Client, archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    page = admin_client.get(change().replace("change", "delete"))
    assert "2023-01-24-tides" in page.content.decode()
    assert admin_client.post(change().replace("change", "delete"), {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()
    assert FormerArticle.objects.get().slug == "2023-01-24-tides"
    assert Revision.objects.count() == 2


def test_pictures_can_be_added_ordered_and_taken_out(admin_client: Client, archive: Archive) -> None:
    archive.write_article(images='\n  - url: "https://a.example/1.jpg"\n  - url: "https://a.example/2.jpg"')
    archive.bring()
    rows = {"images-0-position": "5", "images-2-url": "/assets/3.jpg", "images-2-position": ""}
    save(admin_client, change(), **rows)
    assert [image.url for image in Image.objects.order_by("position")] == [
        "https://a.example/2.jpg", "https://a.example/1.jpg", "/assets/3.jpg",
    ]  # fmt: skip
    save(admin_client, change(), **{"images-0-DELETE": "on", "images-1-DELETE": "on", "images-2-DELETE": "on"})
    assert document_of(the_article()).images is None


@pytest.mark.parametrize("place", ["", "?q=tide", "?status__exact=published", "?o=-1.2"])
def test_the_list_takes_as_many_queries_for_one_article_as_for_twenty_five(
    admin_client: Client, archive: Archive, place: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    archive.write_article()
    archive.bring()
    admin_client.get(LIST + place)
    with CaptureQueriesContext(connection) as one:
        admin_client.get(LIST + place)
    for number in range(24):
        archive.write_article(f"2023-01-25-m{number}", webUrl=f'"https://news.example.org/{number}"')
    archive.bring()
    with django_assert_num_queries(len(one.captured_queries)):
        assert admin_client.get(LIST + place).status_code == 200


def test_the_seed_document_is_untouched_by_a_save_that_changes_only_the_status(
    admin_client: Client, archive: Archive
) -> None:
    archive.write_article(published="false", heat="10")
    archive.bring()
    before = document_of(the_article())
    save(admin_client, change(), status="review")
    assert (the_article().status, document_of(the_article())) == ("review", before)
    assert Revision.objects.latest("pk").reason == "Draft → In review"
    assert isinstance(before, seed.Article)
