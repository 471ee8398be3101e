"""Every public address that pages, feeds, sitemaps or the API lead to; what is led to comes before what leads there.

Addresses are as in paths of files, without percent signs. It takes a few queries, whose number does not grow with the site.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import unquote

from django.urls import reverse

from articles.api.views import PER_PAGE as PER_API_PAGE
from articles.api.views import PER_TOPIC_PAGE
from articles.feeds import FEED_FORMATS
from articles.models import Article, ArticleTopic, Provider, Topic
from articles.reading.masthead import masthead
from articles.reading.trees import below
from articles.sitemaps import A_SITEMAP, OTHERS
from articles.texts.days import day_of_moment
from articles.views.pages import PER_PAGE, token

_STAND_IN = "\ue000"  # a character that no address of ours has


class PublicPlace(NamedTuple):
    """An address, as a path without percent signs, and its name in the URL configuration."""

    name: str
    path: str


class _Row(NamedTuple):
    """What decides about the pages that show a public article."""

    pk: int
    slug: str
    published_at: datetime
    path: str
    provider: int


_Rows = Sequence[_Row]


def public_places(at: datetime) -> Iterator[PublicPlace]:
    """Return the addresses of all that is public at a moment, the front page last. Some may come twice."""
    found: Any = Article.objects.published(at).newest()
    rows = [_Row(*values) for values in found.values_list("pk", "slug", "published_at", "path", "provider")]
    yield from _each("article", ([row.slug] for row in rows))
    yield from _each("api-topic-or-article", ([row.slug] for row in rows))
    yield from _of_providers(rows, at)
    yield from _of_topics(rows, at)
    yield from _of_days([row for row in rows if row.published_at <= at])
    yield from _pages_of(rows, "latest")
    yield from _numbered(len(rows), PER_API_PAGE, "api-news-page")
    yield from (_place("feed", kind) for kind in FEED_FORMATS)
    yield from _of_sitemaps(rows)
    if tag := masthead().theme_tag:
        yield _place("theme", tag)
    names = ("topics", "providers", "opml", "archive", "api-news", "api-topics", "api-description", "robots", "front")
    yield from map(_place, names)


def _place(name: str, *arguments: object) -> PublicPlace:
    return PublicPlace(name, unquote(reverse(name, args=arguments)))


def _each(name: str, arguments: Iterable[Sequence[str]], *last: str) -> Iterator[PublicPlace]:
    """Return the addresses with each of these arguments, and the same ones after them: quicker than to build each."""
    parts: list[str] = []
    for given in arguments:
        if not parts:
            stand_ins = [f"{_STAND_IN}{number}{_STAND_IN}" for number in range(len(given))]
            parts = re.split(f"{_STAND_IN}.{_STAND_IN}", _place(name, *stand_ins, *last).path)
        yield PublicPlace(
            name, parts[0] + "".join(f"{value}{part}" for value, part in zip(given, parts[1:], strict=True))
        )


def _pages_of(rows: _Rows, name: str, *arguments: str) -> Iterator[PublicPlace]:
    """Return the pages of a list of these articles, the first one last."""
    ends = [rows[at - 1] for at in range(PER_PAGE, len(rows), PER_PAGE)]
    yield from _each(f"{name}-after", ([*arguments, token(row.published_at, row.path)] for row in reversed(ends)))
    yield _place(name, *arguments)


def _numbered(number: int, size: int, name: str, *arguments: str) -> Iterator[PublicPlace]:
    """Return the pages of a list of so many articles in the API, of which the first is there without any."""
    return (_place(name, *arguments, page) for page in range(1, max(1, -(-number // size)) + 1))


def _of_providers(rows: _Rows, at: datetime) -> Iterator[PublicPlace]:
    of_each = defaultdict(list)
    for row in rows:
        of_each[row.provider].append(row)
    domains = dict(Provider.objects.public(at).order_by("pk").values_list("pk", "domain"))
    for pk, domain in domains.items():
        yield from _pages_of(of_each[pk], "provider", domain)
    for kind in FEED_FORMATS:
        yield from _each("provider-feed", ([domain] for domain in domains.values()), kind)


def _of_topics(rows: _Rows, at: datetime) -> Iterator[PublicPlace]:
    places = dict(zip((row.pk for row in rows), count(), strict=False))
    carry = defaultdict(set)
    pairs = ArticleTopic.objects.order_by().values_list("tag", "content_object")
    for topic, article in pairs.filter(content_object__in=Article.objects.published(at).order_by()):
        carry[topic].add(places[article])
    topics = list(Topic.objects.public(at).order_by("pk"))
    for topic in topics:
        listed = set[int]().union(*(carry[each.pk] for each in below(topic, topics)))
        yield from _pages_of([rows[place] for place in sorted(listed)], "topic", topic.slug)
        yield _place("api-topic-or-article", topic.slug)
        yield from _numbered(len(carry[topic.pk]), PER_TOPIC_PAGE, "api-topic-page", topic.slug)
    for kind in FEED_FORMATS:
        yield from _each("topic-feed", ([topic.slug] for topic in topics), kind)


def _of_days(rows: _Rows) -> Iterator[PublicPlace]:
    days = dict.fromkeys(day_of_moment(row.published_at) for row in rows)
    yield from (_place("archive-day", day.year, day.month, day.day) for day in days)
    yield from (_place("archive-month", *month) for month in dict.fromkeys((day.year, day.month) for day in days))
    yield from (_place("archive-year", year) for year in dict.fromkeys(day.year for day in days))


def _of_sitemaps(rows: _Rows) -> Iterator[PublicPlace]:
    days = Counter(day_of_moment(row.published_at) for row in rows)
    numbers = Counter[tuple[int, int]]()
    for day, number in days.items():
        numbers[day.year, day.month] += number
    for month, number in numbers.items():
        yield _place("sitemap-month", *month)
        yield from (_place("sitemap-part", *month, part) for part in range(2, -(-number // A_SITEMAP) + 1))
    yield from (_place("sitemap-of", name) for name in OTHERS)
    yield from map(_place, ("news-sitemap", "sitemap"))
