"""How the site presents itself: by its editors' words and colours, everywhere the same."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Masthead, Picture
from articles.models.masthead import ACCENT, DARK_ACCENT, DARK_PAPER, PAPER, contrast
from tests.articles.admin.signed_in import as_role
from tests.articles.pictures.files import picture
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
ADDRESS = "/admin/articles/masthead/"
USUAL = {
    "name": "", "tag_line": "", "accent": ACCENT, "dark_accent": DARK_ACCENT, "footer": "",
    "story_quality": "50", "story_heat": "20", "story_line": "70",
}  # fmt: skip


def page_of(client: Client) -> str:
    response = client.get(ADDRESS)
    assert response.status_code == 302
    return str(response["Location"])


def save(client: Client, **values: Any) -> Any:
    return client.post(page_of(client), USUAL | values)


def test_a_new_site_is_called_as_it_was_started(client: Client, settings: Settings) -> None:
    settings.SITE_NAME = "The Tideline"
    page = client.get("/").content.decode()
    assert '<a href="/" dir="auto">The Tideline</a>' in page
    assert "theme-" not in page


def test_name_tag_line_and_footer_are_the_editors(client: Client, admin_client: Client, archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    assert (
        save(admin_client, name="Flut & Ebbe", tag_line="What <b>moves</b>", footer="One.\n\nTwo.").status_code == 302
    )
    page = client.get("/").content.decode()
    for words in (
        "<title>Flut &amp; Ebbe</title>",
        "What &lt;b&gt;moves&lt;/b&gt;",
        '<p dir="auto">One.</p>',
        ">Two.</p>",
    ):
        assert words in page
    assert '"name": "Flut \\u0026 Ebbe"' in page
    assert "<title>Flut &amp; Ebbe</title>" in client.get("/feed.rss").content.decode()
    assert "Flut &amp; Ebbe" in client.get("/providers.opml").content.decode()
    assert client.get("/api/openapi.json").json()["info"]["title"].startswith("Flut & Ebbe")


def test_colours_are_a_style_sheet_of_their_own(client: Client, admin_client: Client) -> None:
    assert save(admin_client, accent="#004080").status_code == 302
    address = f"/theme-{Masthead.objects.get().theme_tag}.css"
    assert f'<link rel="stylesheet" href="{address}">' in client.get("/").content.decode()
    sheet = client.get(address)
    assert (sheet["Content-Type"], sheet["Cache-Control"]) == (
        "text/css; charset=utf-8", "public, max-age=31536000, immutable",
    )  # fmt: skip
    assert sheet.content.decode().startswith(":root { --accent: #004080; }\n")
    assert client.get("/theme-000000000000.css").status_code == 404


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"accent": "#ffcc00"}, "Links in this colour would be hard to read: its contrast is 1."),
        ({"dark_accent": "#301010"}, "Links in this colour would be hard to read: its contrast is 1."),
        ({"accent": "red"}, "A colour such as #8a1c1c is expected."),
        ({"accent": "#000;}*"}, "A colour such as #8a1c1c is expected."),
    ],
)
def test_colours_that_nobody_could_read_are_refused(admin_client: Client, values: dict[str, str], reason: str) -> None:
    response = save(admin_client, **values)
    assert response.status_code == 200
    assert reason in response.content.decode()


def test_contrast_is_what_the_guidelines_say() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert min(contrast(ACCENT, PAPER), contrast(DARK_ACCENT, DARK_PAPER)) > 4.5


def test_a_logo_is_uploaded_and_taken_away(client: Client, admin_client: Client, media: Path) -> None:
    assert save(admin_client, upload=SimpleUploadedFile("x.svg", b"<svg/>")).status_code == 200
    assert save(admin_client, upload=SimpleUploadedFile("x.png", picture("PNG", (90, 90)))).status_code == 302
    assert f'src="{Picture.objects.get().small}"' in client.get("/").content.decode()
    assert save(admin_client, without_logo="on").status_code == 302
    assert "<img" not in client.get("/").content.decode()


def test_a_page_asks_for_it_once(
    client: Client, archive: Archive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert client.get("/no-such-page/").status_code == 404


@pytest.mark.parametrize("role", ["contributor", "editor", "publisher"])
def test_only_administrators_change_it(role: str) -> None:
    site = Masthead.objects.create()
    client = as_role(role)
    assert client.get(ADDRESS).status_code == 403
    assert client.post(f"{ADDRESS}{site.pk}/change/", USUAL | {"name": "Mine"}).status_code == 403


def test_administrators_do() -> None:
    client = as_role("administrator")
    assert save(client, name="Ours").status_code == 302
    assert client.get(f"{ADDRESS}add/").status_code == 403
    assert Masthead.objects.get().name == "Ours"
