"""Related coverage in an article's form: one line for each entry, whose fields are sent once somebody opens it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, RelatedLink
from tests.articles.admin.signed_in import LIST, as_role, change, opened, save
from tests.pages import form_of
from tests.seeds import Archive, archive, entry, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
TWO = entry("One", "https://elsewhere.example/1") + entry("Two", "https://elsewhere.example/2")
MOST_BYTES = 150_000


def with_two(archive: Archive) -> str:
    text = archive.write_article(related=TWO).read_text()
    archive.bring()
    return text


def the_form(client: Client) -> dict[str, str]:
    return form_of(client.get(change()), "title")


def row_address(number: int) -> str:
    pk = the_article().related_links.values_list("pk", flat=True)[number]
    return f"{LIST}{the_article().pk}/related/{pk}/"


def titles() -> list[str]:
    return [str(link) for link in the_article().related_links.all()]


def test_a_stored_entry_sends_its_line_and_no_fields(admin_client: Client, archive: Archive) -> None:
    with_two(archive)
    sent = {name for name in the_form(admin_client) if "related_links-0" in name}
    assert sent == {"related_links-0-id", "related_links-0-position"}


def test_opening_a_row_keeps_what_was_typed_and_saves_nothing(admin_client: Client, archive: Archive) -> None:
    text = with_two(archive)
    typed = the_form(admin_client) | {"title": "Half a headl", "related_links-0-position": "1", "_open": "1"}
    page = admin_client.post(change(), typed)
    form = form_of(page, "title")
    assert (page.status_code, form["title"], form["related_links-0-position"]) == (200, "Half a headl", "1")
    assert (form["related_links-1-title"], form["related_links-1-webUrl"]) == ("Two", "https://elsewhere.example/2")
    assert "related_links-0-title" not in form
    assert re.search(r'name="related_links-1-slug"[^>]* autofocus', page.content.decode())
    assert "Nothing is saved yet" in page.content.decode()
    assert "Please correct" not in page.content.decode()
    assert exported() == text


def test_an_opened_row_is_saved_and_the_lines_stay(admin_client: Client, archive: Archive) -> None:
    text = with_two(archive)
    form = opened(admin_client, change(), the_form(admin_client), 1)
    admin_client.post(change(), form | {"related_links-1-title": "Two and a half"})
    assert exported() == text.replace('"Two"', '"Two and a half"')


def test_lines_are_put_in_order_and_deleted(admin_client: Client, archive: Archive) -> None:
    with_two(archive)
    assert save(admin_client, change(), **{"related_links-0-position": "1", "related_links-1-position": "0"}) == 302
    assert titles() == ["Two", "One"]
    assert save(admin_client, change(), **{"related_links-0-DELETE": "on"}) == 302
    assert titles() == ["One"]


@pytest.mark.parametrize("number", ["7", "x", "", "-1", "9" * 5000, "²"])
def test_no_number_of_a_row_is_a_failure(admin_client: Client, archive: Archive, number: str) -> None:
    with_two(archive)
    assert admin_client.post(change(), the_form(admin_client) | {"_open": number}).status_code == 200
    assert admin_client.get(row_address(0), {"row": number}).status_code == (200 if number == "7" else 404)


def test_a_row_is_opened_in_a_new_article_too(admin_client: Client, archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    new = form_of(admin_client.get(f"{LIST}add/"), "title") | {"title": "New", "_open": "0"}
    assert form_of(admin_client.post(f"{LIST}add/", new), "title")["title"] == "New"
    assert Article.objects.count() == 1


def test_the_fields_of_a_row_come_for_the_number_that_it_has_in_the_form(
    admin_client: Client, archive: Archive
) -> None:
    with_two(archive)
    fields = admin_client.get(row_address(1), {"row": "7"}).content.decode()
    assert 'name="related_links-7-title"' in fields
    assert 'name="initial-related_links-7-title"' in fields
    assert "<html" not in fields


def test_the_fields_of_a_row_come_to_whoever_may_change_its_article(archive: Archive) -> None:
    with_two(archive)
    archive.write_article("2023-01-25-other", webUrl='"https://news.example.org/other"')
    archive.bring()
    answers = {role: as_role(role).get(row_address(0), {"row": "0"}).status_code for role in ("contributor", "editor")}
    assert answers == {"contributor": 403, "editor": 200}
    of_another = row_address(0).replace(f"/{the_article().pk}/", f"/{the_article('2023-01-25-other').pk}/")
    assert as_role("publisher").get(of_another, {"row": "0"}).status_code == 404


def test_a_line_that_the_later_of_two_moved_is_moved_after_they_are_merged(
    admin_client: Client, archive: Archive
) -> None:
    with_two(archive)
    one, two = the_form(admin_client), the_form(admin_client)
    admin_client.post(change(), one | {"quality": "61"})
    moved = {"related_links-0-position": "1", "related_links-1-position": "0"}
    late = admin_client.post(change(), two | moved)
    assert late.status_code == 409
    assert admin_client.post(change(), form_of(late, "title")).status_code == 302
    assert (titles(), the_article().quality) == (["Two", "One"], 61)


def test_a_line_whose_entry_an_import_took_away_is_not_there_again(admin_client: Client, archive: Archive) -> None:
    with_two(archive)
    form = the_form(admin_client) | {"related_links-0-position": "1", "related_links-1-position": "0"}
    archive.write_article(related=entry("Three", "https://elsewhere.example/3"))
    archive.bring()
    late = admin_client.post(change(), form)
    assert late.status_code == 409
    assert admin_client.post(change(), form_of(late, "title")).status_code == 302
    assert titles() == ["Three"]


def test_an_entry_says_in_its_line_what_it_follows_and_in_what_it_differs(
    admin_client: Client, archive: Archive
) -> None:
    archive.write_article()
    own = entry("In other words", "https://news.example.org/tides")
    archive.write_article("2023-01-25-lister", webUrl='"https://news.example.org/lister"', related=own + TWO)
    archive.bring()
    page = admin_client.get(change("2023-01-25-lister")).content.decode()
    assert f'<a href="../../{the_article().pk}/change/">A tide table for editors</a>' in page
    assert "with its own headline" in page
    assert "elsewhere.example · elsewhere" in page


def test_enter_saves_the_form_and_presses_no_other_button(admin_client: Client, archive: Archive) -> None:
    with_two(archive)
    save(admin_client, change(), title="Edited")  # so that a button offers to restore the file's headline
    page = admin_client.get(change()).content.decode()
    buttons = re.findall(r'<(?:button|input type="submit")[^>]*name="(_\w+)"', page.partition('id="article_form"')[2])
    assert "_restore" in buttons
    assert buttons[0] == "_save"


def many(archive: Archive, number: int, slug: str) -> str:
    """Bring an article that follows so many others."""
    related = "".join(
        entry(f"{'Long words of a headline ' * 3}{n}", f"https://news.example.org/{n}") for n in range(number)
    )
    archive.write_article(slug, webUrl=f'"https://news.example.org/{slug}"', related=related)
    archive.bring()
    return change(slug)


def test_a_page_of_180_entries_weighs_less_than_150_kilobytes(admin_client: Client, archive: Archive) -> None:
    for n in range(180):
        archive.write_article(
            f"2023-01-2{n % 10}-m{n}", title=f'"{"Long words of a headline " * 3}{n}"',
            webUrl=f'"https://news.example.org/{n}"',
        )  # fmt: skip
    assert len(admin_client.get(many(archive, 180, "2023-02-01-many")).content) < MOST_BYTES


def test_a_save_asks_for_many_lines_no_more_than_for_one(admin_client: Client, archive: Archive) -> None:
    asked = []
    for slug, number in (("2023-02-01-one", 1), ("2023-02-01-many", 25)):
        address = many(archive, number, slug)
        form = form_of(admin_client.get(address), "title") | {"quality": "61"}
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.post(address, form).status_code == 302
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert RelatedLink.objects.count() == 26
