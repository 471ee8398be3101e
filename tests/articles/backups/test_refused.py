"""What is not whole, does not fit or is not told to replace a site changes nothing."""

import json
import os
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError

from articles.backups import BackupError, back_up, container, restore_site, restoring
from articles.models import Article, Topic
from articles.store import tallies
from tests.articles.backups.files import Edit, changed, file
from tests.rows import make_article

__all__ = ["file"]

pytestmark = pytest.mark.django_db


def test_a_site_that_is_not_empty_is_not_replaced_unasked(file: Path) -> None:
    back_up(file)
    users = get_user_model().objects
    users.create_user("first")
    restore_site(file)
    assert users.count() == 0
    for name in ("first", "second"):
        users.create_user(name)
    with pytest.raises(BackupError, match="not empty: --force"):
        restore_site(file)
    users.all().delete()
    make_article("gone").delete()
    make_article("there")
    with pytest.raises(BackupError, match="not empty"):
        restore_site(file)
    assert Article.objects.get().slug == "there"


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda data: data[: len(data) // 2], "only a part of one"),
        (lambda data: b"", "only a part of one"),
        (lambda data: b"SQLite format 3\0" * 99, "only a part of one"),
        (lambda data: data[:99] + bytes([data[99] ^ 1]) + data[100:], "not whole"),
    ],
)
def test_what_is_not_whole_changes_nothing(file: Path, damage: Callable[[bytes], bytes], told: str) -> None:
    make_article("there")
    back_up(file)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(BackupError, match=told):
        restore_site(file, force=True)
    assert Article.objects.get().slug == "there"


def test_another_archive_a_missing_file_and_a_folder_are_no_backup(file: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(file, "w") as other:
        other.writestr("seed.md", "---\n")
    for path, told in ((file, "no backup of newsroom"), (tmp_path / "none", "cannot read"), (tmp_path, "cannot read")):
        with pytest.raises(BackupError, match=told):
            restore_site(path, force=True)


def test_what_is_no_file_is_neither_read_nor_replaced(file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(BackupError, match="no such file"):
        restore_site(file, force=True)
    with pytest.raises(BackupError, match="choose another name"):
        back_up(file)
    assert file.is_fifo()


@pytest.mark.parametrize(
    "edit",
    [
        lambda manifest: manifest.update(tables=[]), lambda manifest: manifest.update(migrations=7),
        lambda manifest: manifest.pop("made_at"), lambda manifest: manifest.update(format="one"),
        lambda manifest: manifest["tables"]["auth_user"].update(columns=["id", "nothing"]),
        lambda manifest: manifest["tables"]["auth_user"].update(columns=["id"]),
    ],
)  # fmt: skip
def test_a_manifest_that_makes_no_sense_changes_nothing(file: Path, edit: Edit) -> None:
    get_user_model().objects.create_user("somebody")
    make_article("there")
    back_up(file)
    with pytest.raises(BackupError):
        restore_site(changed(file, edit), force=True)
    assert Article.objects.get().slug == "there"


def test_a_site_that_somebody_begins_meanwhile_is_not_replaced(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    back_up(file)
    opened = container.opened_backup

    def late(path: Path) -> Any:
        if not Article.objects.exists():
            make_article("begun")
        return opened(path)

    monkeypatch.setattr(restoring, "opened_backup", late)
    with pytest.raises(BackupError, match="not empty"):
        restore_site(file)
    assert Article.objects.get().slug == "begun"


def test_a_backup_of_a_later_version_is_refused(file: Path) -> None:
    make_article("there")
    back_up(file)
    edits: list[Edit] = [
        lambda manifest: manifest.update(format=99),
        lambda manifest: manifest["migrations"]["articles"].append("9999_later"),
    ]
    for edit in edits:
        with pytest.raises(BackupError, match="later version"):
            restore_site(changed(file, edit), force=True)
    assert Article.objects.get().slug == "there"


@pytest.mark.parametrize("name", ["rows/articles_articletopic.jsonl", "rows/articles_article.jsonl"])
def test_rows_that_do_not_fit_change_nothing(file: Path, name: str) -> None:
    default_storage.save("ab/picture.webp", ContentFile(b"of then"))
    topic = Topic.objects.create(name="Sea", slug="sea")
    make_article("there", topic)
    back_up(file)
    with zipfile.ZipFile(file) as archive:
        rows = archive.read(name) * 2  # a key twice
    digest = sha256(rows).hexdigest()
    wrong = changed(file, lambda manifest: manifest["digests"].update({name: digest}), **{name: rows})
    Article.objects.update(title="Of today")
    default_storage.delete("ab/picture.webp")
    default_storage.save("ab/picture.webp", ContentFile(b"of today"))
    with pytest.raises(BackupError, match="The site is as it was"):
        restore_site(wrong, force=True)
    assert (Article.objects.get().title, Article.objects.on_topic(topic).count()) == ("Of today", 1)
    with default_storage.open("ab/picture.webp") as picture:
        assert picture.read() == b"of today"
    make_article("counted")
    assert tallies.recount() == []  # its triggers are still there


def test_a_name_that_leads_out_of_the_folder_of_pictures_is_refused(file: Path) -> None:
    back_up(file)
    digest = sha256(b"x").hexdigest()
    wrong = file.with_name("wrong.backup")
    with zipfile.ZipFile(file) as read, zipfile.ZipFile(wrong, "w") as written:
        manifest = json.loads(read.read("manifest.json"))
        manifest["digests"]["media/../../out"] = digest
        for name in read.namelist():
            if name != "manifest.json":
                written.writestr(name, read.read(name))
        written.writestr("media/../../out", b"x")
        written.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(BackupError, match="The site is as it was"):
        restore_site(wrong)
    assert not (file.parent.parent / "out").exists()


def test_the_longest_name_of_a_file_takes_a_backup(tmp_path: Path) -> None:
    back_up(tmp_path / ("x" * 255))
    assert os.listdir(tmp_path) == ["x" * 255]


def test_a_machine_without_a_data_directory_gets_one_to_restore_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "not" / "there"
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(place / "newsroom.sqlite3")}
    monkeypatch.setattr(settings, "DATA_DIR", place)
    monkeypatch.setattr(settings, "DATABASES", {"default": database})
    with pytest.raises(CommandError, match="none"):
        call_command("restore", tmp_path / "none.backup")
    assert place.is_dir()
