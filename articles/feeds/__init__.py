"""The feeds of the site, of each topic with its subtopics, and of each provider, in three formats with the same items.

They may touch reading and what is below it, and change nothing. Ways in: the views `site`, `topic` and `provider`.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.feeds.channel import Channel, items_of
from articles.feeds.json_feed import json_feed
from articles.feeds.xml import atom, rss
from articles.models import Article, Provider, Topic
from articles.reading.drawn import only_from
from articles.reading.links import link, moved_to
from articles.reading.masthead import site_name
from articles.reading.named import public_provider, public_topic
from articles.reading.trees import public_around
from articles.reading.whole import whole_of
from articles.store import Prepared
from articles.texts.legible import language
from articles.texts.spelling import same_domain

A_FEED = 30  # feed readers ask every hour or so; an hour brings fewer articles than that

_SITE = Prepared(lambda at: Article.objects.published(at).told(at).pks()[:A_FEED])
_TOPIC = Prepared(lambda at, topics: Article.objects.published(at).on_topic(topics).told(at).pks()[:A_FEED])
_PROVIDER = Prepared(lambda at, provider: Article.objects.published(at).from_provider(provider).told(at).pks()[:A_FEED])

FEED_FORMATS: dict[str, tuple[Callable[[Channel], str], str]] = {
    "rss": (rss, "application/rss+xml"),
    "atom": (atom, "application/atom+xml"),
    "json": (json_feed, "application/feed+json"),
}


@require_safe
def site(request: HttpRequest, kind: str) -> HttpResponse:
    now = timezone.now()
    items = whole_of(_SITE(at=now), now)
    only_from(between=[(_since(items), None)])
    return _feed(kind, site_name(), link("front"), link("feed", kind), items)


@require_safe
def topic(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    found = public_topic(slug)
    if found is None:
        into = get_object_or_404(Topic.objects.public().in_place_of(slug))
        return moved_to("topic-feed", into.slug, kind)
    now, around = timezone.now(), public_around(found)
    items = whole_of(_TOPIC(at=now, topics=[each.pk for each in around.below]), now)
    only_from(topics=around.others, of_topics=[(found.pk, _since(items), None)])
    page, address = link("topic", found.slug), link("topic-feed", found.slug, kind)
    return _feed(kind, f"{found} · {site_name()}", page, address, items)


@require_safe
def provider(request: HttpRequest, domain: str, kind: str) -> HttpResponse:
    found = public_provider(domain)
    if found is None:
        into = get_object_or_404(Provider.objects.public().in_place_of(same_domain(domain)))
        return moved_to("provider-feed", into.domain, kind)
    only_from(providers=[found.pk])
    now = timezone.now()
    page, address = link("provider", found.domain), link("provider-feed", found.domain, kind)
    return _feed(kind, f"{found} · {site_name()}", page, address, whole_of(_PROVIDER(at=now, provider=found.pk), now))


def _since(items: list[Article]) -> datetime | None:
    """Return the moment since which a change would change these items; None where any would, because a feed has room for more."""
    return items[-1].news_at if len(items) == A_FEED else None


def _feed(kind: str, title: str, page: str, address: str, items: list[Article]) -> HttpResponse:
    channel = Channel(
        title=title,
        description=f"{title}: the newest articles.",
        page=page,
        url=address,
        language=language(settings.SITE_LOCALE),
        hub=settings.WEBSUB_HUB,
        items=items_of(items),
    )
    written, content_type = FEED_FORMATS[kind]
    response = HttpResponse(
        written(channel).encode("utf-8", "backslashreplace"), content_type=f"{content_type}; charset=utf-8"
    )
    response["Access-Control-Allow-Origin"] = "*"
    # With WebSub, a feed reader looks here first.
    links = [f'<{address}>; rel="self"', *([f'<{channel.hub}>; rel="hub"'] if channel.hub else [])]
    response["Link"] = ", ".join(links)
    return response
