"""The front page: what leads, what is pinned, and what it was on a past day."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Article
from articles.reading.frontpage import front_at, front_of
from tests.articles.admin.signed_in import as_role, change, save
from tests.seeds import Archive, archive, entry

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
NOW = datetime(2023, 2, 1, tzinfo=UTC)


def write(archive: Archive, name: str, day: int, heat: int = 80, **changes: str | None) -> None:
    archive.write_article(
        f"2023-01-{day:02}-{name}", webUrl=f'"https://news.example.org/{name}"', title=f'"{name}"', heat=str(heat),
        publishedDateTime=f"2023-01-{day:02}T11:00:00Z", **changes,
    )  # fmt: skip


def titles(articles: list[Article]) -> list[str]:
    return [article.title for article in articles]


def counted(topics: list[Any]) -> list[tuple[str, int]]:
    return [(topic.name, topic.article_count) for topic in topics]


def test_heat_leads_and_fades_with_age(archive: Archive) -> None:
    write(archive, "old-and-hot", 19, 640)
    write(archive, "new", 24, 80)
    write(archive, "warm", 22, 170)
    write(archive, "cold", 24, 10)
    archive.bring()
    assert titles(front_at(NOW).stories) == ["new", "warm", "old-and-hot", "cold"]


def test_the_half_life_is_a_setting_that_a_command_applies(archive: Archive, settings: Settings) -> None:
    write(archive, "old-and-hot", 19, 640)
    write(archive, "new", 24, 80)
    archive.bring()
    settings.RANK_HALF_LIFE = 99
    out = StringIO()
    call_command("rebuild_ranks", stdout=out)
    assert out.getvalue() == "2 articles are ranked.\n"
    assert titles(front_at(NOW).stories) == ["old-and-hot", "new"]


def test_what_is_pinned_leads_until_its_end(archive: Archive) -> None:
    for n, name in enumerate(("hot", "pinned", "pinned-later", "draft")):
        write(archive, name, 20, 90 - 10 * n, published="false" if name == "draft" else "true")
    archive.bring()
    end = NOW + timedelta(hours=1)
    Article.objects.filter(title="pinned").update(pinned_until=end, pinned_at=NOW - timedelta(days=2))
    Article.objects.filter(title__in=["pinned-later", "draft"]).update(pinned_until=end, pinned_at=NOW)
    assert titles(front_at(NOW).stories) == ["pinned-later", "pinned", "hot"]
    assert titles(front_at(end).stories) == ["hot", "pinned", "pinned-later"]


def test_who_may_publish_pins_and_unpins(archive: Archive) -> None:
    write(archive, "a", 20)
    archive.bring()
    client, address = as_role("publisher"), change("2023-01-20-a")
    assert save(client, address, pinned_until_0="2999-01-01", pinned_until_1="00:00:00") == 302
    article = Article.objects.get()
    assert article.pinned_at is not None
    assert article.pinned_until == datetime(2999, 1, 1, tzinfo=UTC)
    assert save(client, address, pinned_until_0="", pinned_until_1="") == 302
    assert Article.objects.filter(pinned_at=None, pinned_until=None).exists()
    assert b"pinned_until" not in as_role("contributor").get(address).content


def test_the_latest_and_the_topics_do_not_repeat_the_stories(archive: Archive) -> None:
    for n in range(20):
        topics = "\n  - All" + ("\n  - Odd" if n % 2 else "")
        write(archive, f"a{n}", n + 1, 200 - n, topics=topics)
    archive.bring()
    page = front_at(NOW)
    assert len(page.stories) == 9
    assert not set(titles(page.stories)) & set(titles(page.latest))
    assert titles(page.latest) == [f"a{n}" for n in range(10, -1, -1)]
    [section] = page.sections
    assert (section.topic.name, titles(section.articles)) == ("Odd", ["a9", "a7", "a5", "a3"])


def test_a_past_day_has_the_front_page_that_it_had(archive: Archive) -> None:
    write(archive, "first", 10)
    write(archive, "second", 12, 90)
    write(archive, "third", 14, 700)
    write(archive, "scheduled", 9, 99, goLiveAt="2023-01-13T00:00:00Z")
    archive.bring()
    assert titles(front_of(datetime(2023, 1, 13, tzinfo=UTC)).stories) == ["scheduled", "second", "first"]
    assert titles(front_of(datetime(2023, 1, 12, tzinfo=UTC)).stories) == ["first"]


def test_topics_are_ordered_by_how_many_public_articles_they_have(archive: Archive) -> None:
    for day, topic in ((10, "Then"), (11, "Both"), (12, "Both"), (13, "Both"), (14, "Now"), (15, "Both")):
        write(archive, f"a{day}", day, topics=f"\n  - {topic}")
    write(archive, "late", 9, topics="\n  - Late", goLiveAt="2023-01-20T00:00:00Z")
    archive.write("_data/topics/empty.yaml", "_id: empty\ntaxonomy: topic\nname: Empty\n")
    archive.bring()
    assert counted(front_at(NOW).topics) == [("Both", 4), ("Late", 1), ("Now", 1), ("Then", 1), ("Empty", 0)]


def test_the_latest_of_a_past_day_is_what_was_there_then(archive: Archive) -> None:
    for day in range(1, 25):
        write(archive, f"a{day}", day)
    archive.bring()
    assert titles(front_of(datetime(2023, 1, 16, tzinfo=UTC)).latest) == [f"a{n}" for n in range(6, 0, -1)]


def test_a_past_day_reports_nothing_that_appeared_later(archive: Archive) -> None:
    write(archive, "follows", 20)
    elsewhere = [
        entry(f"m{day}", f"https://else.example/{day}", publishedDateTime=f"2023-01-{day}T11:00:00Z")
        for day in (11, 12, 19)
    ]
    write(archive, "leader", 12, related="".join([*elsewhere, entry("n", "https://else.example/n"),
                                                   entry("follows", "https://news.example.org/follows")]))  # fmt: skip
    archive.bring()
    [leader] = front_of(datetime(2023, 1, 13, tzinfo=UTC)).stories
    assert [link.says("title") for link in leader.shown_coverage] == ["m11", "m12", "n"]
    counts = {story.title: story.coverage_count for story in front_at(NOW).stories}
    assert (leader.coverage_count, counts["leader"]) == (3, 5)


def test_a_story_of_many_says_so(client: Client, archive: Archive) -> None:
    members = [entry(f"m{n}", f"https://else.example/{n}") for n in range(30)]
    write(archive, "leader", 20, related="".join(members))
    archive.bring()
    page = client.get("/").content.decode()
    assert "and 26 more" in page
    assert "All 30 reports" in page
    assert page.count("https://else.example/") == 12


def test_a_long_front_page_takes_as_many_queries_as_a_short_one(
    archive: Archive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(12):
        write(archive, f"a{n}", n + 1, related=entry("x", "https://else.example/"), topics=f"\n  - All\n  - T{n % 2}")
    archive.bring()
    with CaptureQueriesContext(connection) as few:
        front_at(NOW)
    for n in range(12, 24):
        reports = "".join(entry(f"m{m}", f"https://else.example/{m}") for m in range(20))
        write(archive, f"a{n}", n + 1, related=reports, topics=f"\n  - All\n  - T{n % 6}")
    archive.bring()
    with django_assert_num_queries(len(few)):
        assert len(front_at(NOW).sections) > 2
