"""What several tests of imports in the admin do: zips in memory, and an editor's way from an upload to its end."""

import io
from collections.abc import Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import Import
from tests.articles.admin.signed_in import as_role
from tests.pages import markup
from tests.seeds import seed_text

IMPORTS = "/admin/articles/import/"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    kept = io.BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return kept.getvalue()


def upload(client: Client, *files: tuple[str, str | bytes], **more: str) -> Any:
    """Post files, each a name and a content, with the form's other fields."""
    sent = [SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text) for name, text in files]
    return client.post(f"{IMPORTS}new/", {"seeds": sent, "conflict": "keep"} | more)


def act(client: Client, what: str, **fields: object) -> Any:
    return client.post(f"{IMPORTS}{the_record().pk}/{what}/", fields)


def the_record() -> Import:
    return Import.objects.latest("pk")


def go_on(client: Client) -> Import:
    """Press on until the record waits for something else."""
    while (record := the_record()).is_under_way:
        act(client, "step", position=record.position)
    return record


def planned(client: Client, files: Mapping[str, str | bytes], **more: str) -> Import:
    assert upload(client, ("archive.zip", zipped(files)), **more).status_code == 302
    return go_on(client)


def imported(client: Client, files: Mapping[str, str | bytes], **more: str) -> Import:
    planned(client, files, **more)
    act(client, "confirm")
    return go_on(client)


def counts_of(record: Import) -> dict[str, int]:
    """The counts that are not zero."""
    return {name: number for name in (*Import.COUNTS, "warnings") if (number := getattr(record, name))}


def many(number: int, **changes: str) -> dict[str, str | bytes]:
    return {
        f"_news/2023-01-24-t{n}.md": seed_text(webUrl=f'"https://news.example.org/{n}"', **changes)
        for n in range(number)
    }


def page(client: Client, **asked: str | int) -> str:
    """The last record's page."""
    return markup(client.get(f"{IMPORTS}{the_record().pk}/change/", asked))


@pytest.fixture
def publisher() -> Client:
    return as_role("publisher")
