"""Records of providers and topics: how many articles, how good, and in which weeks they came."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, ArticleTopic, Status, Tally
from articles.reading.records import TrackRecord, records_of, weeks_of
from articles.texts.days import day_of_moment
from tests.rows import NOW, make_article, make_provider, make_topic

pytestmark = pytest.mark.django_db
TOPIC, PROVIDER = Tally.Kind.TOPIC, Tally.Kind.PROVIDER
A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def test_records_are_told_of_each_subject_that_was_asked_for(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ai, sea, other, none = (make_topic(name) for name in ("AI", "Sea", "Other", "None"))
    make_article("one", ai, sea, quality=10, published_at=NOW - A_DAY)
    make_article("two", ai, quality=40, status="draft")
    make_article("three", other)
    with django_assert_num_queries(3):
        found = records_of(TOPIC, [ai.pk, sea.pk, none.pk])
    assert found == {ai.pk: TrackRecord(2, 1, 25, NOW), sea.pk: TrackRecord(1, 1, 10, NOW - A_DAY)}
    provider = make_provider()
    assert records_of(PROVIDER, [provider.pk]) == {provider.pk: TrackRecord(3, 2, 25, NOW)}
    Article.objects.update(quality=None)
    assert records_of(TOPIC, [sea.pk])[sea.pk].mean is None


def test_weeks_begin_on_monday_and_count_each_article_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ai, other = make_topic("AI"), make_topic("Other")
    for name, at in (("first", MONDAY), ("last", MONDAY + 7 * A_DAY - A_SECOND), ("next", MONDAY + 7 * A_DAY)):
        make_article(name, ai, published_at=at)
    make_article("before", ai, published_at=MONDAY - A_SECOND)
    make_article("others", other, published_at=MONDAY)
    make_article("twice", ai, ai, published_at=MONDAY + 7 * A_DAY)
    with django_assert_num_queries(1):
        assert weeks_of(TOPIC, [ai.pk], date(2026, 11, 30), 2) == {ai.pk: [2, 2]}


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu"])
def test_weeks_are_those_of_the_site_s_clocks(zone: str) -> None:
    random, topics = Random(1), [make_topic(name) for name in "ab"]
    for number in range(150):
        at = MONDAY + random.choice([random.randint(-500, 400) * timedelta(hours=1), random.randint(-3, 3) * 7 * A_DAY])
        carried = random.choices(topics, k=random.randint(0, 3))
        make_article(f"a{number}", *carried, published_at=at, status=random.choice(list(Status)))
    with timezone.override(ZoneInfo(zone)):
        expected: dict[Any, list[int]] = {topic.pk: [0] * 4 for topic in topics}
        pairs = ArticleTopic.objects.values_list("tag", "content_object", "content_object__published_at")
        for topic, _, moment in set(pairs):
            week = (day_of_moment(moment) - date(2026, 11, 9)).days // 7
            if 0 <= week < 4:
                expected[topic][week] += 1
        assert weeks_of(TOPIC, list(expected), date(2026, 11, 30), 4) == expected
        [provider] = {article.provider for article in Article.objects.all()}
        assert provider
        dates = [day_of_moment(article.published_at) for article in Article.objects.all()]
        whole = [sum((day - date(2026, 11, 9)).days // 7 == week for day in dates) for week in range(4)]
        assert weeks_of(PROVIDER, [provider.pk], date(2026, 11, 30), 4) == {provider.pk: whole}
