"""Each format of a feed to the last sign, of a topic as of all, with what may be there and what may lack."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from articles.models import Picture
from tests.rows import NOW, make_article, make_provider, make_topic

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
TIDES, PLAIN, PROVIDER = f"{SITE}/news/tides/", f"{SITE}/news/plain/", "https://news.example.org/"
COPY = {"name": "ab" * 16, "width": 1200, "height": 630, "widths": [1200], "jpeg_width": 1200}
JPEG = f"{SITE}/media/pictures/ab/{'ab' * 16}-1200.jpg"
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>Newsroom</title>
<link>{SITE}/</link>
<description>Newsroom: the newest articles.</description>
<atom:link href="{SITE}/feed.rss" rel="self"/>
<language>en-us</language>
<lastBuildDate>Tue, 24 Nov 2026 15:05:00 +0000</lastBuildDate>
<atom:link href="https://hub.example/" rel="hub"/>
<item>
<title>Ebb &amp; flow</title>
<link>{TIDES}</link>
<description>What &amp;lt;rises&amp;gt;.</description>
<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">The News</dc:creator>
<pubDate>Tue, 24 Nov 2026 14:05:00 +0000</pubDate>
<guid isPermaLink="true">{TIDES}</guid>
<category>Sea &amp; Sky</category>
<source url="{PROVIDER}">The News</source>
<atom:link href="{PROVIDER}tides" rel="related"/>
<media:content height="630" medium="image" url="{JPEG}" width="1200">
<media:credit>A. P.</media:credit>
</media:content>
</item>
<item>
<title>Plain</title>
<link>{PLAIN}</link>
<description/>
<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">The News</dc:creator>
<pubDate>Mon, 23 Nov 2026 14:05:00 +0000</pubDate>
<guid isPermaLink="true">{PLAIN}</guid>
<source url="{PROVIDER}">The News</source>
</item>
</channel>
</rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xml:lang="en-us" xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<title>Newsroom</title>
<link href="{SITE}/" rel="alternate"/>
<link href="{SITE}/feed.atom" rel="self"/>
<id>{SITE}/feed.atom</id>
<updated>2026-11-24T15:05:00+00:00</updated>
<author>
<name>Newsroom</name>
</author>
<subtitle>Newsroom: the newest articles.</subtitle>
<link href="https://hub.example/" rel="hub"/>
<entry xml:lang="en-gb">
<title>Ebb &amp; flow</title>
<link href="{TIDES}" rel="alternate"/>
<published>2026-11-24T14:05:00+00:00</published>
<updated>2026-11-24T15:05:00+00:00</updated>
<author>
<name>The News</name>
<uri>{PROVIDER}</uri>
</author>
<id>{TIDES}</id>
<summary type="html">What &amp;lt;rises&amp;gt;.</summary>
<category term="Sea &amp; Sky"/>
<link href="{PROVIDER}tides" rel="via"/>
<source>
<id>{PROVIDER}</id>
<title>The News</title>
<updated>2026-11-24T15:05:00+00:00</updated>
<link href="{PROVIDER}" rel="alternate"/>
</source>
<media:content height="630" medium="image" url="{JPEG}" width="1200">
<media:credit>A. P.</media:credit>
</media:content>
</entry>
<entry>
<title>Plain</title>
<link href="{PLAIN}" rel="alternate"/>
<published>2026-11-23T14:05:00+00:00</published>
<updated>2026-11-23T14:05:00+00:00</updated>
<author>
<name>The News</name>
<uri>{PROVIDER}</uri>
</author>
<id>{PLAIN}</id>
<summary type="html"/>
<source>
<id>{PROVIDER}</id>
<title>The News</title>
<updated>2026-11-23T14:05:00+00:00</updated>
<link href="{PROVIDER}" rel="alternate"/>
</source>
</entry>
</feed>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1", "title": "Newsroom", "home_page_url": f"{SITE}/",
    "feed_url": f"{SITE}/feed.json", "description": "Newsroom: the newest articles.", "language": "en-us",
    "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
    "items": [
        {
            "id": TIDES, "url": TIDES, "external_url": f"{PROVIDER}tides", "title": "Ebb & flow", "content_text": "One.\n\nTwo.",
            "summary": "What <rises>.", "image": JPEG, "date_published": "2026-11-24T14:05:00Z",
            "date_modified": "2026-11-24T15:05:00Z", "authors": [{"name": "The News", "url": PROVIDER}],
            "tags": ["Sea & Sky"], "language": "en-gb",
        },
        {
            "id": PLAIN, "url": PLAIN, "title": "Plain", "content_text": "Plain", "date_published": "2026-11-23T14:05:00Z",
            "date_modified": "2026-11-23T14:05:00Z", "authors": [{"name": "The News", "url": PROVIDER}],
        },
    ],
}  # fmt: skip


@pytest.fixture
def two_articles(settings: Settings) -> None:
    """One that has all that there can be, and one that has nothing."""
    settings.WEBSUB_HUB = "https://hub.example/"
    make_provider(name="The News")
    full = make_article(
        "tides", make_topic("Sea & Sky", slug="sea"), make_topic(" "), title="Ebb & flow", excerpt="What <rises>.",
        body="One.\n\nTwo.", web_url=f"{PROVIDER}tides", updated_at=NOW + timedelta(hours=1), locale="en-gb",
    )  # fmt: skip
    full.images.create(url="/a.jpg", attribution="A. P.")
    Picture.objects.create(url="/a.jpg", state="cached", tried_at=NOW, **COPY)
    make_article("plain", published_at=NOW - timedelta(days=1), title="Plain")


@pytest.mark.usefixtures("two_articles")
@pytest.mark.parametrize(("kind", "whole"), [("rss", RSS), ("atom", ATOM)])
def test_a_feed_says_this_and_nothing_else(client: Client, kind: str, whole: str) -> None:
    assert client.get(f"/feed.{kind}").content.decode().replace("><", ">\n<") == whole


@pytest.mark.usefixtures("two_articles")
def test_a_json_feed_says_this_and_nothing_else(client: Client) -> None:
    assert client.get("/feed.json").json() == JSON


@pytest.mark.parametrize(
    ("place", "title"),
    [("/", "Newsroom"), ("/topics/sea/", "Sea & Sky · Newsroom"), ("/providers/quiet.example.org/", "Q · Newsroom")],
)
def test_a_feed_without_articles_says_what_it_is_and_that_it_never_changed(
    client: Client, place: str, title: str
) -> None:
    make_topic("Sea & Sky", slug="sea", in_data=True)
    make_provider("quiet.example.org", name="Q", in_data=True)
    about = {
        "home_page_url": SITE + place,
        "feed_url": f"{SITE}{place}feed.json",
        "description": f"{title}: the newest articles.",
    }
    version = "https://jsonfeed.org/version/1.1"
    assert (
        client.get(f"{place}feed.json").json()
        == {"version": version, "title": title, "language": "en-us", "items": []} | about
    )
    assert "<updated>1970-01-01T00:00:00+00:00</updated>" in client.get(f"{place}feed.atom").content.decode()


KINDS = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


@pytest.mark.parametrize("hub", ["", "https://hub.example/"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_feeds_head_says_its_kind_and_where_it_and_its_hub_are(
    client: Client, settings: Settings, kind: str, hub: str
) -> None:
    settings.WEBSUB_HUB = hub
    headers: Any = client.get(f"/feed.{kind}").headers
    told = {name: headers[name] for name in ("Content-Type", "Link", "Access-Control-Allow-Origin")}
    link = f'<{SITE}/feed.{kind}>; rel="self"' + (f', <{hub}>; rel="hub"' if hub else "")
    kinds = f"{KINDS[kind]}; charset=utf-8"
    assert told == {"Content-Type": kinds, "Link": link, "Access-Control-Allow-Origin": "*"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_feed_of_what_was_merged_leads_to_that_of_what_took_it_in(client: Client, kind: str) -> None:
    make_topic("Old", merged_into=make_topic("New", in_data=True))
    make_provider("old.example.org", merged_into=make_provider("new.example.org", in_data=True))
    for old, new in (("/topics/old/", "/topics/new/"), ("/providers/OLD.example.org/", "/providers/new.example.org/")):
        answer = client.get(f"{old}feed.{kind}")
        assert (answer.status_code, answer["Location"]) == (302, f"{new}feed.{kind}")


def test_a_feed_has_the_thirty_newest(client: Client) -> None:
    for number in range(31):
        make_article(f"a{number:02}", published_at=NOW - timedelta(minutes=number))
    items = client.get("/feed.json").json()["items"]
    assert [item["title"] for item in items] == [f"a{number:02}" for number in range(30)]
