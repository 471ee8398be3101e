"""Numbers that are kept are those that counting gives, in any time zone and at any moment."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, ArticleTopic, Provider, Status, Topic
from articles.reading.numbers import number_told, numbers_per_day, numbers_per_month
from articles.texts.days import Days, day_of_moment
from tests.articles.views.test_odd_days import ODDITIES, moments_around
from tests.once import Once
from tests.rows import make_article

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def some_articles(random: Random, moments: list[datetime]) -> None:
    topics = [Topic.objects.create(name=name, slug=name) for name in ("a", "b", "c")]
    for number, at in enumerate(moments):
        late = random.choice([None, None, None, at - HOUR, at + HOUR, NOW - HOUR, NOW + HOUR, NOW])
        status = random.choice([*Status, *["published"] * 5])
        article = make_article(f"a{number}", published_at=at, go_live_at=late, status=status)
        for place, topic in enumerate(random.sample(topics, random.randint(0, 2)) * random.randint(1, 2)):
            ArticleTopic.objects.create(content_object=article, tag=topic, position=place, name=topic.name)


@pytest.fixture(scope="module", params=range(4))
def moments(request: pytest.FixtureRequest, once: Once) -> Iterator[list[datetime]]:
    random = Random(request.param)
    near = [NOW + random.randint(-3_000, 900) * HOUR for _ in range(120)]
    moments = [*near, *(NOW + timedelta(seconds=n) for n in range(-2, 3)), datetime(2026, 3, 1, tzinfo=UTC)]
    with once():
        some_articles(random, moments)
        yield moments


def test_numbers_by_a_moment_are_those_that_counting_gives(moments: list[datetime]) -> None:
    Topic.objects.create(name="none", slug="none")
    for end in [NOW, *Random(7).sample(moments, 20)]:
        public = Article.objects.published(end)
        assert number_told(end) == public.already_told(end).count()
        for counted in (Topic.objects.with_counts(end), Provider.objects.with_counts(end)):
            assert counted
            for row in counted:
                own = public.on_topic(row) if isinstance(row, Topic) else public.from_provider(row)
                assert vars(row)["article_count"] == own.count()
        assert {each.pk for each in Topic.objects.public(end)} == {
            each.pk for each in Topic.objects.all() if public.on_topic(each).exists()
        }


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu"])
def test_months_are_those_of_the_site_s_clocks(moments: list[datetime], zone: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        for at in (NOW, NOW + 40 * 24 * HOUR):
            assert numbers_per_month(at) == counted(at)


def test_months_are_right_where_clocks_are_odd() -> None:
    moments = sorted({at for _, change, _ in ODDITIES for at in moments_around(change)})
    for number, at in enumerate(moments):
        make_article(f"a{number}", published_at=at, status="published")
    for zone in {zone for zone, _, _ in ODDITIES}:
        with timezone.override(ZoneInfo(zone)):
            assert numbers_per_month(NOW) == counted(NOW), zone


@pytest.mark.parametrize("zone", ["UTC", "Africa/Abidjan", "Europe/London", "Asia/Kathmandu"])
def test_days_are_those_of_the_site_s_clocks(moments: list[datetime], zone: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        for days in (Days.of_year(2025), Days.of_year(2026), Days.of_month(2026, 3), Days.of_month(2026, 2)):
            for at in (NOW, NOW + 40 * 24 * HOUR):
                assert numbers_per_day(days, at) == Article.objects.published(at).during(days, at).per_day()


def counted(at: datetime) -> list[tuple[object, int]]:
    appeared = Article.objects.published(at).until(at).values_list("published_at", flat=True)
    months = Counter(day_of_moment(moment).replace(day=1) for moment in appeared)
    return sorted(months.items(), reverse=True)


def test_numbers_take_few_queries(moments: list[datetime]) -> None:
    for ask, most in ((number_told, 2), (numbers_per_month, 5)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(NOW)
        assert len(queries) <= most, ask
