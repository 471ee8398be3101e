"""What coverage may name: links to elsewhere, folded articles and public ones, and nothing that points at what is hidden."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from articles.models import Article, FormerArticle, RelatedLink, Status
from articles.models.querysets import coverage_shown
from articles.models.querysets.public import EVERY_STATUS, appeared_by, as_entries_say
from tests.rows import NOW, make_article

pytestmark = pytest.mark.django_db
A_SECOND = timedelta(seconds=1)


def link(name: str, **values: Any) -> None:
    leader = Article.objects.filter(slug="leader").first() or make_article("leader")
    RelatedLink.objects.create(article=leader, **({"own": {"title": name}} | values))


def shown() -> set[str]:
    return {str(row) for row in RelatedLink.objects.filter(coverage_shown(NOW))}


def test_an_entry_shows_an_article_that_is_public_or_folded_and_live() -> None:
    for status in Status.values:
        for name, live in (("at once", None), ("now", NOW), ("later", NOW + A_SECOND)):
            link(f"{status} {name}", target=make_article(f"{status}-{name}", status=status, go_live_at=live))
    assert shown() == {f"{status} {name}" for status in ("published", "folded") for name in ("at once", "now")}


def test_each_status_has_one_spelling() -> None:
    assert list(EVERY_STATUS) == Status.values


@pytest.mark.parametrize("key", ["web_key", "original_key"])
def test_an_entry_to_elsewhere_is_hidden_with_the_articles_of_its_url(key: str) -> None:
    of_the_url: dict[int, list[tuple[str, Any]]] = {
        1: [("draft", None)], 2: [("draft", None), ("published", NOW)], 3: [("published", NOW + A_SECOND)], 4: [("folded", None)],
    }  # fmt: skip
    for value, articles in of_the_url.items():
        for number, (status, live) in enumerate(articles):
            make_article(f"a{value}-{number}", status=status, go_live_at=live, **{key: value})
    for value, was_shown in ((5, False), (6, True)):
        FormerArticle.objects.create(slug=f"{value}", title="gone", was_shown=was_shown, at=NOW, **{key: value})
    for value in range(8):
        link(f"{value}", **{key: value})
    link("without a URL")
    assert shown() == {"0", "2", "4", "6", "7", "without a URL"}


def test_an_articles_coverage_is_in_its_order_and_as_much_as_is_asked_for(django_assert_num_queries: Any) -> None:
    leader = make_article("leader")
    for position, name in ((3, "last"), (0, "first"), (1, "then"), (1, "and then")):
        link(name, position=position)
    RelatedLink.objects.create(article=leader, position=2, target=make_article("draft", status="draft"))
    RelatedLink.objects.create(article=leader, position=5, target=make_article("later", go_live_at=NOW))
    with django_assert_num_queries(2):
        [article] = Article.objects.called("leader").with_shown_coverage(NOW)
        assert article.shown_coverage[-1].target is not None
        assert article.shown_coverage[-1].target.provider.name == "news.example.org"
    told = [str(row) for row in article.shown_coverage[:4]]
    assert (told, len(article.shown_coverage)) == (["first", "then", "and then", "last"], 5)
    earlier = Article.objects.called("leader").with_shown_coverage(NOW - A_SECOND).get()
    assert [str(row) for row in earlier.shown_coverage] == told
    assert article.shown_coverage[-1].target.get_deferred_fields() == {
        "featured_content", "secured", "extra", "imported_words", "provider_rest", "body",
    }  # fmt: skip


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/St_Johns"])
def test_what_had_appeared_by_an_instant_is_the_same_in_every_time_zone(settings: Settings, zone: str) -> None:
    settings.TIME_ZONE = zone
    make_article("early", published_at=NOW - A_SECOND)
    for name, own in {"undated": None, "before": "2026-11-24T14:04:59Z", "then": "2026-11-24T14:05:00Z"}.items():
        link(name, own={"title": name} | ({"publishedDateTime": own} if own else {}))
    assert {str(row) for row in RelatedLink.objects.filter(appeared_by(NOW, as_entries_say(NOW)))} == {
        "undated",
        "before",
    }
