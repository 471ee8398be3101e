"""A search compares so many articles and no more: those stored last, and those with the words in their headlines."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article
from articles.models.querysets.matching import Wanted, match_many
from articles.reading.search import read_query, search
from articles.store import index_stored
from articles.views import search as page
from tests.pages import markup
from tests.rows import NOW, make_article, make_topic

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


def test_candidates_are_read_off_the_index_in_its_order(django_assert_num_queries: Any) -> None:
    stored(*[("Sun", "a tide") for _ in range(30)])
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by how many there are")
    with django_assert_num_queries(1) as asked:
        found("tide")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
        plan = [row[3] for row in cursor.fetchall()]
    assert plan[0].startswith("SCAN articles_search VIRTUAL TABLE INDEX")
    assert not [step for step in plan if "TEMP B-TREE" in step]


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
    assert not match_many(wanted)
    few = set(Article.objects.with_words(wanted, []).pks())
    monkeypatch.setattr("articles.models.querysets.matching._MANY", 3)
    assert match_many(wanted) == (connection.vendor == "sqlite")
    assert set(Article.objects.with_words(wanted, []).pks()) == few == set(pks[1::2])
