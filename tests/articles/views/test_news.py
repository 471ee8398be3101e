"""What is news: an article that goes live late is new when it does, and one that is dated in the future leads nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.exchange.importer import check_seeds, import_seeds
from articles.history.work import Work
from articles.models import Article
from articles.models.querysets import ArticleQuerySet
from articles.reading.frontpage import front_at, front_of
from tests.articles.admin.signed_in import change, save
from tests.pages import markup
from tests.rows import make_article, make_provider, make_topic, slugs
from tests.seeds import Archive, archive, counts

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEEDS = [
    f"{place}feed.{kind}"
    for place in ("/", "/topics/qa/", "/providers/qa.example/")
    for kind in ("rss", "atom", "json")
]


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def site(archive: Archive) -> None:
    """An article that went live two months after its date, one of today and one that goes live tomorrow; one of a year ahead."""
    for name, published, live, heat in (
        ("late", NOW - 60 * DAY, NOW - HOUR, 90), ("today", NOW - 2 * HOUR, None, 70), ("old", NOW - 50 * DAY, None, 9_000),
        ("tomorrow", NOW - 60 * DAY, NOW + DAY, 90), ("ahead", NOW + 365 * DAY, None, 200),
    ):  # fmt: skip
        archive.write_article(
            f"2026-01-01-{name}", title=f'"{name}"', webUrl=f'"https://qa.example/{name}"', heat=str(heat), topics="\n  - QA",
            publishedDateTime=f"{published:%Y-%m-%dT%H:%M:%SZ}", goLiveAt=f"{live:%Y-%m-%dT%H:%M:%SZ}" if live else None,
            provider="\n  name: QA Wire\n  domain: qa.example",
        )  # fmt: skip
    archive.bring()


def linked(client: Client, address: str) -> list[str]:
    """The articles to which a page links, each once, in order."""
    found = re.findall(r"/news/2026-01-01-(\w+)/", client.get(address).content.decode())
    return list(dict.fromkeys(found))


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("feed", FEEDS)
def test_feeds_tell_of_what_went_live_late_when_it_does(client: Client, feed: str) -> None:
    assert linked(client, feed) == ["late", "today", "old"]


@pytest.mark.usefixtures("site")
def test_what_went_live_late_is_dated_by_its_going_live(client: Client) -> None:
    (item,) = [item for item in client.get("/feed.json").json()["items"] if item["title"] == "late"]
    assert (item["date_published"], item["date_modified"]) == ("2026-11-24T13:05:00Z", "2026-11-24T13:05:00Z")
    atom = client.get("/feed.atom").content.decode()
    assert atom.count("2026-11-24T13:05:00+00:00") >= 2
    assert "Tue, 24 Nov 2026 13:05:00 +0000" in client.get("/feed.rss").content.decode()
    assert '"dateModified": "2026-11-24T13:05:00+00:00"' in client.get("/news/2026-01-01-late/").content.decode()


@pytest.mark.usefixtures("site")
def test_the_news_sitemap_has_what_went_live_and_nothing_of_the_future(client: Client) -> None:
    assert linked(client, "/news-sitemap.xml") == ["late", "today"]
    dates = re.findall("publication_date>([^<]+)<", client.get("/news-sitemap.xml").content.decode())
    assert dates == ["2026-11-24T13:05:00Z", "2026-11-24T12:05:00Z"]


@pytest.mark.usefixtures("site")
def test_the_last_changes_in_sitemaps_are_never_in_the_future(client: Client) -> None:
    Article.objects.filter(title="ahead").update(made_at=NOW - 3 * DAY)
    pages = "".join(markup(client.get(f"/sitemap/{month}.xml")) for month in ("2026-9", "2026-10", "2027-11"))
    assert dict(re.findall(r"/news/2026-01-01-(\w+)/</loc><lastmod>([^<]+)<", pages)) == {
        "late": "2026-11-24T13:05:00Z", "old": "2026-10-05T14:05:00Z", "ahead": "2026-11-21T14:05:00Z",
    }  # fmt: skip
    index = markup(client.get("/sitemap.xml"))
    assert re.findall("<lastmod>([^<]+)<", index) == [
        "2026-11-21T14:05:00Z", "2026-11-24T12:05:00Z", "2026-10-05T14:05:00Z", "2026-11-24T13:05:00Z",
    ]  # fmt: skip


@pytest.mark.usefixtures("site")
def test_the_front_page_reckons_with_going_live_and_is_not_led_by_the_future() -> None:
    page = front_at(NOW)
    # The one of the future is as new as can be: hotter than the others, it follows the lead.
    assert [article.title for article in page.stories] == ["late", "ahead", "today", "old"]
    assert front_at(NOW - HOUR - timedelta(seconds=1)).stories[0].title != "late"
    assert [article.title for article in front_of(NOW).stories] == ["late", "today"]


def test_what_is_dated_in_the_future_leads_only_where_nothing_else_is() -> None:
    make_article("ahead", published_at=NOW + DAY, heat=999, rank=1)
    assert slugs(front_at(NOW).stories) == ["ahead"]
    make_article("cold", published_at=NOW - 9 * DAY, heat=0, rank=-5)
    page = front_at(NOW)
    assert slugs(page.stories) == ["cold", "ahead"]
    assert (page.latest, page.sections) == ([], [])
    Article.objects.filter(slug="ahead").update(pinned_until=NOW + DAY, pinned_at=NOW)
    assert slugs(front_at(NOW).stories) == ["ahead", "cold"]


def test_many_that_are_dated_in_the_future_leave_the_lead_to_another() -> None:
    for n in range(12):
        make_article(f"ahead-{n:02}", published_at=NOW + DAY, heat=999)
    make_article("cold", published_at=NOW - 9 * DAY, heat=0, rank=-5)
    stories = slugs(front_at(NOW).stories)
    assert (stories[0], len(stories)) == ("cold", 9)


@pytest.mark.usefixtures("site")
def test_lists_and_the_api_are_in_the_order_of_their_dates_as_ever(client: Client) -> None:
    assert linked(client, "/latest/") == ["ahead", "today", "old", "late"]
    assert [item["title"] for item in client.get("/api/news/index.json").json()["value"]] == [
        "ahead", "today", "old", "late",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "warns"),
    [
        ({"publishedDateTime": "2026-11-24T14:06:00Z"}, True),
        ({"publishedDateTime": "2027-11-26T08:00:00Z", "published": "false"}, True),
        ({"publishedDateTime": "2026-11-24T14:05:00Z"}, False),
        ({"publishedDateTime": "2027-11-26T08:00:00Z", "goLiveAt": "2027-11-26T08:00:00Z"}, False),
        ({"publishedDateTime": "2027-11-26T08:00:00Z", "goLiveAt": "2027-11-26T07:00:00Z"}, True),
        ({"publishedDateTime": "2026-11-24T14:05:00Z", "goLiveAt": "2027-11-26T07:00:00Z"}, False),
    ],
)
def test_a_date_in_the_future_is_a_warning_on_import(archive: Archive, keys: dict[str, str], warns: bool) -> None:
    archive.write_article(**keys)
    checked = check_seeds([str(archive.folder)])
    report = import_seeds([str(archive.folder)], by=Work("test", at=NOW), jobs=1)
    assert counts(report) == {"created": 1}
    for problems in (checked.problems, report.problems):
        found = [(each.line, each.field, each.code, each.severity) for each in problems]
        assert found == ([(5, "publishedDateTime", "future", "warning")] if warns else [])
    assert not warns or keys["publishedDateTime"] in report.problems[0].message


def test_a_date_in_the_future_is_a_warning_in_the_form(archive: Archive, admin_client: Client) -> None:
    archive.write_article()
    archive.bring()
    words = "is in the future: until then it leads nothing"
    assert words not in markup(admin_client.get(change()))
    assert save(admin_client, change(), published_at_0="2999-11-26") == 302
    page = markup(admin_client.get(change()))
    assert page.count(words) == 2  # what the save says, and beside the form
    assert save(admin_client, change(), title="Edited") == 302
    assert markup(admin_client.get(change())).count(words) == 1
    assert save(admin_client, change(), published_at_0="2026-11-23") == 302
    assert words not in markup(admin_client.get(change()))


@pytest.mark.parametrize("wanted", ["all", "topic", "provider"])
def test_what_is_news_is_found_by_an_index(wanted: str) -> None:
    """Neither database sorts, or reads articles that it does not show."""
    topic, provider = make_topic("QA"), make_provider("qa.example")
    for n in range(300):
        make_article(f"a{n}", *([topic] if n % 3 else []), provider=provider if n % 2 else make_provider())
    articles = Article.objects.published(NOW).told(NOW)
    chosen: dict[str, ArticleQuerySet] = {
        "all": articles, "topic": articles.on_topic(topic), "provider": articles.from_provider(provider),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    plan = chosen[wanted][:30].explain()
    assert "article_told" in plan or "article_provider_news" in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan
