"""A search compares so many articles and no more: those stored last, and those with the words in their headlines."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article
from articles.models.querysets import matching
from articles.models.querysets.matching import few_matching
from articles.models.querysets.relevance import Wanted
from articles.reading.search import read_query, search
from articles.store import index_stored
from articles.views import search as page
from tests.pages import markup
from tests.rows import NOW, make_article, make_provider, make_topic

pytestmark = pytest.mark.django_db


def stored(*texts: tuple[str, str]) -> list[int]:
    """Articles with these headlines and bodies, of one moment, in that order."""
    made = [
        make_article(f"a{number:03}", title=title, body=body, published_at=NOW - timedelta(days=1))
        for number, (title, body) in enumerate(texts)
    ]
    index_stored([article.pk for article in made])
    return [article.pk for article in made]


def found(text: str, **how: Any) -> list[int]:
    return search(read_query(text), Article.objects.all(), at=NOW, **how).pks


def test_of_many_the_last_stored_and_those_with_the_word_in_the_headline_are_compared() -> None:
    pks = stored(("Tide", "moon"), ("Sun", "tide tide"), *[("Sun", "a tide") for _ in range(8)])
    every = search(read_query("tide"), Article.objects.all(), at=NOW, most=10)
    assert (every.are_all, every.pks[0], set(every.pks)) == (True, pks[0], set(pks))
    some = search(read_query("tide"), Article.objects.all(), at=NOW, most=4)
    assert (some.are_all, some.pks[0], set(some.pks)) == (False, pks[0], {pks[0], *pks[-4:]})
    assert search(read_query("tide"), Article.objects.filter(pk__in=pks[:3]), at=NOW, most=4).are_all


def test_words_that_must_not_be_there_are_left_out_before_anything_is_compared() -> None:
    pks = stored(("Tide", ""), *[("Tide", "moon") for _ in range(6)])
    assert found("tide -moon", most=2) == pks[:1]
    assert found("tide -moon -sun -a", most=2) == pks[:1]
    assert set(found("-moon", most=9)) == {pks[0]}


def test_where_any_word_will_do_rare_ones_are_not_lost_among_common_ones() -> None:
    pks = stored(("Lighthouse", "tide"), *[("Sun", "tide") for _ in range(12)], ("Lighthouse", ""))
    best = found("tide lighthouse", some=True, most=3)
    assert set(best[:2]) == {pks[0], pks[-1]}
    assert len(best) == 2 + 3


def test_without_words_the_newest_are_found() -> None:
    topic = make_topic("Sea")
    pks = [make_article(f"a{n}", topic, published_at=NOW - timedelta(days=n)).pk for n in range(5)]
    some = search(read_query("topic:Sea"), Article.objects.all(), most=3)
    assert (some.pks, some.are_all) == (pks[:3], False)
    assert search(read_query("topic:Sea"), Article.objects.all(), most=5).are_all


def plans(asked: Any) -> list[list[str]]:
    """How SQLite does what was asked of the index."""
    found = []
    with connection.cursor() as cursor:
        for each in asked:
            if "MATCH" in each["sql"]:
                cursor.execute(f"EXPLAIN QUERY PLAN {each['sql']}")
                found.append([row[3] for row in cursor.fetchall()])
    return found


@pytest.mark.parametrize("text", ["tide", "topic:Sea tide", "tide sun a", "tid", "tide -moon"])
def test_the_index_is_read_in_its_order_and_nothing_is_sorted_or_counted(
    text: str, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by how many there are")
    monkeypatch.setattr(matching, "_FIRST", 5)
    make_topic("Sea")
    stored(*[("Sun", "a tide") for _ in range(30)])
    with django_assert_max_num_queries(12) as asked:
        found(text, most=4)
    for plan in plans(asked):
        assert plan[0].startswith("SCAN articles_search VIRTUAL TABLE INDEX")
        assert not [step for step in plan if "TEMP B-TREE" in step]
    assert not [each for each in asked if "bm25" in each["sql"]]  # which looks through all that match, for each word


@pytest.mark.parametrize("first", [1, 3, 7, 100])
def test_however_the_index_is_looked_through_the_last_stored_are_compared(
    monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    pks = stored(*[("Tide" if n in (1, 2) else "Sun", "a rare tide" if n % 3 == 0 else "a tide") for n in range(24)])
    monkeypatch.setattr(matching, "_FIRST", first)
    is_looked_at = (
        connection.vendor == "sqlite" or first > 24
    )  # of titles, PostgreSQL looks at so many that were stored last
    assert set(found("tide", most=4)) == {*pks[-4:], *(pks[2:3] if is_looked_at else [])}
    assert set(found("rare", most=5)) == set(pks[9::3])
    assert set(found("rare", most=8)) == set(found("rar", most=8)) == set(found("a tide rare", most=8)) == set(pks[::3])
    assert search(read_query("rare"), Article.objects.all(), most=8).are_all
    assert not search(read_query("rare"), Article.objects.all(), most=7).are_all


def test_what_only_begins_like_the_last_word_is_left_out_where_many_have_that_word() -> None:
    pks = stored(*[("Sun", "tidewater" if n == 4 else "tide") for n in range(5)])
    assert set(found("tide", most=5)) == set(pks)
    assert set(found("tide", most=4)) == set(pks[1:])  # no more than four have the word itself
    assert set(found("tide", most=3)) == set(pks[1:4] if connection.vendor == "sqlite" else pks[2:])
    assert found("tidew", most=3) == pks[4:]


def test_a_search_within_a_topic_or_of_a_provider_finds_all_of_them_and_no_others() -> None:
    sea, moon, other = make_topic("Sea"), make_topic("Moon"), make_provider("other.example.org")
    made = [
        make_article("a0", sea, title="Tide"), make_article("a1", moon, title="Tide"),
        make_article("a2", sea, moon, title="Tide", provider=other), make_article("a3", sea, title="Sun"),
    ]  # fmt: skip
    index_stored([article.pk for article in made])
    slugs = {article.pk: article.slug for article in made}
    for text, expected in (
        ("topic:Sea tide", {"a0", "a2"}), ("topic:Sea topic:Moon tide", {"a2"}), ("provider:other.example.org tide", {"a2"}),
        ("topic:Moon provider:news.example.org tid", {"a1"}), ("topic:Sea -tide", {"a3"}),
    ):  # fmt: skip
        assert {slugs[pk] for pk in found(text)} == expected, text


def test_a_page_says_that_there_are_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(*[("Sun", "a tide") for _ in range(8)])
    assert "8 articles." in markup(client.get("/search/", {"q": "tide"}))
    monkeypatch.setattr(page, "search", partial(search, most=4))
    monkeypatch.setattr(page, "COMPARED", 4)
    assert "More than 4 articles" in " ".join(markup(client.get("/search/", {"q": "tide"})).split())
    assert "more than 4 articles have some of them" in " ".join(
        markup(client.get("/search/", {"q": "tide nowhere"})).split()
    )


def test_a_list_says_that_more_than_it_counts_are_found(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(*[("Sun", "a tide") for _ in range(8)])
    monkeypatch.setattr("articles.admin.kit.lists.MOST_COUNTED", 5)
    address = "/admin/articles/article/"
    assert "more than 5 found" in " ".join(admin_client.get(address, {"q": "tide"}).content.decode().split())
    assert "more than 5 articles" in " ".join(
        admin_client.get(address, {"status__exact": "published"}).content.decode().split()
    )
    assert "8 articles" in " ".join(admin_client.get(address).content.decode().split())


def test_a_list_in_its_own_order_finds_the_same_by_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    pks = stored(*[("Sun", "a tide" if n % 2 else "moon") for n in range(12)])
    wanted = [Wanted(("tide",))]
    assert sorted(few_matching(wanted) or []) == pks[1::2]
    few = set(Article.objects.with_words(wanted, []).pks())
    monkeypatch.setattr("articles.models.querysets.matching._MANY", 3)
    assert few_matching(wanted) is None
    assert set(Article.objects.with_words(wanted, []).pks()) == few == set(pks[1::2])


def test_how_telling_a_word_is_is_reckoned_from_the_articles_that_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    stored(*[("Tide", "") for _ in range(3)], *[("Sun", "") for _ in range(4)])
    Article.objects.filter(title="Sun").update(status="draft")
    asked: set[tuple[int, int]] = set()

    def noted(here: int, everywhere: int) -> float:
        asked.add((here, everywhere))
        return 1.0

    monkeypatch.setattr(matching, "rarity", noted)
    search(read_query("tide sun"), Article.objects.published(), at=NOW, some=True)
    assert asked == {(3, 3), (0, 3)}
