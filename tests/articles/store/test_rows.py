"""Many rows are written at once as Django writes them one by one."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, connection, transaction

from articles.models import Article, RelatedLink
from articles.store import rows, update_rows
from tests.rows import make_article, make_provider

VALUES: dict[str, list[Any]] = {
    "title": ["ä \" ' % %s", "", "x" * 5000],
    "excerpt": [None, "text", None],
    "quality": [None, 5, -3],
    "rank": [0.1, -1e300, 3.0],
    "removed": [None, True, False],
    "go_live_at": [None, datetime(2026, 11, 27, 14, 5, 1, 123456, tzinfo=UTC), None],
    "extra": [{"a": [1, None, "é"]}, None, "text"],
    "imported_digest": [None, b"\x00\xff'", b""],
    "web_key": [2**63 - 1, -(2**63), None],
}
NAMES = ["quality", "title", "go_live_at", "extra", "rank", "imported_digest", "excerpt", "web_key", "removed"]


@pytest.mark.django_db
@pytest.mark.parametrize("at_once", [2, 2_000])
def test_rows_say_what_they_were_given(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_ROWS", at_once)
    articles = [make_article(f"a{number}") for number in range(3)]
    for name, values in VALUES.items():
        for article, value in zip(articles, values, strict=True):
            setattr(article, name, value)
    update_rows(articles, NAMES)
    for place, article in enumerate(articles):
        stored, values = Article.objects.get(pk=article.pk), [VALUES[name][place] for name in NAMES]
        found = [getattr(stored, name) for name in NAMES]
        assert [bytes(value) if isinstance(value, memoryview) else value for value in found] == values
    assert not Article.objects.exclude(slug__in=["a0", "a1", "a2"]).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("at_once", [2, 2_000])
def test_new_rows_say_what_they_were_given(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_ROWS", at_once)
    pk = make_article("a").pk
    given = [(pk, number, {"title": f"{number} %s"}, None if number else 7) for number in range(5)]
    rows.insert_rows(RelatedLink, ["article", "position", "own", "web_key"], given)
    found = RelatedLink.objects.order_by("position").values_list("article", "position", "own", "web_key")
    assert list(found) == given


@pytest.mark.django_db
def test_nothing_is_written_where_there_is_nothing() -> None:
    update_rows([], ["title"])
    rows.insert_rows(RelatedLink, ["article"], [])
    rows.create_rows([])


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite bounds no text")
def test_a_text_that_is_too_long_is_an_error() -> None:
    article = make_article("a")
    article.status = "x" * 11
    with pytest.raises(DataError), transaction.atomic():
        update_rows([article], ["status"])


@pytest.mark.django_db
@pytest.mark.parametrize("at_once", [2, 2_000])
def test_new_instances_get_their_keys_and_keep_those_that_they_have(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_ROWS", at_once)
    provider, known = make_provider(), 10**6
    made = [Article(slug=f"a{number}", title="é %s", provider=provider, extra={"a": [1]}) for number in range(5)]
    made[1].pk = known
    rows.create_rows(made)
    assert made[1].pk == known
    assert not any(article._state.adding for article in made)
    stored = [Article.objects.get(pk=article.pk) for article in made]
    assert [(row.slug, row.title, row.extra, row.path) for row in stored] == [
        (f"a{number}", "é %s", {"a": [1]}, f"a{number}.md") for number in range(5)
    ]
    assert made[0].path == "a0.md"
