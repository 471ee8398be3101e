"""What pages share is read and written once within a bake, and anew for each page elsewhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.template import engines
from django.utils import timezone

from articles.reading import once
from articles.reading.cards import add_reports, cards_of, lines_of
from articles.reading.once import each_once
from tests.rows import NOW, make_article

pytestmark = pytest.mark.django_db

LINE = '{% call once("line", article, heading) %}{{ heading }} {{ article.title }}{% endcall %}'


def written(article: object, heading: str = "h2") -> str:
    text: str = engines["jinja2"].from_string(LINE).render({"article": article, "heading": heading})
    return text


def test_rows_are_read_once_within_it(django_assert_num_queries: Any) -> None:
    pks = [make_article(f"a{n}").pk for n in range(4)]
    with each_once():
        assert [row.pk for row in lines_of(pks[:2])] == pks[:2]
        with django_assert_num_queries(1):
            assert [row.slug for row in lines_of([pks[3], 0, pks[1], pks[3]])] == ["a3", "a1", "a3"]
        with django_assert_num_queries(0):
            assert [row.pk for row in lines_of(pks[1::2])] == pks[1::2]
    with django_assert_num_queries(1):
        lines_of(pks[:2])


def test_what_is_known_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "_MOST_ROWS", 3)
    monkeypatch.setattr(once, "_MOST_TEXTS", 3)
    pks = [make_article(f"a{n}").pk for n in range(5)]
    with each_once():
        for wanted in (pks[:2], pks[1:4], pks[:5], pks[4:], pks[::-1]):
            assert [row.pk for row in lines_of(wanted)] == wanted
        for number in (1, 2, 3, 4, 1, 4):
            assert once.text_once(number, lambda number=number: str(number)) == str(number)  # type: ignore[misc]
            assert len(once._texts.get() or {}) <= 3


def test_what_one_page_adds_to_a_card_is_on_no_other() -> None:
    leader = make_article("leader")
    leader.related_links.create(position=0, own={"title": "first"})
    with each_once():
        [told], [plain] = cards_of([leader.pk]), cards_of([leader.pk])
        add_reports([told], 5, NOW)
        assert told.coverage_count == 1
        for each in (plain, *cards_of([leader.pk])):
            assert not hasattr(each, "coverage_count")
            assert (each, each.provider, list(each.images.all())) == (told, told.provider, [])


def test_what_says_an_article_is_written_once_for_each_way_to_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    article = make_article("a", title="First", published_at=NOW - timedelta(days=8))
    with each_once():
        assert written(article) == "h2 First"
        article.title = "Second"
        assert [written(article, heading) for heading in ("h2", "h3", "h2")] == ["h2 First", "h3 Second", "h2 First"]
    with each_once():
        assert written(article) == "h2 Second"
    article.title = "<Third>"
    assert written(article) == "h2 &lt;Third&gt;"


@pytest.mark.parametrize("days", [-1, 0, 7])
def test_what_says_how_long_ago_it_was_is_written_for_each_page(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    article = make_article("a", title="First", published_at=NOW - timedelta(days=days))
    with each_once():
        assert written(article) == "h2 First"
        article.title = "Second"
        assert written(article) == "h2 Second"
