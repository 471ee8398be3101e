"""PostgreSQL's planner learns how large tables have become, once and again, and not at every step."""

import pytest
from django.db import connection

from articles.store import planning
from articles.store.planning import inform_planner
from tests.rows import make_article
from tests.seeds import Archive, archive

__all__ = ["archive"]

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's planner is told nothing")


def known() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'articles_article'::regclass")
        return int(cursor.fetchone()[0])


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")
    monkeypatch.setattr(planning, "_FEW", 2)


@on_postgresql
@pytest.mark.usefixtures("few")
def test_the_planner_is_told_when_tables_have_become_three_times_as_large() -> None:
    make_article("a1")
    assert (inform_planner(), known()) == (False, 0)
    make_article("a2")
    make_article("a3")
    assert (inform_planner(), known()) == (True, 3)
    for number in range(4, 9):
        make_article(f"a{number}")
    assert (inform_planner(), known()) == (False, 3)
    make_article("a9")
    assert (inform_planner(), inform_planner(), known()) == (True, False, 9)


@on_postgresql
@pytest.mark.usefixtures("few")
def test_an_import_tells_it(archive: Archive) -> None:
    for name in "abc":
        archive.write_article(f"2026-01-01-{name}")
    archive.bring()
    assert known() == 3


def test_few_articles_need_no_telling() -> None:
    assert not inform_planner()
