"""The public pages: what they show, what they never show, and what they cost."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Article, Topic
from tests.pages import markup
from tests.seeds import SEALED, Archive, archive, edit, entry

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/latest/",
    "/news/2023-01-24-tides/",
    "/topics/",
    "/topics/ai/",
    "/providers/",
    "/providers/news.example.org/",
    "/api/news/index.json",
    "/api/news/ai/index.json",
    "/api/news/2023-01-24-tides/index.json",
    "/api/topics/index.json",
]


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return markup(response)


def many(archive: Archive, number: int) -> None:
    """Articles of one topic and one provider; the first lists all others."""
    urls = [f"https://news.example.org/{n}" for n in range(number)]
    related = "".join(entry("A tide table for editors", url) for url in urls[1:])
    for n, url in enumerate(urls):
        slug = f"2023-01-24-tides{f'-{n}' if n else ''}"
        images = f'\n  - url: "https://images.example.org/{n}.jpg"'
        archive.write_article(slug, webUrl=f'"{url}"', images=images, related=related if n == 0 and related else None)
    archive.bring()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_as_many_queries_for_few_rows_as_for_many(
    client: Client, archive: Archive, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(archive, 9)  # more than the front page's top stories
    with CaptureQueriesContext(connection) as few:
        text(client, address)
    assert len(few) <= 12
    many(archive, 27)
    with django_assert_num_queries(len(few)):
        text(client, address)


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_site_answers(client: Client, address: str) -> None:
    assert client.get(address).status_code == (404 if re.search(r"ai/|tides|example", address) else 200)


def test_an_article_shows_all_that_is_public_of_its_seed(client: Client, archive: Archive, settings: Settings) -> None:
    settings.REMOTE_PICTURES = True
    related = entry(
        "Elsewhere & more",
        "https://elsewhere.example/a b",
        quality="4711",
        provider="\n      name: Other\n      domain: o.example",
    )
    archive.write_article(
        title='"<MSFT.O> &#8217;tis \u200b here"',
        images='\n  - url: "https://images.example.org/a b.jpg"\n    attribution: A Photographer',
        related=related,
        secured=f'"{SEALED}"',
        quality="4712",
    )
    archive.bring()
    page = text(client, "/news/2023-01-24-tides/")
    for part in (
        "&lt;MSFT.O&gt; ’tis here", "What rises and what falls.", "Example", 'href="/topics/ai/"', "A Photographer",
        'href="https://news.example.org/tides"', "https://images.example.org/a%20b.jpg", "Elsewhere &amp; more",
        'href="https://elsewhere.example/a%20b"', "Other", "2023-01-24T11:00:00+00:00",
    ):  # fmt: skip
        assert part in page, part
    for part in (SEALED[:20], "4711", "4712"):
        assert part not in page


@pytest.mark.parametrize(
    ("flags", "shown"),
    [
        ({"published": "true"}, "/news/2023-01-23-other/"),
        ({"published": "false", "heat": "-1"}, "https://news.example.org/other"),
        ({"published": "false"}, None),
        ({"removed": "true"}, None),
        ({"goLiveAt": "2999-01-01T00:00:00Z"}, None),
        ({"published": "false", "heat": "-1", "goLiveAt": "2999-01-01T00:00:00Z"}, None),
    ],
)
def test_related_coverage_leads_only_to_what_the_public_may_see(
    client: Client, archive: Archive, flags: dict[str, str], shown: str | None
) -> None:
    archive.write_article("2023-01-23-other", title='"Canary"', webUrl='"https://news.example.org/other"', **flags)
    archive.write_article(related=entry("Canary", "https://news.example.org/other"))
    archive.bring()
    page, api = text(client, "/news/2023-01-24-tides/"), text(client, "/api/news/2023-01-24-tides/index.json")
    assert ("Canary" in page, "Canary" in api) == (shown is not None, shown is not None)
    assert shown is None or f'href="{shown}"' in page


@pytest.mark.parametrize("flags", [{"published": "false"}, {"removed": "true"}, {"goLiveAt": "2999-01-01T00:00:00Z"}])
def test_what_is_not_public_is_nowhere_but_a_preview_for_editors(
    client: Client, archive: Archive, flags: dict[str, str]
) -> None:
    archive.write_article(title='"Canary"', **flags)
    archive.bring()
    for address in PAGES:
        response = client.get(address)
        assert b"Canary" not in response.content, address
        assert response.status_code == (404 if re.search(r"tides|(topics|news)/ai|example", address) else 200), address
    client.force_login(User.objects.create_superuser("editor"))
    preview = client.get("/news/2023-01-24-tides/")
    assert "readers do not see this page" in markup(preview)
    assert preview["Cache-Control"] == "private, no-store"
    assert preview["X-Robots-Tag"] == "noindex"
    assert client.get("/api/news/2023-01-24-tides/index.json").status_code == 404


def test_a_signed_in_account_without_rights_sees_no_preview(client: Client, archive: Archive) -> None:
    archive.write_article(published="false")
    archive.bring()
    client.force_login(User.objects.create_user("reader"))
    assert client.get("/news/2023-01-24-tides/").status_code == 404


def test_an_article_goes_live_by_itself(client: Client, archive: Archive) -> None:
    archive.write_article(goLiveAt="2999-01-01T00:00:00Z")
    archive.bring()
    later = datetime(2999, 1, 1, tzinfo=UTC)
    assert not Article.objects.published().exists()
    assert not Article.objects.published(at=later - timedelta(seconds=1)).exists()
    assert Article.objects.published(at=later).exists()


def test_latest_is_paged_by_place_without_a_gap_or_a_repeat(client: Client, archive: Archive) -> None:
    for n in range(60):
        archive.write_article(
            f"2023-01-24-t{n}",
            webUrl=f'"https://news.example.org/{n}"',
            publishedDateTime=f"2023-01-{10 + n % 7}T11:00:00Z",
        )
    archive.bring()
    address, seen = "/latest/", []
    while address:
        page = text(client, address)
        seen += re.findall(r'<h2 class="headline"[^>]*><a href="/news/([^/]+)/', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1] if following else ""
    assert seen == list(Article.objects.newest().values_list("slug", flat=True))
    assert len(seen) == 60


@pytest.mark.parametrize("token", ["x", "eA", "MjAyMy0wMS0yNHw", "%00", "é", "MjAyMy0wMS0yNFQxMTowMDowMHxh"])
def test_a_token_that_is_not_ours_is_missing(client: Client, token: str) -> None:
    assert client.get(f"/latest/?after={token}").status_code == 404
    assert client.get(f"/latest/after/{token}/").status_code == 404


def test_a_topic_shows_its_subtopics_articles_too(client: Client, archive: Archive) -> None:
    archive.write_article(topics="\n  - Below")
    archive.bring()
    above = Topic.objects.create(name="Above", slug="above", in_data=True)
    Topic.objects.filter(name="Below").update(parent=above)
    assert "A tide table for editors" in text(client, "/topics/above/")
    assert client.get("/api/news/above/index.json").json()["value"] == []


def test_topics_that_stand_in_a_circle_break_no_page(client: Client) -> None:
    one = Topic.objects.create(name="One", slug="one", in_data=True)
    two = Topic.objects.create(name="Two", slug="two", parent=one, in_data=True)
    Topic.objects.filter(pk=one.pk).update(parent=two)
    assert "One" in text(client, "/topics/")
    assert client.get("/topics/one/").status_code == 200


def test_an_edit_is_seen_at_once(client: Client, archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    edit(title="Edited")
    assert all("Edited" in text(client, page) for page in ("/", "/latest/", "/news/2023-01-24-tides/", "/topics/ai/"))


@pytest.mark.parametrize("address", [page for page in PAGES if "api" not in page])
def test_no_page_has_inline_script_or_style_or_sets_a_cookie(client: Client, archive: Archive, address: str) -> None:
    many(archive, 3)
    response = client.get(address)
    assert not re.search(r"<script(?! type=.application/ld\+json.>)|<style|\sstyle=|\son[a-z]+=", markup(response))
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not response.cookies


def test_a_missing_page_helps_on(client: Client) -> None:
    response = client.get("/news/2023-01-24-no-such-article/")
    assert response.status_code == 404
    assert 'href="/latest/"' in markup(response)


def test_robots_may_read_all_but_the_admin(client: Client) -> None:
    assert client.get("/robots.txt").content.decode() == (
        "User-agent: *\nDisallow: /admin/\n\n"
        "Sitemap: http://127.0.0.1:8000/sitemap.xml\nSitemap: http://127.0.0.1:8000/news-sitemap.xml\n"
    )


@pytest.mark.parametrize("address", ["/", "/latest/", "/topics/", "/topics/ai/", "/providers/news.example.org/"])
def test_every_list_leads_to_feeds_that_are_there(client: Client, archive: Archive, address: str) -> None:
    archive.write_article()
    archive.bring()
    feeds = re.findall(r'<link rel="alternate" type="[^"]+" title="[^"]+" href="([^"]+)">', text(client, address))
    own = [] if address in ("/", "/latest/", "/topics/") else [address]
    assert feeds == [f"{place}feed.{kind}" for place in (*own, "/") for kind in ("rss", "atom", "json")]
    assert {client.get(feed).status_code for feed in feeds} == {200}


def test_an_article_leads_to_its_amp_version(client: Client, archive: Archive) -> None:
    archive.write_article(ampWebUrl='"https://news.example.org/amp/tides?a&b"')
    archive.bring()
    page = text(client, "/news/2023-01-24-tides/")
    assert '<link rel="amphtml" href="https://news.example.org/amp/tides?a&amp;b">' in page


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_read_only(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
