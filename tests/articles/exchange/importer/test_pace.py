"""How much an import writes at once, beside editors and alone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

from articles.exchange.importer.pace import BATCH_BYTES, BATCH_FILES, Pace
from articles.models import Import, SignIn
from articles.store import line
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


def editor_seen(ago: timedelta) -> None:
    now = timezone.now()
    session = Session.objects.create(session_key="k", session_data="", expire_date=now + timedelta(days=1))
    SignIn.objects.create(
        user=User.objects.create(username="editor"), session=session, address="192.0.2.1", browser="", since=now,
        seen_at=now - ago,
    )  # fmt: skip


def test_it_takes_much_where_nobody_is_at_the_desk() -> None:
    editor_seen(timedelta(hours=3))
    pace = Pace()
    pace.follow()
    assert (pace.files, pace.bytes) == (BATCH_FILES, BATCH_BYTES)


@pytest.mark.parametrize("others_wait", [True, False])
def test_it_takes_little_beside_editors_and_slowly_more_afterwards(others_wait: bool) -> None:
    if not others_wait:
        editor_seen(timedelta(minutes=50))
    pace = Pace()
    pace.follow(others_wait=others_wait)
    little = pace.files
    assert little <= BATCH_FILES // 5
    assert pace.bytes <= BATCH_BYTES // 5
    SignIn.objects.all().delete()
    pace.follow()
    assert pace.files == 2 * little
    for _ in range(9):
        pace.follow()
    assert (pace.files, pace.bytes) == (BATCH_FILES, BATCH_BYTES)


def test_an_import_follows_it(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr("articles.exchange.importer.run.let_others_write", lambda: True)
    monkeypatch.setattr(Pace, "follow", lambda self, *, others_wait=False: asked.append(others_wait))
    archive.write_article()
    archive.bring()
    assert Import.objects.get().created == 1
    assert asked == [False, True]
    assert not len(line._line)
