"""`/metrics`: for whoever has the token, in Prometheus' own form, and also where the database is gone."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries, Settings

from articles.backups import back_up
from articles.metrics import site
from articles.metrics.exposition import Family, exposition, gauge
from articles.models import Import, Picture, Status
from tests.articles.kept.asking import empty_shelves
from tests.articles.metrics.asked import TOKEN, scrape, value, watched
from tests.rows import make_article

__all__ = ["empty_shelves", "watched"]
pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize(
    "said", ["", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer", TOKEN, f"Basic {TOKEN}", "Bearer é"]
)
def test_without_the_token_the_address_is_a_missing_page(said: str, client: Client) -> None:
    missing = client.get("/nowhere/", headers={"Authorization": said})
    for method in ("get", "post"):
        answer = getattr(client, method)("/metrics", headers={"Authorization": said})
        assert answer.status_code == 404
    assert client.get("/metrics", headers={"Authorization": said}).content == missing.content


@pytest.mark.parametrize("said", ["", "Bearer ", "Bearer"])
def test_without_the_variable_nobody_gets_it(said: str, client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": said} if said else {}).status_code == 404


@pytest.mark.usefixtures("watched")
def test_it_is_only_read(client: Client) -> None:
    answer = client.post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.usefixtures("watched")
def test_it_needs_neither_the_right_host_nor_https_and_is_never_kept(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["news.example.org"], True
    answer = client.get("/metrics", headers={"Host": "10.0.0.7:8000", "Authorization": f"bearer {TOKEN}"})
    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True)


@pytest.mark.usefixtures("watched", "empty_shelves")
def test_answers_are_counted_by_method_view_status_and_whether_they_were_kept(client: Client) -> None:
    make_article("a")
    for _ in range(3):
        client.get("/news/a/")
    client.get("/nowhere/")
    client.head("/healthz")
    client.get("/static/articles/site.css").close()
    client.get("/admin/articles/article/")
    client.generic("BREW", "/latest/")
    found = scrape(client)
    assert {
        (labels["method"], labels["view"], labels["status"], labels["answer"]): number
        for (name, pairs), number in found.items()
        if name == "newsroom_requests_total" and (labels := dict(pairs))
    } == {
        ("GET", "article", "2xx", "drawn"): 1, ("GET", "article", "2xx", "kept"): 2, ("GET", "none", "4xx", "drawn"): 1,
        ("HEAD", "healthz", "2xx", "drawn"): 1, ("GET", "static", "2xx", "drawn"): 1,
        ("GET", "admin:articles_article_changelist", "3xx", "drawn"): 1, ("other", "latest", "4xx", "drawn"): 1,
    }  # fmt: skip
    assert value(found, "request_duration_seconds_count", view="article", answer="kept") == 2
    assert value(found, "request_duration_seconds_bucket", view="article", answer="kept", le="+Inf") == 2


@pytest.mark.usefixtures("watched")
def test_made_up_addresses_make_no_new_numbers(client: Client) -> None:
    for name in "abc":
        client.get(f"/{name}/")
        client.get(f"/news/{name}/")
    before = len(scrape(client))
    for name in "defgh":
        client.get(f"/{name}/")
        client.get(f"/news/{name}/")
    client.get("/metrics", headers={"Authorization": "Bearer wrong"})
    of_metrics = len([name for name, labels in scrape(client) if ("view", "metrics") in labels])
    assert len(scrape(client)) == before + of_metrics


@pytest.mark.usefixtures("watched")
def test_it_says_what_the_site_has(
    client: Client, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    at = timezone.now()
    make_article("a", status=Status.PUBLISHED)
    make_article("b", status=Status.DRAFT)
    Import.objects.create(began_at=at, touched_at=at, state=Import.State.RUNNING)
    Picture.objects.create(url="http://a/", state=Picture.State.FAILED, tried_at=at, retry_at=at - timedelta(hours=1))
    Picture.objects.create(url="http://b/", state=Picture.State.FAILED, tried_at=at, retry_at=at + timedelta(hours=1))
    for name in ("one", "two"):
        AccessAttempt.objects.create(username=name, ip_address="192.0.2.1", failures_since_start=25, attempt_time=at)
    with django_assert_max_num_queries(9):
        found = scrape(client)
    assert {dict(labels)["status"]: number for (name, labels), number in found.items() if name == "newsroom_articles"}[
        Status.PUBLISHED
    ] == 1
    assert value(found, "imports", state="running") == 1
    assert (value(found, "pictures", state="failed"), value(found, "pictures_due_again")) == (2, 1)
    assert (value(found, "sign_in_failures"), value(found, "sign_in_locks")) == (50, 3)
    assert (value(found, "database_up"), value(found, "conflicts_open")) == (1, 0)
    assert value(found, "processes") == 1
    assert value(found, "process_resident_memory_bytes") > 10_000_000
    assert not any(name == "newsroom_last_backup_timestamp_seconds" for name, _ in found)
    back_up(tmp_path / "a.backup")
    assert 0 <= timezone.now().timestamp() - value(scrape(client), "last_backup_timestamp_seconds") < 3_600


@pytest.mark.usefixtures("watched")
def test_it_says_so_where_the_database_is_gone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", gone)
    found = scrape(client)
    assert value(found, "database_up") == 0
    assert ("newsroom_last_change", frozenset()) not in found
    assert any(name == "newsroom_process_cpu_seconds_total" for name, _ in found)


def test_a_database_that_says_nothing_is_not_waited_for_and_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "_asked", None)
    answers, asked = threading.Event(), []

    def ask() -> list[Family]:
        asked.append(1)
        answers.wait(20)
        return []

    assert [site.answered_within(0.01, ask) for _ in range(3)] == [None] * 3
    answers.set()
    assert site._asked is not None
    assert site._asked.result(20) == []
    assert (site.answered_within(20, ask), len(asked)) == ([], 2)


def test_labels_and_numbers_have_the_form_that_prometheus_reads() -> None:
    odd = gauge("odd", "Odd.")
    odd.add(1.5, name='a "quoted"\\ one\nand more')
    odd.add(2e20)
    (family,) = text_string_to_metric_families(exposition([odd]))
    assert [(sample.labels, sample.value) for sample in family.samples] == [
        ({"name": 'a "quoted"\\ one\nand more'}, 1.5), ({}, 2e20),
    ]  # fmt: skip
