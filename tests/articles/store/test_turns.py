"""What is written in passing waits for nobody, and is lost rather than that a page fails."""

import time

import pytest
from django.db import OperationalError, connection
from django.db.models import F

from articles.models import Article
from articles.store import in_passing
from tests.rows import make_article

pytestmark = pytest.mark.django_db(transaction=True)


def viewed(pk: int) -> int:
    return Article.objects.filter(pk=pk).update(rank=F("rank") + 1)


def test_it_is_written_where_nobody_else_writes() -> None:
    article = make_article("2026-harbour", rank=1)
    in_passing(lambda: viewed(article.pk))
    article.refresh_from_db()
    assert article.rank == 2


def test_it_is_not_waited_for_where_others_write() -> None:
    article = make_article("2026-harbour", rank=1)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("UPDATE articles_article SET rank = 5")
        begun = time.monotonic()
        in_passing(lambda: viewed(article.pk))
        took = time.monotonic() - begun
        other.rollback()
    finally:
        other.close()
    article.refresh_from_db()
    assert article.rank == 1
    assert took < 5  # it would wait for twenty seconds, or for good
    viewed(article.pk)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's patience is its connection's")
def test_whoever_writes_afterwards_waits_as_before() -> None:
    in_passing(lambda: None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone()[0] == connection.settings_dict["OPTIONS"]["timeout"] * 1000


def test_what_the_database_refuses_stops_nothing_and_another_fault_is_told() -> None:
    def refuse() -> None:
        raise OperationalError("database or disk is full")

    in_passing(refuse)
    with pytest.raises(ZeroDivisionError):
        in_passing(lambda: 1 / 0)
