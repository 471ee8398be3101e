"""Two at one page, rows and all: nothing typed is lost, and nobody's work is taken back in silence."""

import pytest
from django.test import Client

from articles.bridge import document_of
from articles.models import RelatedLink
from tests.articles.admin.desk import change
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
    one, two = (form_of(admin_client.get(change()), "title") for _ in range(2))
    admin_client.post(change(), one | {"related_links-0-title": "First editor's"})
    late = admin_client.post(change(), two | {"related_links-1-title": "Second editor's"})
    assert late.status_code == 409
    assert "Second editor&#x27;s" in late.content.decode()
    assert admin_client.post(change(), form_of(late, "title")).status_code == 302
    assert titles() == ["First editor's", "Second editor's"]


def test_rows_that_an_import_replaced_meanwhile_are_no_dead_end(admin_client: Client, archive: Archive) -> None:
    archive.write_article(related=TWO, topics="\n  - AI\n  - Sea")
    archive.bring()
    form = form_of(admin_client.get(change()), "title")
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
