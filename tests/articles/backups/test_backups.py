"""A backup holds the whole site, and all of it comes back."""

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from articles.backups import BackupError, back_up, container, restore_site
from articles.backups.container import check
from articles.models import Article, Dependency
from articles.reading.search import read_query, search
from articles.store import tallies
from tests.articles.backups.files import changed, file
from tests.articles.editing.histories import EXACT, History
from tests.rows import make_article
from tests.seeds import Archive, archive

__all__ = ["archive", "file"]

pytestmark = pytest.mark.django_db
AUDIT = "rows/articles_auditline.jsonl"


@pytest.fixture
def history(archive: Archive) -> History:
    """A site in which much happened, and whose tables nearly all have rows."""
    found = History(archive, Random(3))
    found.begin()
    for name in dict.fromkeys(EXACT):
        getattr(found, name)()
    session = SessionStore()
    session["of"] = "somebody"
    session.save()
    return found


def contents(path: Path) -> dict[str, list[str]]:
    """The rows of all tables; PostgreSQL keeps the keys of JSON in an order of its own."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: [json.dumps(json.loads(line), sort_keys=True) for line in archive.read(name).splitlines()]
            for name in archive.namelist()
            if name.startswith("rows/")
        }


def but_the_audit(of_members: dict[str, Any]) -> dict[str, Any]:
    """What is done to a site adds lines to its audit, and a restore keeps them."""
    return {name: value for name, value in of_members.items() if name != AUDIT}


def test_all_rows_and_pictures_come_back(file: Path, history: History) -> None:
    default_storage.save("ab/picture.webp", ContentFile(b"one"))
    before = back_up(file)
    told = check(file)
    assert (before.rows, before.media) == (sum(each.rows for each in told.tables.values()), 1)
    assert file.stat().st_mode & 0o777 == 0o600
    titles = dict(Article.objects.values_list("slug", "title"))

    history.deletes()
    history.merges()
    make_article("of-afterwards", title="Afterwards")
    default_storage.delete("ab/picture.webp")
    since = Dependency.objects.get(kind="since").number
    done = restore_site(file, force=True)

    assert (done.rows, done.media, done.made_at) == (before.rows, 1, told.made_at)
    assert dict(Article.objects.values_list("slug", "title")) == titles
    with default_storage.open("ab/picture.webp") as picture:
        assert picture.read() == b"one"
    assert Session.objects.count() == 0
    assert tallies.recount() == []
    assert Dependency.objects.get(kind="since").number > since  # no page that was kept before holds
    some = Article.objects.order_by("pk").first()
    assert some
    assert some.pk in search(read_query(some.title), Article.objects.all()).pks
    again = file.with_name("again.backup")
    back_up(again)
    assert but_the_audit(check(again).digests) == but_the_audit(told.digests)
    assert set(contents(file)[AUDIT]) < set(contents(again)[AUDIT])


def test_what_comes_after_a_restore_gets_no_number_of_what_is_gone(file: Path, history: History) -> None:
    last = make_article("last").pk
    Article.objects.filter(pk=last).delete()
    back_up(file)
    restore_site(file, force=True)
    assert make_article("next").pk == last + 1
    history.edits()
    assert tallies.recount() == []


def test_sessions_and_what_is_counted_anew_stay_out(file: Path, history: History) -> None:
    back_up(file)
    names = set(check(file).tables)
    assert {"articles_article", "articles_act", "articles_revision", "articles_passage", "auth_user"} <= names
    assert {"otp_totp_totpdevice", "otp_static_statictoken", "articles_passkey", "articles_strictrole"} <= names
    places = {"articles_signin", "articles_knownaddress", "axes_accessattempt", "axes_accesslog"}
    assert names.isdisjoint({"django_session", "articles_tally", "articles_dependency"} | places)


def test_a_backup_takes_the_place_of_an_earlier_one_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("my notes")
    with pytest.raises(BackupError, match="is no backup: choose another name"):
        back_up(file)
    assert file.read_text() == "my notes"
    file.unlink()
    back_up(file)
    before = file.read_bytes()

    def torn(path: Path) -> None:
        raise BackupError("not whole")

    monkeypatch.setattr(container, "check", torn)
    with pytest.raises(BackupError):
        back_up(file)
    assert (file.read_bytes(), [each.name for each in file.parent.glob(".*")]) == (before, [])


def test_what_a_killed_backup_left_behind_goes_with_the_next_one(file: Path) -> None:
    left, begun, others = (file.with_name(f".{name}.part") for name in ("newsroom-backup-a", "newsroom-backup-b", "c"))
    for each in (left, begun, others):
        each.write_bytes(b"half")
    for each in (left, others):
        os.utime(each, (0, 0))
    back_up(file)
    assert [each.exists() for each in (left, begun, others)] == [False, True, True]


def test_the_commands_say_what_they_did(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_article("there")
    call_command("backup", file)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", file)
    call_command("restore", file, "--force")
    made, back = capsys.readouterr().out.splitlines()
    assert (made.startswith(f"{file}: "), made.endswith("MB, read back")) == (True, True)
    assert back.endswith(f"as they were at {check(file).made_at}")
    with pytest.raises(CommandError, match="cannot write"):
        call_command("backup", file.parent / "none" / "site.backup")


def without_table(path: Path, table: str, migration: str) -> Path:
    """The backup as it was made before a migration that added a table."""

    def edit(manifest: dict[str, Any]) -> None:
        manifest["migrations"]["articles"].remove(migration)
        del manifest["tables"][table], manifest["digests"][f"rows/{table}.jsonl"]

    return changed(path, edit, [f"rows/{table}.jsonl"])


@pytest.mark.database
def test_a_backup_of_another_database_and_an_earlier_version_comes_back(
    file: Path, history: History, manage: Callable[..., Any], tmp_path: Path
) -> None:
    """The earlier version is the one before the last change of a table, which was not there yet."""
    on_disk = tmp_path / "on-sqlite.backup"
    assert manage("quickstart", "--no-serve").returncode == 0
    assert manage("backup", on_disk).returncode == 0
    restore_site(without_table(on_disk, "articles_auditline", "0040_audit"), force=True)
    assert Article.objects.published().exists()
    assert not Article.objects.filter(slug=history.slug("ferry")).exists()
    assert tallies.recount() == []
    back_up(file)
    assert but_the_audit(contents(file)) == but_the_audit(contents(on_disk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_search")
        assert cursor.fetchone()[0] == Article.objects.count()
