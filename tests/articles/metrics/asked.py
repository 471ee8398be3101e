"""Asks for the numbers, and reads them as Prometheus does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from articles.metrics import counting, sharing, site

TOKEN = "a-token-of-the-tests"

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def watched(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A site that counts, in a process that has counted nothing yet; the folder of its numbers. Nothing is written by itself."""
    settings.METRICS_TOKEN = TOKEN
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(counting, "own", counting._Own())
    monkeypatch.setattr(sharing, "own", counting.own)
    mine = sharing.Sharing(tmp_path / "metrics")
    monkeypatch.setattr(sharing, "_sharing", mine)
    # In this thread, which alone sees what a test has put into the database.
    monkeypatch.setattr(site, "answered_within", lambda seconds, ask: ask())
    monkeypatch.setattr(connection, "close", lambda: None)
    yield tmp_path / "metrics"
    for each in (mine, sharing._sharing):
        if each is not None and each._alive is not None:
            each._alive.close()


def scrape(client: Client) -> Samples:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples[f"newsroom_{name}", frozenset(labels.items())]
