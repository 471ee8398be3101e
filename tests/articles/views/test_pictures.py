"""What readers get of pictures: copies of ours, in several widths, and never a request to anybody else."""

import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from lxml import html
from pytest_django import Settings

from articles.models import Picture
from articles.pictures import refetch
from tests.articles.pictures.files import picture
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
URL = "https://images.example.org/buoy.jpg"
PAGE = "/news/2023-01-24-tides/"


@pytest.fixture(autouse=True)
def article(archive: Archive, media: Path) -> None:
    archive.write_article(images=f'\n  - url: "{URL}"\n    width: 5\n    height: 5\n    title: "A buoy"')
    archive.bring()


@pytest.fixture
def copy() -> Picture:
    refetch([URL], fetch=lambda url: picture(size=(700, 350)))
    return Picture.objects.get()


def page(client: Client, address: str) -> Any:
    return html.document_fromstring(client.get(address).content.decode())


@pytest.mark.parametrize("address", ["/", PAGE])
def test_a_copy_is_shown_in_the_widths_that_there_are(client: Client, copy: Picture, address: str) -> None:
    [shown] = page(client, address).iterfind(".//picture")
    assert [source.get("type") for source in shown.iterfind(".//source")] == ["image/avif", "image/webp"]
    widths = [80, 160, 320, 640, 700]
    expected = ", ".join(f"/media/pictures/{copy.name[:2]}/{copy.name}-{width}.avif {width}w" for width in widths)
    assert shown.find(".//source").get("srcset") == expected
    assert shown.find(".//source").get("sizes")
    image = shown.find(".//img")
    assert image.get("src") == f"/media/pictures/{copy.name[:2]}/{copy.name}-640.webp"
    assert (image.get("width"), image.get("height"), image.get("alt")) == ("700", "350", "A buoy")
    assert image.get("loading") is None


@pytest.mark.parametrize("address", ["/", PAGE])
def test_until_there_is_a_copy_a_mark_of_the_provider_stands_there(client: Client, address: str) -> None:
    found = page(client, address)
    assert found.find(".//img") is None
    [mark] = found.iterfind(".//span[@aria-hidden='true']")
    assert mark.text == "E"
    assert re.fullmatch(r"mark hue\d+", mark.get("class"))


def test_a_site_may_show_the_publishers_own(client: Client, settings: Settings) -> None:
    settings.REMOTE_PICTURES = True
    image = page(client, PAGE).find(".//img")
    assert (image.get("src"), image.get("referrerpolicy")) == (URL, "no-referrer")


def test_what_a_crop_keeps_in_view_is_told_to_the_style_sheet(client: Client, copy: Picture) -> None:
    Picture.objects.update(focus_x=13, focus_y=50)
    assert page(client, PAGE).find(".//img").get("class") == "focus-x10"
    Picture.objects.update(focus_x=100, focus_y=0)
    assert page(client, PAGE).find(".//img").get("class") == "focus-x100 focus-y0"


def test_programs_get_the_copy_that_each_of_them_can_show(client: Client, copy: Picture) -> None:
    url = f"http://127.0.0.1:8000/media/pictures/{copy.name[:2]}/{copy.name}-700.jpg"
    found = page(client, PAGE)
    assert found.find(".//meta[@property='og:image']").get("content") == url
    assert found.find(".//meta[@property='og:image:width']").get("content") == "700"
    assert f'"url": "{url}", "width": 700, "height": 350' in client.get(PAGE).content.decode()
    assert client.get("/feed.json").json()["items"][0]["image"] == url


def test_seeds_and_the_api_say_what_they_said(client: Client, copy: Picture) -> None:
    image = client.get("/api/news/index.json").json()["value"][0]["images"][0]
    assert (image["url"], image["isCached"]) == (URL, False)


@pytest.mark.parametrize(("ending", "kind"), [("avif", "image/avif"), ("webp", "image/webp"), ("jpg", "image/jpeg")])
def test_a_copy_is_served_for_good(client: Client, copy: Picture, ending: str, kind: str) -> None:
    response: Any = client.get(copy.address(700, ending), headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert response["Content-Type"] == kind
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Content-Encoding" not in response
    assert not response.cookies
    assert b"".join(response.streaming_content) == Path(default_storage.path(copy.file(700, ending))).read_bytes()
    again = client.get(copy.address(700, ending), headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_copy_is_of_its_kind_whatever_the_machine_knows_of_kinds(
    client: Client, copy: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mimetypes.guess_type", lambda name: (None, None))
    with closing(client.get(copy.address(700, "avif"))) as whole:
        assert whole["Content-Type"] == "image/avif"


@pytest.mark.parametrize(
    "address",
    [
        "/media/pictures/ab/../../newsroom.sqlite3",
        "/media/pictures/ab/%2e%2e/secret",
        "/media/../secret_key",
        f"/media/pictures/ab/{'a' * 32}-80.avif",
        f"/media/pictures/ab/{'a' * 32}-80.svg",
        "/media/.unfinished/x",
        "/media/",
    ],
)
def test_nothing_else_is_served(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_nothing_is_posted_there(client: Client, copy: Picture) -> None:
    refused = client.post(copy.address(700, "avif"))
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")


def test_whoever_asks_for_the_head_of_a_copy_gets_that_alone(client: Client, copy: Picture) -> None:
    address = copy.address(700, "avif")
    with closing(client.get(address)) as whole, closing(client.head(address)) as head:
        assert head.headers.pop("X-Request-ID") != whole.headers.pop("X-Request-ID")
        assert (head.status_code, head.headers) == (200, whole.headers)
