"""What commands take away, bring in and put back is told as done on the command line; and no restore takes a trace away."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from articles.audit import write
from articles.backups import back_up, restore_site
from articles.models import Audited, AuditLine
from tests.articles.audit.lines import the_line, told
from tests.articles.backups.files import file
from tests.articles.signin.trying import an_editor, tried
from tests.seeds import Archive, archive

__all__ = ["archive", "file"]
pytestmark = pytest.mark.django_db


def is_by_command(line: AuditLine) -> bool:
    return line.by_name.startswith("the command line (") and line.by_id is None and line.address is None


def test_what_commands_import_export_and_back_up_is_a_line(archive: Archive, file: Path, tmp_path: Path) -> None:
    archive.write_article()
    archive.write_article("2023-01-25-more", webUrl='"https://news.example.org/more"')
    line = the_line(lambda: call_command("import_seeds", str(archive.folder)))
    assert (line.kind, line.number, line.about, line.details) == (
        Audited.IMPORT, 2, str(archive.folder), {"command": "import_seeds"}
    )  # fmt: skip
    assert is_by_command(line)
    line = the_line(lambda: call_command("export_seeds", str(tmp_path / "out")))
    assert (line.kind, line.about) == (Audited.EXPORT, str(tmp_path / "out"))
    line = the_line(lambda: call_command("backup", str(file)))
    assert (line.kind, line.about) == (Audited.BACKUP, str(file))
    assert is_by_command(line)


def test_an_import_that_only_plans_is_none(archive: Archive) -> None:
    archive.write_article()
    before = AuditLine.objects.count()
    archive.bring(dry_run=True)
    assert AuditLine.objects.count() == before


def test_a_restore_keeps_the_lines_of_the_site_and_takes_in_those_of_the_backup(file: Path) -> None:
    an_editor("ada")
    known = AuditLine.objects.get(about="ada")
    tried("ada")
    back_up(file)
    tried("ada")
    an_editor("eve")
    User.objects.get(username="ada").delete()
    AuditLine.objects.filter(pk=known.pk)._raw_delete("default")
    restore_site(file, force=True)

    lines = AuditLine.objects.order_by("at")
    ada = AuditLine.objects.get(key=known.key)  # from the backup
    assert (ada.subject_id, ada.at) == (User.objects.get().pk, known.at)
    eve = lines.get(about="eve")  # from the site, where there is no such account any more
    assert (eve.words, eve.by_id, eve.subject_id) == ("Made the account", None, None)
    assert lines.get(words="Wrong password").number == 2
    assert told(lines.get(words="Deleted the account"))[1] == "ada"
    last = lines.last()
    assert last
    assert (last.kind, last.about) == (Audited.SITE_RESTORED, str(file))


def test_a_restore_that_fails_leaves_the_audit_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    back_up(file)
    write(Audited.BACKUP, "Backed up")
    before = list(AuditLine.objects.values())

    def wrong() -> None:
        raise ValueError("wrong")

    monkeypatch.setattr("articles.backups.restoring.dependencies.watch", wrong)
    with pytest.raises(Exception, match="The site is as it was"):
        restore_site(file, force=True)
    assert list(AuditLine.objects.values()) == before
