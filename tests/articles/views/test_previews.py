"""Preview links: one unpublished article, for whoever has the link, for a week; nothing that a search engine keeps."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from pytest_django import Settings

from articles.editing import previews
from articles.editing.previews import preview_link
from articles.editing.publishing import set_status
from articles.history.work import Work
from articles.models import Status
from tests.articles.admin.signed_in import as_role, change
from tests.pages import markup
from tests.seeds import Archive, archive, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


def draft(archive: Archive) -> None:
    archive.write_article(published="false")
    archive.bring()


def path(settings: Settings) -> str:
    return preview_link(the_article()).removeprefix(settings.SITE_URL)


def test_whoever_has_the_link_sees_the_draft(archive: Archive, client: Client, settings: Settings) -> None:
    draft(archive)
    assert client.get("/news/2023-01-24-tides/").status_code == 404
    answer = client.get(path(settings))
    page = markup(answer)
    assert answer.status_code == 200
    assert "A tide table for editors" in page
    assert "readers do not see this page" in page
    assert "Edit it" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert [answer["X-Robots-Tag"], answer["Cache-Control"]] == ["noindex", "private, no-store"]


def test_the_link_ends(archive: Archive, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    draft(archive)
    address = path(settings)
    monkeypatch.setattr(previews, "LASTS", timedelta(seconds=-1))
    assert client.get(address).status_code == 404


def test_links_that_were_made_are_ended_and_later_ones_work(
    archive: Archive, client: Client, settings: Settings
) -> None:
    draft(archive)
    address, editor = path(settings), as_role("editor")
    end = change().replace("change/", "previews/end/")
    assert "This cannot be undone" in markup(editor.get(end))
    assert client.get(address).status_code == 200
    assert "show nothing any more" in markup(editor.post(end, follow=True))
    assert (client.get(address).status_code, client.get(path(settings)).status_code) == (404, 200)


def test_withdrawing_ends_them_for_good(archive: Archive, client: Client, settings: Settings) -> None:
    draft(archive)
    address = path(settings)
    set_status([the_article()], Status.WITHDRAWN, by=Work("a publisher"))
    assert (client.get(address).status_code, client.get(path(settings)).status_code) == (404, 404)
    set_status([the_article()], Status.DRAFT, by=Work("a publisher"))
    assert (client.get(address).status_code, client.get(path(settings)).status_code) == (404, 200)


# Signed texts hold the second in which they were made: as names of tests they would differ between the workers.
@pytest.mark.parametrize(
    "token",
    ["x", "1", signing.dumps(1), signing.dumps("1", salt="articles.preview")],
    ids=["a letter", "a number", "signed for something else", "signed as text"],
)
def test_nobody_makes_one_up(archive: Archive, client: Client, token: str) -> None:
    draft(archive)
    assert client.get(f"/preview/{token}/").status_code == 404


def test_once_it_is_public_the_link_leads_to_the_page(archive: Archive, client: Client, settings: Settings) -> None:
    draft(archive)
    address = path(settings)
    set_status([the_article()], Status.PUBLISHED, by=Work("editor"))
    assert client.get(address)["Location"] == "/news/2023-01-24-tides/"


def test_editors_find_it_on_the_article_s_page(archive: Archive, client: Client, admin_client: Client) -> None:
    draft(archive)
    page = markup(admin_client.get(change()))
    found = re.search(r'href="http://127.0.0.1:8000(/preview/[^"]+)">Preview link</a>', page)
    assert found
    assert client.get(found[1]).status_code == 200
