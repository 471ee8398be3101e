"""What an upload is taken for: a repository by its folders, another archive by its name."""

import bz2
import gzip
import lzma

import pytest
from django.test import Client

from tests.articles.admin.imports.uploading import act, counts_of, go_on, page, planned, publisher, the_record, upload
from tests.pages import markup
from tests.seed.texts import problems_of
from tests.seeds import seed_text

__all__ = ["publisher"]
pytestmark = pytest.mark.django_db
FILE = "_news/2023-01-24-tides.md"


def test_a_repository_says_which_folders_it_passes_over_in_plan_and_record(publisher: Client) -> None:
    files = {FILE: seed_text(), "_people/ann.md": "Ann.", "_people/bob.md": "Bob.", "assets/a.png": "x"}
    record = planned(publisher, files)
    assert counts_of(record) == {"created": 1, "warnings": 1}
    assert "_people:1: File: a folder of what is no article" in page(publisher)
    act(publisher, "confirm")
    assert counts_of(go_on(publisher)) == {"created": 1, "warnings": 1}
    assert [each.path for each in the_record().problems.all()] == ["_people"]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("seeds.tar.gz", gzip.compress(b"x"), "a .tar.gz or another gzip file"),
        ("seeds.zip", gzip.compress(b"x"), "a .tar.gz"),
        ("seeds.tar", bytes(257) + b"ustar", "a .tar file"),
        ("seeds.tar.bz2", bz2.compress(b"x"), "a .tar.bz2"),
        ("seeds.tar.xz", lzma.compress(b"x"), "a .tar.xz"),
        ("seeds.7z", b"7z\xbc\xaf\x27\x1c", "a .7z file"),
        ("seeds.rar", b"Rar!\x1a\x07\x00", "a .rar file"),
    ],
)
def test_another_archive_is_called_by_its_name(publisher: Client, name: str, data: bytes, kind: str) -> None:
    said = markup(upload(publisher, (name, data)))
    assert f"{name}: is {kind}" in said
    assert "make a zip of the same files" in said
    [problem] = problems_of(data)
    assert problem.code == "packed"
    assert problem.message.startswith(kind)
