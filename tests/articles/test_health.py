"""Probes: they need no host, no session and, for `/healthz`, no database."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from articles.views import health


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """A process that has not seen a migrated database yet."""
    health.migrated.clear()
    yield
    health.migrated.clear()


def test_the_process_lives_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_migrated_site_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


@pytest.mark.django_db
def test_a_migrated_site_is_looked_at_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get("/readyz")
    with django_assert_num_queries(1):
        client.get("/readyz")


@pytest.mark.django_db
def test_a_site_with_migrations_to_come_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="sessions").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database is not migrated\n")
    assert not health.migrated.is_set()


@pytest.mark.parametrize("known", [False, True])
def test_a_site_whose_database_is_away_is_not_ready(
    known: bool, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cursor() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", cursor)
    if known:
        health.migrated.set()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_probe_only_reads(address: str, client: Client) -> None:
    answer = client.post(address)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_probe_may_ask_for_the_head_only(client: Client) -> None:
    assert client.head("/healthz").status_code == 200


def test_a_probe_needs_neither_the_right_host_nor_https(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["news.example.org"], True
    assert client.get("/healthz", headers={"Host": "10.0.0.7:8000"}).status_code == 200
