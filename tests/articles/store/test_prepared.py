"""Queries that are compiled once: with any values they find what the same queries find that are built anew."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F, QuerySet, Value
from django.db.models.signals import post_init
from django.utils import timezone

from articles.models import Article, RelatedLink
from articles.store import Prepared
from tests.rows import NOW, make_article

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def on_the_way(pks: list[int], at: datetime, name: str) -> "QuerySet[Article, Article]":
    rows = Article.objects.filter(pk__in=pks, published_at__lte=at).exclude(slug=name).order_by("pk")
    return rows.select_related("provider")


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5, 9])
def test_it_finds_what_the_query_itself_finds(number: int, django_assert_num_queries: Any) -> None:
    pks = [make_article(f"a{n}", published_at=NOW + n * A_DAY).pk for n in range(9)]
    prepared = Prepared(on_the_way)
    for days, name in ((-1, "a0"), (3, "a1"), (8, "nobody"), (8, "a0")):
        values: Any = {"pks": pks[:number], "at": NOW + days * A_DAY, "name": name}
        with django_assert_num_queries(1 if number else 0):
            found = [(row.pk, row.slug, row.published_at, row.provider.name) for row in prepared(**values)]
        assert found == [(row.pk, row.slug, row.published_at, row.provider.name) for row in on_the_way(**values)]


@pytest.mark.parametrize("number", [0, 1, 3, 4])
def test_it_finds_several_by_their_texts(number: int) -> None:
    names = [make_article(f"a{n}").slug for n in range(4)]
    prepared = Prepared(lambda slugs: Article.objects.called_any(slugs).order_by("slug"))
    assert [row.slug for row in prepared(slugs=names[:number])] == names[:number]
    assert [row.slug for row in prepared(slugs=["nobody"] * number)] == []


def test_it_gives_values_as_they_are_asked_for() -> None:
    make_article("a", heat=7)
    flat = Prepared(lambda at: Article.objects.filter(published_at__lte=at).values_list("slug", flat=True))
    named = Prepared(lambda at: Article.objects.filter(published_at__lte=at).values_list("slug", "heat", named=True))
    assert flat(at=NOW) == ["a"]
    [row] = named(at=NOW)
    assert (row.slug, row.heat, named(at=NOW - A_DAY)) == ("a", 7, [])


def with_targets(article: int) -> "QuerySet[RelatedLink]":
    rows = (
        RelatedLink.objects.filter(article=article)
        .select_related("target__provider")
        .only("own", "target__slug", "target__provider__domain")
    )
    return rows.annotate(number=F("position") + 1).order_by("position")


def told(row: Any) -> tuple[object, ...]:
    target = row.target
    return row, row.own, row.number, target, target and (target.slug, target.provider.domain, target._state.adding)


def test_its_instances_are_those_that_django_makes(django_assert_num_queries: Any) -> None:
    article, target = make_article("a"), make_article("b", title="Told")
    RelatedLink.objects.create(article=article, position=0, own={"title": "elsewhere"})
    RelatedLink.objects.create(article=article, position=1, target=target)
    found, usual = Prepared(with_targets)(article=article.pk), list(with_targets(article.pk))
    assert [told(row) for row in found] == [told(row) for row in usual]
    for row, other in zip(found, usual, strict=True):
        assert vars(row).keys() == vars(other).keys()
        assert row.get_deferred_fields() == other.get_deferred_fields()
        assert (row._state.db, row._state.adding) == (other._state.db, other._state.adding)
    follows = found[1].target
    assert follows is not None
    with django_assert_num_queries(1):  # what was left out is asked when it is read
        assert follows.title == "Told"
    found[1].own = {"title": "said"}
    found[1].save(update_fields=["own"])
    assert RelatedLink.objects.get(pk=found[1].pk).own == {"title": "said"}


def test_instances_that_somebody_makes_in_a_way_of_their_own_are_refused() -> None:
    def seen(**_told: object) -> None: ...

    post_init.connect(seen, sender=Article)
    try:
        with pytest.raises(ValueError, match="a prepared query"):
            Prepared(lambda pk: Article.objects.filter(pk=pk))(pk=1)
    finally:
        post_init.disconnect(seen, sender=Article)


def derived(at: datetime) -> "QuerySet[Article]":
    return Article.objects.filter(published_at__lte=at, title=at.isoformat())


def of_the_moment(at: datetime) -> "QuerySet[Article]":
    return Article.objects.filter(published_at__lte=at, made_at__lte=timezone.now())


def in_its_words(at: datetime) -> "QuerySet[Article]":
    return Article.objects.annotate(year=Value(at.year)).filter(published_at__lte=at)


def without_it(at: datetime) -> "QuerySet[Article]":
    return Article.objects.filter(title="a")


@pytest.mark.parametrize("build", [derived, of_the_moment, in_its_words, without_it])
def test_what_the_first_call_would_fix_for_all_others_is_refused(build: Any) -> None:
    with pytest.raises(ValueError, match="a prepared query"):
        Prepared(build)(at=NOW)


def test_what_finds_nothing_with_any_value_is_refused() -> None:
    with pytest.raises(ValueError, match="finds nothing"):
        Prepared(lambda pk: Article.objects.none().filter(pk=pk))(pk=1)


def test_what_is_asked_for_beside_it_is_refused() -> None:
    with pytest.raises(ValueError, match="prefetches nothing"):
        Prepared(lambda at: Article.objects.filter(published_at__lte=at).prefetch_related("images"))(at=NOW)
