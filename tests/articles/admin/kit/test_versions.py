"""Two at one page, rows and all: nothing typed is lost, and nobody's work is taken back in silence."""

import re

import pytest
from django.test import Client

from articles.bridge import document_of
from articles.models import RelatedLink
from tests.articles.admin.signed_in import change, opened
from tests.pages import form_of
from tests.seeds import Archive, archive, entry, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
TWO = entry("One", "https://elsewhere.example/1") + entry("Two", "https://elsewhere.example/2")


def titles() -> list[str]:
    return [entry.title for entry in document_of(the_article()).related or ()]


def test_each_keeps_the_row_that_each_changed(admin_client: Client, archive: Archive) -> None:
    archive.write_article(related=TWO)
    archive.bring()
    one, two = (opened(admin_client, change(), form_of(admin_client.get(change()), "title"), row) for row in range(2))
    admin_client.post(change(), one | {"related_links-0-title": "First editor's"})
    late = admin_client.post(change(), two | {"related_links-1-title": "Second editor's"})
    assert late.status_code == 409
    assert "Second editor&#x27;s" in late.content.decode()
    assert admin_client.post(change(), form_of(late, "title")).status_code == 302
    assert titles() == ["First editor's", "Second editor's"]


def test_rows_that_an_import_replaced_meanwhile_are_no_dead_end(admin_client: Client, archive: Archive) -> None:
    archive.write_article(related=TWO, topics="\n  - AI\n  - Sea")
    archive.bring()
    form = opened(admin_client, change(), form_of(admin_client.get(change()), "title"), 1)
    archive.write_article(related=TWO + entry("Three", "https://elsewhere.example/3"), topics="\n  - Sea\n  - AI")
    archive.bring()
    late = admin_client.post(change(), form | {"related_links-1-title": "Typed", "title": "Typed too"})
    assert late.status_code == 409
    assert admin_client.post(change(), form_of(late, "title")).status_code == 302
    assert (titles(), the_article().title) == (["One", "Two", "Typed", "Three"], "Typed too")
    assert document_of(the_article()).topics == ("Sea", "AI")


def test_an_article_that_arrived_meanwhile_is_followed_in_all_that_nobody_typed(
    admin_client: Client, archive: Archive
) -> None:
    archive.write_article(related=entry("A headline", "https://news.example.org/other"))
    archive.bring()
    form = form_of(admin_client.get(change()), "title")
    archive.write_article("2023-01-23-other", title='"A headline"', webUrl='"https://news.example.org/other"')
    archive.bring()
    late = admin_client.post(change(), form | {"quality": "61"})
    assert late.status_code == 409
    assert admin_client.post(change(), form_of(late, "title")).status_code == 302
    assert "title" not in (RelatedLink.objects.get().own or {})


def test_choosing_an_article_follows_it_and_goes_on_following(admin_client: Client, archive: Archive) -> None:
    archive.write_article(related=entry("Old words", "https://elsewhere.example/1"))
    archive.write_article("2023-01-23-other", title='"Chosen"', webUrl='"https://news.example.org/other"')
    archive.bring()
    form = form_of(admin_client.get(change()), "title") | {"related_links-0-slug": "2023-01-23-other"}
    assert admin_client.post(change(), form).status_code == 302
    other = change("2023-01-23-other")
    admin_client.post(other, form_of(admin_client.get(other), "title") | {"title": "Corrected"})
    assert titles() == ["Corrected"]
    assert RelatedLink.objects.get().own is None


def test_a_providers_name_of_a_following_row_keeps_its_domain(admin_client: Client, archive: Archive) -> None:
    archive.write_article("2023-01-23-other", title='"Other"', webUrl='"https://news.example.org/other"')
    archive.write_article(related=entry("Other", "https://news.example.org/other"))
    archive.bring()
    form = form_of(admin_client.get(change()), "title") | {"related_links-0-provider_name": "Elsewise"}
    admin_client.post(change(), form)
    assert "    provider:\n      name: Elsewise\n      domain: news.example.org\n" in exported()


def test_line_ends_in_texts_on_one_line_stay(admin_client: Client, archive: Archive) -> None:
    text = archive.write_article(
        images='\n  - url: "https://a.example/1.jpg"\n    title: "two\\nlines"\n    attribution: "a\\r\\nb"',
        related=entry("One", "https://elsewhere.example/1", type='"a\\nb"'),
    ).read_text()
    archive.bring()
    form = form_of(admin_client.get(change()), "title") | {"quality": "61"}
    assert admin_client.post(change(), form).status_code == 302
    assert exported() == text.replace("quality: 60", "quality: 61")


@pytest.mark.parametrize(
    "values",
    [
        {"published_at_0": "0001-01-01", "published_at_1": "00:00:00"},
        {"heat": "99999999999"},
        {"heat": "9" * 40},
        {"images-0-url": "https://a.example/1.jpg", "images-0-width": "9" * 12},
        {"provider": "abc"},
        {"topic_links-0-tag": "²"},
    ],
)
def test_no_form_stores_what_a_file_could_not_say(
    admin_client: Client, archive: Archive, values: dict[str, str]
) -> None:
    text = archive.write_article().read_text()
    archive.bring()
    page = admin_client.post(change(), form_of(admin_client.get(change()), "title") | values)
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert exported() == text


def test_a_field_that_both_changed_is_merged_as_the_later_editor_decides(
    archive: Archive, admin_client: Client
) -> None:
    archive.write_article(title='"Tides"', excerpt='"Old"', related=TWO)
    archive.bring()
    one, two = (opened(admin_client, change(), form_of(admin_client.get(change()), "title"), 0, 1) for _ in range(2))
    theirs = {"title": "Their headline", "excerpt": "Their excerpt", "quality": "61", "related_links-0-title": "Theirs"}
    admin_client.post(change(), one | theirs)
    mine = {
        "title": "My headline",
        "excerpt": "My excerpt",
        "related_links-0-title": "Mine",
        "related_links-1-title": "Mine",
    }
    late = admin_client.post(change(), two | mine)
    boxes = re.findall(r'name="_theirs"\s+value="([^"]+)"', late.content.decode())
    assert boxes == ["title", "excerpt", "related_links-0-title"]
    merged = form_of(late, "title") | {"_theirs": ["title", "related_links-0-title"], "_continue": "1"}
    assert admin_client.post(change(), merged).status_code == 302
    found = the_article()
    assert (found.title, found.excerpt, found.quality) == ("Their headline", "My excerpt", 61)
    assert titles() == ["Theirs", "Mine"]


def test_a_date_that_both_changed_can_be_theirs(archive: Archive, admin_client: Client) -> None:
    archive.write_article()
    archive.bring()
    one, two = (form_of(admin_client.get(change()), "title") for _ in range(2))
    admin_client.post(change(), one | {"updated_at_0": "2023-02-01", "updated_at_1": "10:00:00"})
    late = admin_client.post(change(), two | {"updated_at_0": "2023-03-01", "updated_at_1": "11:00:00"})
    merged = form_of(late, "title") | {"_theirs": "updated_at", "_continue": "1"}
    assert admin_client.post(change(), merged).status_code == 302
    assert str(the_article().updated_at) == "2023-02-01 10:00:00+00:00"


@pytest.mark.parametrize(
    "typed",
    [
        "2023-01-23-other",
        "https://news.example.org/other",
        "http://www.news.example.org/other?utm_source=x",
        "http://127.0.0.1:8000/news/2023-01-23-other/",
    ],
)
def test_a_row_finds_our_article_by_its_slug_or_a_url(admin_client: Client, archive: Archive, typed: str) -> None:
    archive.write_article()
    archive.write_article("2023-01-23-other", title='"Chosen"', webUrl='"https://news.example.org/other"')
    archive.bring()
    form = form_of(admin_client.get(change()), "title") | {"related_links-0-slug": typed}
    assert admin_client.post(change(), form).status_code == 302
    assert titles() == ["Chosen"]


def test_a_url_that_is_no_article_of_ours_is_told_how_to_go_on(admin_client: Client, archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    form = form_of(admin_client.get(change()), "title") | {"related_links-0-slug": "https://elsewhere.example/9"}
    said = admin_client.post(change(), form)
    assert said.status_code == 200
    assert "leave this empty and fill in headline and URL" in said.content.decode()
