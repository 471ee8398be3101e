"""When months last changed, held against looking at each article."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from articles.reading.modified import ModifiedMonth, months_modified
from tests.rows import make_provider

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)
DAY = timedelta(days=1)
ZONES = ("UTC", "Asia/Tokyo", "America/St_Johns", "Pacific/Apia", "Europe/Berlin")


def write(chance: random.Random) -> None:
    """Articles at the ends of months and in the middle of them, changed, waiting and ahead, of every status."""

    def near(moment: datetime) -> datetime:
        return moment + timedelta(minutes=chance.randint(-3000, 3000))

    provider = make_provider()
    Article.objects.bulk_create(
        Article(
            slug=f"a{number}", title="a", provider=provider,
            published_at=near(datetime(2026, chance.randint(1, 8), chance.choice((1, 1, 15)), tzinfo=UTC)),
            updated_at=chance.choice((None, near(NOW), near(NOW - 99 * DAY), near(NOW + 9 * DAY))),
            changed_at=chance.choice((None, None, near(NOW - 50 * DAY))), made_at=near(NOW - DAY),
            go_live_at=chance.choice((None, None, near(NOW), near(NOW - 60 * DAY))),
            status=chance.choice(("published", "published", "published", "draft", "folded", "withdrawn")),
        )
        for number in range(120)
    )  # fmt: skip


def looked_at(at: datetime) -> list[ModifiedMonth]:
    found: dict[date, list[Article]] = {}
    for article in Article.objects.all():
        if article.is_public(at):
            found.setdefault(timezone.localtime(article.published_at).date().replace(day=1), []).append(article)
    return [
        ModifiedMonth(month, len(articles), last(articles, at))
        for month, articles in sorted(found.items(), reverse=True)
    ]


def last(articles: list[Article], at: datetime) -> datetime:
    moments = [moment for each in articles for moment in (each.news_at, each.changed_at or each.updated_at)]
    return max(
        (moment for moment in moments if moment and moment <= at), default=max(each.made_at for each in articles)
    )


@pytest.mark.parametrize("zone", ZONES)
def test_months_say_what_looking_at_each_article_says(zone: str) -> None:
    write(random.Random(zone))
    with timezone.override(ZoneInfo(zone)):
        for at in (NOW - 140 * DAY, NOW - 30 * DAY, NOW, NOW + 2 * DAY, NOW + 99 * DAY):
            assert months_modified(at) == looked_at(at)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_months_take_as_many_queries_however_many_they_are(zone: str) -> None:
    write(random.Random(1))
    with timezone.override(ZoneInfo(zone)), CaptureQueriesContext(connection) as asked:
        months_modified(NOW)
    assert len(asked) <= 9
