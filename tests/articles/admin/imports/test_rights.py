"""Who may import, what an upload may be, and that nothing else gets in."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Import
from tests.articles.admin.imports.uploading import (
    IMPORTS,
    act,
    counts_of,
    imported,
    many,
    page,
    planned,
    publisher,
    the_record,
    upload,
    zipped,
)  # fmt: skip
from tests.articles.admin.signed_in import LIST, as_role
from tests.pages import form_of
from tests.seeds import archive, seed_text, the_article

__all__ = ["archive", "publisher"]
pytestmark = pytest.mark.django_db
SLUG = "2023-01-24-tides"
FILE = f"_news/{SLUG}.md"


# Who


@pytest.mark.parametrize(("role", "status"), [("contributor", 403), ("editor", 200), ("publisher", 200)])
def test_who_may_see_imports(role: str, status: int) -> None:
    record = Import.objects.create(state="finished", began_at=timezone.now(), touched_at=timezone.now())
    client = as_role(role)
    for address in (IMPORTS, f"{IMPORTS}new/", f"{IMPORTS}{record.pk}/change/"):
        assert client.get(address).status_code == status
    assert ("Import seeds" in client.get(LIST).content.decode()) is (status == 200)


def test_whoever_may_not_import_can_do_none_of_it(publisher: Client) -> None:
    planned(publisher, many(1))
    client = as_role("contributor")
    assert upload(client, ("a.md", seed_text())).status_code == 403
    for what in ("step", "confirm", "stop", "resume", "discard"):
        assert act(client, what, position=0).status_code == 403
        assert client.get(f"{IMPORTS}{the_record().pk}/{what}/").status_code == 403
        assert Client().post(f"{IMPORTS}{the_record().pk}/{what}/").status_code == 302
    assert (the_record().state, Import.objects.count()) == ("waiting", 1)


def test_nobody_writes_a_record_by_hand(admin_client: Client) -> None:
    record = Import.objects.create(state="finished", began_at=timezone.now(), touched_at=timezone.now())
    assert admin_client.get(f"{IMPORTS}add/").status_code == 403
    assert admin_client.post(f"{IMPORTS}{record.pk}/delete/", {"post": "yes"}).status_code == 403
    admin_client.post(f"{IMPORTS}{record.pk}/change/", {"by_name": "nobody"})
    assert Import.objects.get().by_name == ""
    assert admin_client.get(f"{IMPORTS}{record.pk}/confirm/").status_code == 405
    for address in ("999/change/", "x/change/", f"{record.pk}/history/"):
        assert admin_client.get(IMPORTS + address).status_code == 404
    assert admin_client.post(f"{IMPORTS}999/step/").status_code == 404


def test_an_import_publishes_and_withdraws_only_for_those_who_may() -> None:
    editor = as_role("editor")
    draft = seed_text(published="false", heat="10", webUrl='"https://news.example.org/d"')
    files = {FILE: seed_text(), "2023-01-25-d.md": draft}
    assert counts_of(imported(editor, files)) == {"created": 1, "rejected": 1}
    assert "would be published, which your account may not do" in page(editor)
    imported(as_role("publisher"), files)
    changed = {FILE: seed_text(title='"New words"')}
    assert counts_of(imported(editor, changed)) == {"updated": 1}
    assert counts_of(imported(editor, {FILE: seed_text(removed="true")})) == {"rejected": 1}
    assert (the_article().title, the_article().status) == ("New words", "published")


def test_a_forged_post_uploads_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = as_role("publisher").cookies
    assert upload(client, ("a.md", seed_text())).status_code == 403
    form = client.get(f"{IMPORTS}new/")
    assert upload(client, ("a.md", seed_text()), csrfmiddlewaretoken=str(form.context["csrf_token"])).status_code == 302
    assert act(client, "step", position=0).status_code == 403
    assert (Import.objects.count(), the_record().position) == (1, 0)


# Caps


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Choose the files, or one zip of them."),
        ([("a.zip", b"PK\x03\x04"), ("b.md", "x")], "Upload one zip by itself, or files that are not zips."),
        ([("a.md", "x"), ("a.md", "y")], "two of the files have this name"),
        ([("a\\b.zip", b"nonsense")], "That is not a zip, or it is damaged."),
        ([("a.zip", zipped({"../a.md": "x"}))], "leads out of the zip"),
    ],
)
def test_what_is_not_taken_is_said_in_the_form(publisher: Client, files: list[Any], words: str) -> None:
    response = upload(publisher, *files, assume_published="on", conflict="seed")
    assert response.status_code == 200
    assert words in response.content.decode()
    assert form_of(response, "assume_published")["conflict"] == "seed"
    assert not Import.objects.exists()


def test_more_files_than_a_form_takes_are_refused_in_words(publisher: Client) -> None:
    response = upload(publisher, *((f"{number}.md", "x") for number in range(101)))
    assert (response.status_code, Import.objects.count()) == (413, 0)
    assert "more than 100 files. Upload one zip of them." in response.content.decode()


def test_more_bytes_than_may_be_are_not_even_read(publisher: Client) -> None:
    length = str(66 * 1024 * 1024)
    response = publisher.post(
        f"{IMPORTS}new/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=length
    )
    assert (response.status_code, Import.objects.count()) == (413, 0)
    assert "more than 64 MB" in response.content.decode()


def test_a_broken_form_is_answered(publisher: Client) -> None:
    response = publisher.post(f"{IMPORTS}new/", b"nonsense", content_type="multipart/form-data; boundary=")
    assert (response.status_code, Import.objects.count()) == (413, 0)


def test_a_file_too_large_for_a_seed_is_rejected_by_itself(publisher: Client) -> None:
    record = planned(publisher, {"large.md": "x" * 1_100_000, FILE: seed_text()})
    assert counts_of(record) == {"created": 1, "rejected": 1}
    assert "a seed has at most 1,048,576" in page(publisher)


def test_huge_texts_make_no_huge_page(publisher: Client) -> None:
    body = "".join(f"line {number} " + "x" * 100 + "\n" for number in range(8_000))
    imported(publisher, {FILE: seed_text() + body})
    planned(publisher, {FILE: seed_text() + body[::-1]})
    assert "and 7,8" in page(publisher)
    assert len(page(publisher)) < 200_000
