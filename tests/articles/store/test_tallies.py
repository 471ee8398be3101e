"""What is counted is right after every write, whoever makes it, and a recount has nothing to say."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from articles.models import NO_DAY, Article, ArticleTopic, Provider, Tally, Topic
from articles.store import tallies
from tests.articles.editing.histories import EXACT, History
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def kept(kind: str, subject: int = 0, unit: str = "time", since: Any = NO_DAY) -> dict[str, int]:
    rows = Tally.objects.filter(kind=kind, unit=unit, subject=subject, since=since, number__gt=0)
    return dict(rows.values_list("status", "number"))


@pytest.fixture
def three(archive: Archive) -> list[Article]:
    for number, name in enumerate(["one", "two", "three"]):
        archive.write_article(
            f"2023-01-2{number}-{name}", webUrl=f'"https://news.example.org/{name}"', topics="\n  - Port\n  - Sea",
            publishedDateTime=f"2023-01-2{number}T23:30:00Z", published="true", quality=str(60 + number),
        )  # fmt: skip
    archive.bring()
    return list(Article.objects.order_by("published_at"))


def test_rows_are_kept_by_status_day_provider_and_topic(three: list[Article]) -> None:
    topic, provider = Topic.objects.get(name="Port"), three[0].provider
    assert provider
    for kind, subject in (("all", 0), ("topic", topic.pk), ("provider", provider.pk)):
        assert kept(kind, subject) == {"published": 3}
        assert kept(kind, subject, "day", "2023-01-21") == {"published": 1}
    assert kept("all", 0, "month", "2023-01-01") == kept("topic", topic.pk, "month", "2023-01-01") == {"published": 3}
    row = Tally.objects.get(kind="provider", subject=provider.pk, unit="time", status="published")
    assert (row.quality, row.rated) == (60 + 61 + 62, 3)


@pytest.mark.parametrize(
    "write",
    [
        lambda: Article.objects.update(status="withdrawn"),
        lambda: Article.objects.filter(title__gt="").update(published_at=F("published_at")),
        lambda: Article.objects.update(published_at=AT, quality=None),
        lambda: Article.objects.update(provider=Provider.objects.create(domain="other.example", name="Other")),
        lambda: Article.objects.first().delete(),  # type: ignore[union-attr]
        lambda: Article.objects.all().delete(),
        lambda: ArticleTopic.objects.filter(tag__name="Sea").update(tag=Topic.objects.get(name="Port")),
        lambda: ArticleTopic.objects.filter(position=0).delete(),
        lambda: ArticleTopic.objects.update(position=F("position") + 1),
        lambda: ArticleTopic.objects.all().delete(),
    ],
)  # fmt: skip
def test_any_write_is_counted(three: list[Article], write: Any) -> None:
    write()
    assert tallies.recount() == []
    with transaction.atomic():
        Article.objects.filter(pk__in=[each.pk for each in three]).update(status="draft")
    assert tallies.recount() == []


def test_a_topic_that_an_article_names_twice_counts_once(three: list[Article]) -> None:
    port, sea = (Topic.objects.get(name=name) for name in ("Port", "Sea"))
    ArticleTopic.objects.filter(tag=sea).update(tag=port)
    assert (kept("topic", port.pk), kept("topic", sea.pk)) == ({"published": 3}, {})
    ArticleTopic.objects.filter(name="Port").delete()
    assert kept("topic", port.pk) == {"published": 3}
    ArticleTopic.objects.filter(name="Sea").update(tag=sea)
    assert (kept("topic", port.pk), kept("topic", sea.pk)) == ({}, {"published": 3})
    links = [
        ArticleTopic(content_object=article, tag=port, position=place, name="Port")
        for article in three
        for place in (1, 2)
    ]
    ArticleTopic.objects.bulk_create(links)
    assert kept("topic", port.pk) == {"published": 3}
    ArticleTopic.objects.filter(tag=port).delete()
    assert kept("topic", port.pk) == {}
    assert tallies.recount() == []


def test_a_transaction_that_is_rolled_back_counts_nothing(three: list[Article]) -> None:
    with transaction.atomic():
        Article.objects.update(status="draft")
        assert kept("all") == {"draft": 3}
        transaction.set_rollback(True)
    assert kept("all") == {"published": 3}


def test_a_recount_says_what_was_wrong_and_puts_it_right(three: list[Article]) -> None:
    Tally.objects.filter(kind="all", unit="time").update(number=7)
    Tally.objects.filter(kind="topic", since="2023-01-20").delete()
    wrong = tallies.recount()
    assert [(each.kind, each.kept, each.counted) for each in wrong] == [("all", 7, 3), ("topic", 0, 1), ("topic", 0, 1)]
    assert tallies.recount() == []


def test_the_command_says_what_was_wrong(three: list[Article]) -> None:
    assert said() == ["Every number was right."]
    Tally.objects.filter(kind="all", unit="time").update(number=7)
    Tally.objects.filter(kind="topic", unit="month").update(number=2)
    Tally.objects.filter(kind="provider", unit="day", since="2023-01-20").update(number=4)
    assert sorted(said()) == [
        "4 numbers were wrong and are put right.",
        "all articles, published: kept 7, counted 3",
        f"provider {three[0].provider}, published, 2023-01-20: kept 4, counted 1",
        "topic Port, published, month of 2023-01-01: kept 2, counted 3",
        "topic Sea, published, month of 2023-01-01: kept 2, counted 3",
    ]
    assert said() == ["Every number was right."]
    Tally.objects.filter(kind="all", unit="time").update(number=1)
    assert said()[-1] == "1 number was wrong and is put right."


def test_a_recount_makes_triggers_that_are_missing_or_switched_off(three: list[Article]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER articles_tally_article_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is deferred holds the table
            cursor.execute("ALTER TABLE articles_article DISABLE TRIGGER articles_tally_article_update")
    Article.objects.update(status="draft")
    assert tallies.recount()
    Article.objects.update(status="review")
    assert kept("all") == {"review": 3}
    assert tallies.recount() == []


def said() -> list[str]:
    """What the command says; its exit code is 1 where it says that anything was wrong."""
    return recounted()[0].splitlines()


def recounted(*options: str) -> tuple[str, int]:
    out, code = StringIO(), 0
    try:
        call_command("recount", *options, stdout=out)
    except SystemExit as left:
        code = int(str(left.code))
    assert code == int("were wrong" in out.getvalue() or "was wrong" in out.getvalue() or '"what"' in out.getvalue())
    return out.getvalue(), code


def test_what_was_wrong_is_told_as_json(three: list[Article]) -> None:
    assert recounted("--json") == ('{"wrong": []}\n', 0)
    Tally.objects.filter(kind="all", unit="time").update(number=7)
    told, code = recounted("--json")
    assert json.loads(told) == {"wrong": [{"what": "all articles, published", "kept": 7, "counted": 3}]}
    assert (code, recounted("--json")[1]) == (1, 0)


def test_triggers_that_are_missing_or_of_another_version_are_made_again_and_counted_anew(three: list[Article]) -> None:
    tallies.remove()
    Article.objects.update(status="draft")
    assert kept("all") == {"published": 3}
    assert tallies.install()
    assert kept("all") == {"draft": 3}
    assert not tallies.install()


@pytest.mark.parametrize("seed", range(3))
def test_after_acts_of_all_kinds_a_recount_has_nothing_to_say(tmp_path: Path, seed: int) -> None:
    history = History(Archive(tmp_path), Random(seed))
    history.begin()
    for _ in range(6):
        getattr(history, history.random.choice([*EXACT, "brings"]))()
    assert tallies.recount() == []


def test_what_is_written_costs_no_look_through_other_articles(three: list[Article]) -> None:
    """The plans of the triggers' own statements, as far as the server tells them."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL does not tell the plan of a trigger")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN UPDATE articles_article SET status = 'draft' WHERE id = 1")
        plan = [row[3] for row in cursor.fetchall()]
    assert not [step for step in plan if step.startswith("SCAN articles_")]
