"""What an author wrote around the words stays when editors work on the words: line ends, comments, quotes."""

from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Article
from tests.articles.admin.signed_in import change, save
from tests.pages import form_of
from tests.seeds import Archive, archive, exported, seed_text

__all__ = ["archive"]
pytestmark = [pytest.mark.django_db, pytest.mark.any_server]

TOPICS = "\n  - Time\n  - 'Space' # big\n  - Harbour"


def in_crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "body", ["\nOne\n\nTwo\n", "One\n\nTwo", "\n\n\n    One\n\nTwo  \n\n"], ids=["as in files", "without edges", "wide"]
)
@pytest.mark.parametrize("end", [in_crlf, str, lambda text: text.replace("\n", "\r")], ids=["crlf", "lf", "cr"])
def test_one_changed_line_of_a_body_is_one_line(
    admin_client: Client, archive: Archive, body: str, end: Callable[[str], str]
) -> None:
    text = end(seed_text().removesuffix("\n") + body)
    archive.write("_news/2023-01-24-tides.md", text)
    archive.bring()
    form = form_of(admin_client.get(change()), "title")
    changed = form["body"].replace("\r\n", "\n").replace("\r", "\n").replace("Two", "Three").replace("\n", "\r\n")
    assert admin_client.post(change(), form | {"body": changed}).status_code == 302
    assert exported() == text.replace("Two", "Three")


def test_an_emptied_body_and_a_first_one_end_their_lines_as_the_stored_one(
    admin_client: Client, archive: Archive
) -> None:
    archive.write("_news/2023-01-24-tides.md", in_crlf(seed_text().removesuffix("\n") + "\nOne\n"))
    archive.bring()
    assert save(admin_client, change(), body="") == 302
    assert exported() == in_crlf(seed_text())
    assert save(admin_client, change(), body="New\r\nwords") == 302
    assert exported() == in_crlf(seed_text() + "New\nwords\n")


def test_one_changed_line_of_an_excerpt_leaves_the_ends_of_the_others(admin_client: Client, archive: Archive) -> None:
    text = archive.write_article(excerpt=r'"one\r\ntwo\rthree\nfour"').read_text()
    archive.bring()
    assert save(admin_client, change(), excerpt="one\r\ntwo\r\nthree\r\nfive") == 302
    assert exported() == text.replace("four", "five")


def reversed_rows(form: dict[str, str], prefix: str, count: int) -> dict[str, str]:
    return form | {f"{prefix}-{number}-position": str(count - number) for number in range(count)}


def test_reordered_topics_take_their_quotes_and_comments_along(admin_client: Client, archive: Archive) -> None:
    text = archive.write_article(topics=TOPICS).read_text()
    archive.bring()
    form = form_of(admin_client.get(change()), "title")
    assert admin_client.post(change(), reversed_rows(form, "topic_links", 3)).status_code == 302
    assert exported() == text.replace(TOPICS, "\n  - Harbour\n  - 'Space' # big\n  - Time")


def test_reordered_entries_and_pictures_take_their_quotes_and_comments_along(
    admin_client: Client, archive: Archive
) -> None:
    one = "\n  # the eldest\n  - title: 'One' # first\n    webUrl: https://elsewhere.example/1"
    two = '\n  - webUrl: "https://elsewhere.example/2"\n    title: Two'
    quay, pier = "\n  - url: /quay.jpg # ours\n    width: 640", "\n  - {url: '/pier.jpg'}"
    text = archive.write_article(related=one + two, images=quay + pier).read_text()
    archive.bring()
    form = form_of(admin_client.get(change()), "title")
    form = reversed_rows(reversed_rows(form, "related_links", 2), "images", 2)
    assert admin_client.post(change(), form).status_code == 302
    assert [image.url for image in Article.objects.get().images.all()] == ["/pier.jpg", "/quay.jpg"]
    assert exported() == text.replace(one + two, two + one).replace(quay + pier, pier + quay)
