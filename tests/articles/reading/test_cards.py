"""Articles as cards and stories show them, by primary key."""

from datetime import timedelta
from typing import Any

import pytest

from articles.models import Article, Image, Picture, RelatedLink
from articles.reading.cards import add_reports, cards_of, lines_of
from tests.rows import NOW, make_article

pytestmark = pytest.mark.django_db
A_SECOND = timedelta(seconds=1)


def link(leader: Article, position: int, title: str, **values: Any) -> None:
    RelatedLink.objects.create(article=leader, position=position, own={"title": title} | values)


def test_cards_come_in_the_order_asked_for_without_what_is_gone(django_assert_num_queries: Any) -> None:
    one, other, gone = (make_article(name).pk for name in ("one", "other", "gone"))
    Article.objects.filter(pk=gone).delete()
    Picture.objects.create(url="https://e.example/b.jpg", name="b", tried_at=NOW)
    for position, name in enumerate("ab"):
        Image.objects.create(article_id=one, position=position, url=f"https://e.example/{name}.jpg")
    with django_assert_num_queries(2):
        found = cards_of([other, gone, one])
        shown = [[(image.url[-5:], image.copy and image.copy.name) for image in each.images.all()] for each in found]
        assert [(each.slug, each.provider.name) for each in found] == [
            ("other", "news.example.org"), ("one", "news.example.org"),
        ]  # fmt: skip
    assert shown == [[], [("a.jpg", None), ("b.jpg", "b")]]
    with django_assert_num_queries(1):
        assert [each.slug for each in lines_of([one, other])] == ["one", "other"]
    with django_assert_num_queries(0):
        assert cards_of([]) == []


def test_a_story_has_its_public_coverage_and_how_much_there_is_of_it(django_assert_num_queries: Any) -> None:
    leader, alone = make_article("leader"), make_article("alone")
    for position in range(3):
        link(leader, position, f"{position}")
    RelatedLink.objects.create(article=leader, position=3, target=make_article("draft", status="draft"))
    RelatedLink.objects.create(article=leader, position=4, target=make_article("later", go_live_at=NOW))
    rows = cards_of([leader.pk, alone.pk])
    with django_assert_num_queries(1):
        add_reports(rows, 2, NOW)
    told = {row.slug: ([str(each) for each in row.shown_coverage], row.coverage_count) for row in rows}
    assert told == {"leader": (["0", "1"], 4), "alone": ([], 0)}
    add_reports(rows, 2, NOW - A_SECOND)
    assert [row.coverage_count for row in rows] == [3, 0]


def test_a_story_then_has_only_what_had_appeared(django_assert_num_queries: Any) -> None:
    leader = make_article("leader")
    link(leader, 0, "before", publishedDateTime="2026-11-24T14:04:59Z")
    link(leader, 1, "then", publishedDateTime="2026-11-24T14:05:00Z")
    link(leader, 2, "undated")
    for name, moment in (("early", NOW - A_SECOND), ("late", NOW)):
        RelatedLink.objects.create(article=leader, position=3, target=make_article(name, published_at=moment))
    [row] = cards_of([leader.pk])
    with django_assert_num_queries(1):
        add_reports([row], 9, NOW, NOW)
        followed = [link.target.title for link in row.shown_coverage if link.target]
    assert ([str(each) for each in row.shown_coverage[:2]], len(followed)) == (["before", "undated"], 1)
