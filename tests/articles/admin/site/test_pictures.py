"""Pictures in the admin: uploads, thumbnails, states, the focus, fetching, and who may do it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from articles.models import Picture
from articles.pictures import refetch
from tests.articles.admin.signed_in import LIST, as_role, change
from tests.articles.pictures.files import SECRET, huge_png, picture, with_metadata
from tests.articles.pictures.server import Server, answer, server
from tests.pages import form_of, markup
from tests.seeds import Archive, archive, exported, the_article

__all__ = ["archive", "server"]
pytestmark = pytest.mark.django_db
URL = "https://images.example.org/buoy.jpg"
PICTURES = "/admin/articles/picture/"


@pytest.fixture(autouse=True)
def article(archive: Archive, media: Path, settings: Settings, tmp_path: Path) -> Archive:
    settings.DATA_DIR = tmp_path
    archive.write_article(images=f'\n  - url: "{URL}"')
    archive.bring()
    return archive


@pytest.fixture
def copy() -> Picture:
    refetch([URL], fetch=lambda url: picture(size=(600, 300)))
    return Picture.objects.get()


def upload(client: Client, content: bytes, row: int = 1, **values: str) -> Any:
    form = form_of(client.get(change()), "title") | values
    return client.post(change(), form | {f"images-{row}-upload": SimpleUploadedFile("x.jpg", content), "_save": "Save"})


def test_an_upload_is_cleaned_and_becomes_a_picture_of_the_article(admin_client: Client) -> None:
    assert upload(admin_client, with_metadata("JPEG")).status_code == 302
    found = Picture.objects.get()
    first, second = the_article().images.all()
    assert (first.url, second.url) == (URL, found.url)
    assert found.url == f"/media/pictures/{found.name[:2]}/{found.name}-400.jpg"
    assert (second.width, second.height) == (400, 300)
    response: Any = admin_client.get(found.url)
    assert SECRET not in b"".join(response.streaming_content)
    assert f'- url: "{found.url}"\n    width: 400\n    height: 300\n' in exported()


def test_an_upload_takes_the_place_of_an_address(admin_client: Client) -> None:
    assert upload(admin_client, picture(size=(90, 90)), row=0).status_code == 302
    assert [image.url for image in the_article().images.all()] == [Picture.objects.get().url]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg onload='alert(1)'/>", "an SVG, which may hold scripts"),
        (huge_png(), "13000 × 13000 pixels; at most 25 megapixels"),
        (b"GIF89a", "a GIF that is damaged"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(admin_client: Client, content: bytes, reason: str) -> None:
    response = upload(admin_client, content, title="Kept in the form")
    assert response.status_code == 200
    assert reason in response.content.decode()
    assert "Kept in the form" in response.content.decode()
    assert not Picture.objects.exists()


def test_the_list_shows_thumbnails_or_what_became_of_them(admin_client: Client) -> None:
    assert '<small title="">not yet here</small>' in admin_client.get(LIST).content.decode()
    refetch([URL], fetch=lambda url: huge_png())
    reason = "13000 × 13000 pixels; at most 25 megapixels"
    assert f'<small title="{reason}">failed</small>' in admin_client.get(LIST).content.decode()
    assert f">failed: {reason}</a>" in admin_client.get(change()).content.decode()
    refetch([URL], fetch=lambda url: picture(size=(600, 300)))
    page = admin_client.get(LIST).content.decode()
    name = Picture.objects.get().name
    assert f'src="/media/pictures/{name[:2]}/{name}-80.webp" alt="" width="80" height="40"' in page


def test_the_article_says_what_became_of_each_picture(admin_client: Client, copy: Picture) -> None:
    assert f'<a href="{PICTURES}{copy.pk}/change/">here</a>' in admin_client.get(change()).content.decode()


def test_the_focus_is_chosen_in_per_cent(admin_client: Client, copy: Picture) -> None:
    address = f"{PICTURES}{copy.pk}/change/"
    assert f'src="{copy.jpeg}"' in admin_client.get(address).content.decode()
    assert admin_client.post(address, {"focus_x": "13", "focus_y": "90"}).status_code == 302
    copy.refresh_from_db()
    assert (copy.focus_x, copy.focus_y) == (13, 90)
    wrong = admin_client.post(address, {"focus_x": "101", "focus_y": "90"})
    assert (wrong.status_code, "from 0 to 100" in wrong.content.decode()) == (200, True)


@pytest.fixture
def on_a_server(server: Server, archive: Archive) -> Server:
    archive.write_article(images=f'\n  - url: "{server.url}/a.jpg"')
    archive.bring()
    server.pages["/a.jpg"] = answer(picture(size=(90, 60)))
    return server


def test_what_is_due_is_fetched_in_steps(admin_client: Client, on_a_server: Server) -> None:
    page = admin_client.get(f"{PICTURES}fetch/").content.decode()
    assert '<progress max="1" value="0"' in page
    step = admin_client.post(
        f"{PICTURES}fetch/", {"position": "0", "files": "1"}, headers={"Accept": "application/json"}
    )
    words = "1 of 1: in this step 1 cached, 0 failed, 0 left for later"
    assert step.json() == {"position": 1, "files": 1, "words": words, "more": True}
    step = admin_client.post(
        f"{PICTURES}fetch/", {"position": "1", "files": "1"}, headers={"Accept": "application/json"}
    )
    assert step.json()["more"] is False
    assert "can be fetched are here" in markup(admin_client.get(f"{PICTURES}fetch/"))


def test_without_a_script_a_button_does_a_step(admin_client: Client, on_a_server: Server) -> None:
    response = admin_client.post(f"{PICTURES}fetch/", {"position": "0", "files": "1"}, follow=True)
    assert "1 of 1: in this step 1 cached" in response.content.decode()


def test_one_is_fetched_again(admin_client: Client, on_a_server: Server) -> None:
    Picture.objects.create(url=f"{on_a_server.url}/a.jpg", state="failed", reason="x", tried_at="2030-01-01T00:00Z")
    found = Picture.objects.get()
    response = admin_client.post(f"{PICTURES}{found.pk}/again/", follow=True)
    assert "1 cached, 0 failed" in response.content.decode()
    found.refresh_from_db()
    assert (found.state, found.reason, found.width) == ("cached", "", 90)


def test_many_are_fetched_again(admin_client: Client, on_a_server: Server, copy: Picture) -> None:
    Picture.objects.create(url="/assets/a.jpg", state="failed", reason="x", tried_at="2030-01-01T00:00Z")
    ids = [str(pk) for pk in Picture.objects.values_list("pk", flat=True)]
    Picture.objects.filter(url=URL).update(url=f"{on_a_server.url}/a.jpg")
    data = {"action": "fetch_again", "_selected_action": ids}
    page = admin_client.post(PICTURES, data, follow=True).content.decode()
    assert "Skipped, because import_seeds takes them from next to the seeds: 1." in page
    assert "1 cached, 0 failed" in page


@pytest.mark.parametrize(("role", "status"), [("contributor", 200), ("editor", 200), ("publisher", 200)])
def test_every_role_sees_and_fetches(copy: Picture, role: str, status: int) -> None:
    client = as_role(role)
    assert client.get(PICTURES).status_code == status
    assert client.get(f"{PICTURES}fetch/").status_code == status
    assert client.get(f"{PICTURES}add/").status_code == 403
    assert client.post(f"{PICTURES}{copy.pk}/delete/").status_code == 403


def test_who_may_only_look_changes_nothing(copy: Picture, django_user_model: Any) -> None:
    client = Client()
    client.force_login(django_user_model.objects.create_user("looker", is_staff=True))
    for address in (PICTURES, f"{PICTURES}fetch/", f"{PICTURES}{copy.pk}/change/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{PICTURES}{copy.pk}/again/").status_code == 403
    assert client.get(f"{PICTURES}{copy.pk}/again/").status_code == 403
