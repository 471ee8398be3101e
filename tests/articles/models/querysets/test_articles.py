"""Articles as pages, feeds and lists ask for them: each query over all that it must tell apart."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from articles.models import Article, Conflict, Provider, Revision, Status
from articles.reading.modified import months_modified
from articles.reading.whole import neighbours_of
from articles.texts.days import EARLIEST, LATEST
from tests.rows import NOW, make_article, make_provider, make_topic, slugs

pytestmark = pytest.mark.django_db
A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)


def found(articles: Any) -> set[str]:
    return set(slugs(articles))


def test_statuses_narrow_a_list_unless_none_is_given() -> None:
    for status in Status.values:
        make_article(status, status=status)
    assert found(Article.objects.with_status(["draft", "review"])) == {"draft", "review"}
    assert found(Article.objects.with_status([])) == set(Status.values)


def test_an_order_is_by_time_or_rank_and_of_the_same_by_path() -> None:
    for name, ahead, rank in (("d", 0, 2), ("b", 1, 0), ("a", 1, 0), ("c", 2, 1)):
        make_article(name, published_at=NOW + ahead * A_DAY, rank=rank)
    assert slugs(Article.objects.newest()) == ["c", "a", "b", "d"]
    assert slugs(Article.objects.hottest()) == ["d", "c", "a", "b"]
    assert slugs(Article.objects.without([Article.objects.get(slug="a").pk]).newest()) == ["c", "b", "d"]
    assert slugs(Article.objects.following(Article.objects.get(slug="b").pk)) == ["a", "c"]


def test_pinned_are_those_whose_time_is_not_over_the_last_pinned_first() -> None:
    for name, until, at in (("never", None, None), ("over", NOW, NOW), ("b", A_SECOND, NOW), ("a", A_DAY, NOW)):
        make_article(name, pinned_until=NOW + until if isinstance(until, timedelta) else until, pinned_at=at)
    make_article("latest", pinned_until=NOW + A_DAY, pinned_at=NOW + A_SECOND)
    assert slugs(Article.objects.pinned(NOW)) == ["latest", "a", "b"]


def test_of_each_topic_the_newest_are_taken_in_one_query(django_assert_num_queries: Any) -> None:
    ai, sea, other = (make_topic(name) for name in ("AI", "Sea", "Other"))
    for day in range(3):
        make_article(f"ai-{day}", ai, published_at=NOW - day * A_DAY)
        make_article(f"other-{day}", other)
    make_article("both", ai, sea, published_at=NOW - A_SECOND)
    make_article("draft", ai, status="draft", published_at=NOW + A_DAY)
    with django_assert_num_queries(1):
        newest = list(Article.objects.published(NOW).newest_of_each([ai.pk, sea.pk], 2))
    pks = dict(Article.objects.values_list("slug", "pk"))
    assert newest == [(ai.pk, pks["ai-0"]), (ai.pk, pks["both"]), (sea.pk, pks["both"])]
    assert list(Article.objects.newest_of_each([], 2)) == []


def test_neighbours_are_the_nearest_in_the_order_of_lists() -> None:
    for name, ahead in (("old", -1), ("b", 0), ("a", 0), ("c", 0), ("new", 1), ("newer", 2)):
        make_article(name, published_at=NOW + ahead * A_DAY)
    order = slugs(Article.objects.newest())
    assert order == ["newer", "new", "a", "b", "c", "old"]
    for place, name in enumerate(order):
        around = neighbours_of(Article.objects.get(slug=name), NOW + A_DAY * 9)
        expected = ([*order, None][place + 1], [None, *order][place])
        assert tuple(each and each.slug for each in around) == expected


def test_a_place_in_a_list_divides_it() -> None:
    for name, ahead in (("old", -1), ("b", 0), ("a", 0), ("c", 0), ("new", 1)):
        make_article(name, published_at=NOW + ahead * A_DAY)
    place = (NOW, "b.md")
    assert slugs(Article.objects.after(*place).newest()) == ["c", "old"]
    assert slugs(Article.objects.before(*place)) == ["b", "a", "new"]
    assert slugs(Article.objects.before(*place, inclusive=False)) == ["a", "new"]
    assert list(Article.objects.before(*place).places()) == [
        (NOW, "b.md"), (NOW, "a.md"), (NOW + A_DAY, "new.md"),
    ]  # fmt: skip


def test_on_a_topic_is_what_carries_any_of_several_once() -> None:
    ai, sea, other = (make_topic(name) for name in ("AI", "Sea", "Other"))
    make_article("both", ai, sea)
    make_article("sea", sea)
    make_article("other", other, provider=make_provider("other.example.org"))
    assert sorted(slugs(Article.objects.on_topic([ai, sea]))) == ["both", "sea"]
    assert slugs(Article.objects.on_topic(ai)) == ["both"]
    assert sorted(slugs(Article.objects.from_provider(make_provider()))) == ["both", "sea"]
    pk = {article.slug: article.pk for article in Article.objects.all()}
    assert sorted(Article.objects.pks_naming(sea)) == sorted([pk["both"], pk["sea"]])
    assert Article.objects.pks_naming(make_provider("other.example.org")) == [pk["other"]]


def test_spans_of_time_begin_with_their_instant_and_end_before_it() -> None:
    for name, at in (("before", -A_SECOND), ("at", timedelta()), ("behind", A_SECOND)):
        make_article(name, published_at=NOW + at)
    assert found(Article.objects.since(NOW)) == {"at", "behind"}
    assert found(Article.objects.until(NOW)) == {"before"}
    assert slugs(Article.objects.around(NOW, NOW, 0)) == ["at"]


def test_around_some_days_articles_of_every_status_are_the_oldest_first() -> None:
    for status, days in (("draft", 2), ("published", -2), ("folded", 0), ("withdrawn", 3), ("review", -3)):
        make_article(f"{status}", status=status, published_at=NOW + days * A_DAY)
    assert slugs(Article.objects.around(NOW, NOW, 2)) == ["published", "folded", "draft"]
    assert slugs(Article.objects.around(NOW - A_DAY, NOW + A_DAY, 2)) == [
        "review", "published", "folded", "draft", "withdrawn",
    ]  # fmt: skip


def test_around_the_ends_of_the_calendar_there_are_articles_too() -> None:
    make_article("first", published_at=EARLIEST)
    make_article("last", published_at=LATEST)
    assert slugs(Article.objects.around(EARLIEST, EARLIEST, 3)) == ["first"]
    assert slugs(Article.objects.around(LATEST, LATEST, 3)) == ["last"]


def test_months_years_and_days_are_those_of_the_time_zone(settings: Settings) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    midnight = datetime(2026, 10, 31, 15, tzinfo=UTC)
    for name, at, updated in (
        ("eve", midnight - A_SECOND, None), ("first", midnight, midnight + 40 * A_DAY),
        ("last", midnight + A_DAY - A_SECOND, None), ("next", midnight + A_DAY, midnight),
        ("new-year", midnight + 61 * A_DAY, None),
    ):  # fmt: skip
        make_article(name, published_at=at, updated_at=updated)
    assert months_modified(midnight + 70 * A_DAY) == [
        (date(2027, 1, 1), 1, midnight + 61 * A_DAY),
        (date(2026, 11, 1), 3, midnight + 40 * A_DAY),
        (date(2026, 10, 1), 1, midnight - A_SECOND),
    ]
    made = Article.objects.get(slug="new-year").made_at
    assert [row[2] for row in months_modified(midnight + A_DAY)] == [
        made, midnight + A_DAY, midnight - A_SECOND,
    ]  # fmt: skip
    assert Article.objects.per_day() == {
        date(2026, 10, 31): 1, date(2026, 11, 1): 2, date(2026, 11, 2): 1, date(2027, 1, 1): 1,
    }  # fmt: skip
    [often] = Provider.objects.rhythm(midnight + 99 * A_DAY)
    assert [often[name] for name in ("number", "first", "last")] == [5, midnight - A_SECOND, midnight + 61 * A_DAY]
    make_provider("without.example")
    assert list(Provider.objects.filter(domain="without.example").rhythm(midnight)) == [
        {"number": 0, "first": None, "last": None}
    ]


def test_urls_are_looked_up_by_the_keys_of_what_they_are_and_were() -> None:
    keys = ("web_key", "imported_web_key", "original_key", "imported_original_key")
    for number, key in enumerate(keys):
        make_article(key, **{key: 1})
        make_article(f"other-{number}", **{key: 2})
    assert found(Article.objects.with_url([1, None], [])) == {"web_key", "imported_web_key"}
    assert found(Article.objects.with_url([], [None, 1])) == {"original_key", "imported_original_key"}
    assert found(Article.objects.with_url([None], [None])) == set()


def test_pages_are_looked_up_by_their_keys_and_duplicates_where_nobody_has() -> None:
    for name, page, compared, day in (("a", 1, False, 1), ("b", 2, True, 0), ("c", None, False, 0)):
        make_article(name, page_key=page, compared=compared, published_at=NOW + day * A_DAY)
    assert found(Article.objects.on_page(iter([1, 3]))) == {"a"}
    assert slugs(Article.objects.uncompared()) == ["c", "a"]


def test_an_article_is_in_conflict_until_it_is_closed() -> None:
    for name, closed in (("open", None), ("closed", NOW)):
        article = make_article(name)
        revision = Revision.objects.create(article=article, kind="import", at=NOW, text=b"", digest=b"")
        Conflict.objects.create(article=article, field="title", revision=revision, opened_at=NOW, closed_at=closed)
    make_article("calm")
    assert found(Article.objects.in_conflict()) == {"open"}


def test_spellings_are_those_of_the_articles_files() -> None:
    ai, other = make_topic("AI"), make_topic("Other")
    provider, elsewhere = make_provider(name="The News"), make_provider("other.example.org")
    for slug, said, of_provider in (
        ("a", "A.I.", "News"), ("b", "A.I.", "The News"), ("c", "Ai", None), ("d", "AI", "NEWS"), ("e", "Ai", "News"),
        ("f", "ai", "N"),
    ):  # fmt: skip
        make_article(slug, ai, provider=provider, provider_name=of_provider)
        Article.objects.get(slug=slug).topic_links.update(name=said)
    make_article("x", other, provider=elsewhere, provider_name="News")
    Article.objects.get(slug="x").topic_links.update(name="A.I.")
    assert list(Article.objects.spellings_of(ai)) == [("A.I.", 2), ("Ai", 2), ("ai", 1)]
    assert list(Article.objects.spellings_of(provider)) == [("News", 2), ("N", 1), ("NEWS", 1)]
    assert (found(Article.objects.spelling(ai, "A.I.")), found(Article.objects.spelling(provider, "News"))) == (
        {"a", "b"}, {"a", "e"},
    )  # fmt: skip
    assert found(Article.objects.saying_topic(ai.pk, iter(["Ai", "ai"]))) == {"c", "e", "f"}
