"""What public pages are given: an article with its surroundings, lists with what machines are told of them, small files."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from articles.models import Article, Picture
from articles.reading.players import player
from articles.reading.structured import breadcrumbs, collection, news_article
from articles.reading.whole import whole_of
from tests.rows import NOW, make_article, make_provider, make_topic, slugs

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
A_DAY = timedelta(days=1)
VIDEO = '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'


def given(client: Client, address: str, *names: str) -> dict[str, Any]:
    """What a page is given under these names."""
    response = client.get(address)
    assert response.status_code == 200
    return {name: response.context[name] for name in names}


def members(*names: str) -> list[tuple[str, str]]:
    return [(name, f"{SITE}/news/{name}/") for name in names]


def test_an_article_stands_between_its_neighbours_and_beside_the_newest_of_its_topic(client: Client) -> None:
    above, below, other = make_topic("Above"), make_topic("Below"), make_topic("Other")
    below.parent = above
    below.save()
    for number in range(6):
        make_article(f"more-{number}", below, published_at=NOW - number * A_DAY - A_DAY)
    make_article("elsewhere", other, published_at=NOW + A_DAY)
    make_article("draft", below, status="draft", published_at=NOW + timedelta(hours=1))
    found = make_article("here", other, below, featured_content=VIDEO, body="*Read.*")
    names = (
        "article",
        "topic",
        "is_preview",
        "picture",
        "logo",
        "days",
        "body",
        "earlier",
        "later",
        "more",
        "structured",
    )
    shown = given(client, "/news/here/", *names, "player")
    assert slugs(shown.pop("more")) == ["more-0", "more-1", "more-2", "more-3"]
    assert [shown.pop(name).slug for name in ("earlier", "later")] == ["more-0", "elsewhere"]
    assert shown.pop("player") == player(VIDEO) is not None
    way = breadcrumbs([("Other", f"{SITE}/topics/other/"), ("here", f"{SITE}/news/here/")])
    assert shown == {
        "article": found, "topic": below, "is_preview": False, "picture": None, "logo": None, "days": [],
        "body": "<p><em>Read.</em></p>", "structured": [news_article(whole_of([found.pk], NOW)[0]), way],
    }  # fmt: skip


def test_an_article_alone_has_nothing_around_it(client: Client) -> None:
    provider = make_provider(images=[{"url": "/logo.png"}])
    logo = Picture.objects.create(url="/logo.png", state="cached", name="a" * 32, widths=[80], tried_at=NOW)
    make_article("here", title=" ", provider=provider)
    shown = given(client, "/news/here/", "topic", "more", "earlier", "later", "logo", "structured")
    assert shown.pop("structured")[1] == breadcrumbs([(" ", f"{SITE}/news/here/")])
    assert shown == {"topic": None, "more": [], "earlier": None, "later": None, "logo": logo}


@pytest.mark.parametrize(
    ("rights", "status"),
    [((), 404), (("is_staff",), 404), (("is_superuser",), 404), (("is_staff", "is_superuser"), 200)],
)
def test_what_is_not_public_is_seen_by_signed_in_editors_who_may(
    client: Client, rights: tuple[str, ...], status: int
) -> None:
    make_article("draft", status="draft")
    client.force_login(User.objects.create(username="ada", **dict.fromkeys(rights, True)))
    answer = client.get("/news/draft/")
    assert answer.status_code == status
    if status == 200:
        assert answer.context["is_preview"] is True
        assert "structured" not in answer.context
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_an_editor_sees_a_public_page_as_readers_do(client: Client, admin_client: Client) -> None:
    make_article("here")
    assert [each.get("/news/here/").context["is_preview"] for each in (client, admin_client)] == [False, False]
    assert "X-Robots-Tag" not in admin_client.get("/news/here/")


def test_an_article_without_an_address_of_its_own_is_canonical_here(client: Client, settings: Settings) -> None:
    settings.CANONICAL = "original"
    make_article("here")
    assert f'<link rel="canonical" href="{SITE}/news/here/">' in client.get("/news/here/").content.decode()
    make_article("there", web_url="https://news.example.org/there")
    canonical = [given(client, f"/news/{slug}/", "canonical", "page_url") for slug in ("here", "there")]
    assert canonical == [
        {"canonical": "", "page_url": f"{SITE}/news/here/"},
        {"canonical": "https://news.example.org/there", "page_url": f"{SITE}/news/there/"},
    ]


def test_the_front_page_and_the_latest_say_what_they_list(client: Client) -> None:
    make_article("cool", published_at=NOW, rank=1)
    make_article("hot", published_at=NOW - A_DAY, rank=2)
    front = given(client, "/", "front", "structured")
    assert slugs(front["front"].stories) == ["hot", "cool"]
    assert front["structured"] == [collection("Newsroom", f"{SITE}/", members("hot", "cool"))]
    here = f"{SITE}/latest/"
    assert given(client, "/latest/", "heading", "structured") == {
        "heading": "Latest",
        "structured": [collection("Latest", here, members("cool", "hot")), breadcrumbs([("Latest", here)])],
    }


def test_a_topic_says_what_it_lists_and_what_stands_around_it(client: Client) -> None:
    above = make_topic("Above", in_data=True)
    topic = make_topic("Topic", parent=above)
    late, early = (make_topic(name, parent=topic, position=position) for name, position in (("A", 2), ("B", 1)))
    make_topic("Deep", parent=late, in_data=True)
    for number, carried in enumerate((topic, late, early, topic)):
        make_article(f"a{number}", carried, rank=number, published_at=NOW - number * A_DAY)
    shown = given(client, "/topics/topic/", "heading", "topic", "children", "structured", "leading", "articles")
    assert slugs(shown.pop("leading")) == ["a3", "a2", "a1"]
    assert slugs(shown.pop("articles")) == ["a0", "a1", "a2", "a3"]
    here = f"{SITE}/topics/topic/"
    way = breadcrumbs([("Topics", f"{SITE}/topics/"), ("Above", f"{SITE}/topics/above/"), ("Topic", here)])
    assert shown == {
        "heading": "Topic", "topic": topic, "children": [early, late],
        "structured": [collection("Topic", here, members("a0", "a1", "a2", "a3")), way],
    }  # fmt: skip
    way = breadcrumbs([("Topics", f"{SITE}/topics/"), ("Above", f"{SITE}/topics/above/")])
    assert given(client, "/topics/above/", "structured")["structured"][1] == way


def test_the_topics_and_the_providers_say_what_they_list(client: Client) -> None:
    above = make_topic("Above", in_data=True)
    make_article("a", make_topic("Below", parent=above), provider=make_provider(name="The News"))
    here = f"{SITE}/topics/"
    shown = given(client, "/topics/", "heading", "branches", "structured")
    branches = shown.pop("branches")
    told = [
        (each.topic.name, [(inner.topic.name, inner.topic.article_count) for inner in each.branches])
        for each in branches
    ]
    assert told == [("Above", [("Below", 1)])]
    both = [("Above", f"{here}above/"), ("Below", f"{here}below/")]
    assert shown == {
        "heading": "Topics",
        "structured": [collection("Topics", here, both), breadcrumbs([("Topics", here)])],
    }
    here = f"{SITE}/providers/"
    of_list = collection("Providers", here, [("The News", f"{here}news.example.org/")])
    assert given(client, "/providers/", "heading", "providers", "structured") == {
        "heading": "Providers", "providers": [make_provider()], "structured": [of_list, breadcrumbs([("Providers", here)])],
    }  # fmt: skip


def test_a_provider_says_what_it_lists_and_covers(client: Client) -> None:
    provider = make_provider(name="The News", images=[{"url": "/logo.png"}])
    logo = Picture.objects.create(url="/logo.png", state="cached", name="a" * 32, widths=[80], tried_at=NOW)
    topics = [make_topic(f"T{number}") for number in range(9)]
    for number in range(9):
        make_article(f"a{number}", *topics[: number + 1], published_at=NOW - number * A_DAY)
    shown = given(client, "/providers/NEWS.example.org/", "heading", "provider", "logo", "covers", "structured")
    here = f"{SITE}/providers/news.example.org/"
    way = breadcrumbs([("Providers", f"{SITE}/providers/"), ("The News", here)])
    listed = collection("The News", here, members(*(f"a{number}" for number in range(9))))
    assert shown == {
        "heading": "The News", "provider": provider, "logo": logo, "covers": topics[:8], "structured": [listed, way],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("description", "said"),
    [
        (None, "news.example.org"), (" ", "news.example.org"), ("News\nof the sea &amp; more.", "News of the sea & more."),
        ("w" * 200, "w" * 200), ("w" * 201, "w" * 199 + "…"),
    ],
)  # fmt: skip
def test_a_provider_is_told_of_in_its_own_words(client: Client, description: str | None, said: str) -> None:
    make_article("a", provider=make_provider(name="The News", description=description))
    about = given(client, "/providers/news.example.org/", "about")["about"]
    assert about == f"{said}: what Newsroom has gathered from The News."


def test_a_topic_is_led_by_its_three_hottest_stories_with_five_reports_of_each(client: Client) -> None:
    topic = make_topic("Topic")
    for number in range(4):
        story = make_article(f"a{number}", topic, rank=number)
        for position in range(7):
            story.related_links.create(position=position, own={"title": f"Report {position}"})
    leading = given(client, "/topics/topic/", "leading")["leading"]
    assert [(story.slug, len(story.shown_coverage)) for story in leading] == [("a3", 5), ("a2", 5), ("a1", 5)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/topics/old/", "/topics/new/"),
        ("/providers/OLD.example.org/", "/providers/new.example.org/"),
        ("/news/old/", "/news/new/"),
        *((f"/topics/old/feed.{kind}", f"/topics/new/feed.{kind}") for kind in ("rss", "atom", "json")),
        ("/providers/old.example.org/feed.rss", "/providers/new.example.org/feed.rss"),
        ("/api/news/old/index.json", "/api/news/new/index.json"),
        ("/api/news/old/page/2/index.json", "/api/news/new/page/2/index.json"),
    ],
)
def test_what_was_merged_leads_to_what_took_it_in_and_no_cache_keeps_that_for_good(
    client: Client, old: str, new: str
) -> None:
    make_topic("Old", merged_into=make_topic("New", in_data=True))
    make_provider("old.example.org", merged_into=make_provider("new.example.org", in_data=True))
    make_article("new").former.create(slug="old", title="Old", at=NOW)
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (302, new)


def test_robots_learn_where_the_sitemaps_are(client: Client) -> None:
    answer = client.get("/robots.txt")
    text = f"User-agent: *\nDisallow: /admin/\n\nSitemap: {SITE}/sitemap.xml\nSitemap: {SITE}/news-sitemap.xml\n"
    assert (answer["Content-Type"], answer.content.decode()) == ("text/plain; charset=utf-8", text)


def test_programs_that_read_feeds_get_the_providers_as_a_list(client: Client) -> None:
    make_article("a", provider=make_provider(name="The News"))
    answer = client.get("/providers.opml")
    feed = f"{SITE}/providers/news.example.org/feed.rss"
    outline = f'type="rss" text="The News" title="The News" xmlUrl="{feed}" htmlUrl="https://news.example.org/"'
    assert (answer["Content-Type"], answer.content.decode()) == (
        "text/x-opml; charset=utf-8",
        "<?xml version='1.0' encoding='utf-8'?>\n"
        f'<opml version="2.0"><head><title>Providers · Newsroom</title></head><body><outline {outline} /></body></opml>',
    )


def test_around_a_missing_articles_day_are_the_last_four_of_that_day_or_before(client: Client) -> None:
    for number in range(6):
        make_article(f"a{number}", published_at=NOW - number * timedelta(hours=5))
    make_article("late", published_at=NOW.replace(hour=23, minute=59))
    make_article("next", published_at=NOW.replace(hour=0, minute=0) + A_DAY)
    near = client.get("/news/2026-11-24-no-such/").context["near"]
    assert slugs(near) == ["late", "a0", "a1", "a2"]
    assert [client.get(path).context["near"] for path in ("/news/2026-11-24/", "/x/news/2026-11-24-a/")] == [[], []]
    assert Article.objects.count() == 8
