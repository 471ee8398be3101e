"""Sitemaps for search engines: an index, articles by month, topics, providers, lists, and the news of the last two days.

Sources: https://www.sitemaps.org/protocol.html; Google's news sitemaps, schemas/sitemap-news/0.9.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from xml.etree import ElementTree

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Article, Provider, Topic
from articles.models.querysets import ArticleQuerySet
from articles.reading.drawn import holds_until, only_from
from articles.reading.links import link
from articles.reading.masthead import site_name
from articles.reading.modified import months_modified
from articles.reading.rendering import headline
from articles.texts.days import Days

A_SITEMAP = 25_000  # half of what the protocol allows
MOST_PARTS = 1000
NEWS, MOST_NEWS = timedelta(hours=48), 1000  # the most that Google takes

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
# Only these two languages are given with their region.
_CHINESE = {"zh-cn", "zh-tw"}


class Location(NamedTuple):
    address: str
    changed_at: datetime | None = None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    places = [Location(link("sitemap-of", name)) for name in OTHERS]
    for month, number, changed_at in months_modified(timezone.now()):
        parts = -(-number // A_SITEMAP)
        for part in range(1, parts + 1):
            arguments = (month.year, month.month, part) if part > 1 else (month.year, month.month)
            places.append(Location(link("sitemap-part" if part > 1 else "sitemap-month", *arguments), changed_at))
    return _xml(_listed("sitemapindex", "sitemap", places))


@require_safe
def month(request: HttpRequest, year: int, month: int, part: int = 1) -> HttpResponse:
    """Return a month's sitemap. Parts are counted from 1; the first has the month's own address."""
    articles = _of_month(year, month)
    if not 0 < part <= MOST_PARTS:
        raise Http404("no such sitemap")
    found = list(articles.newest().for_sitemap()[(part - 1) * A_SITEMAP : part * A_SITEMAP])
    if not found:
        raise Http404("no such sitemap")
    live = articles.last_coverage_live()
    for each in found:
        each.coverage_live_at = live.get(each.pk)
    return _xml(_listed("urlset", "url", (Location(link("article", each.slug), each.modified_at) for each in found)))


@require_safe
def others(request: HttpRequest, name: str) -> HttpResponse:
    """Return another sitemap. Each begins with a page that always exists, because the protocol allows no empty sitemap."""
    return _xml(_listed("urlset", "url", (Location(address) for address in OTHERS[name]())))


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Return the news sitemap. Without news it has the front page as a plain address, which Google's rules allow."""
    now = timezone.now()
    found = list(Article.objects.published(now).told(now).told_since(now - NEWS).for_sitemap()[:MOST_NEWS])
    if found:
        holds_until(found[-1].news_at + NEWS)
    root = ElementTree.Element("urlset", {"xmlns": _SITEMAP, "xmlns:news": _NEWS})
    for article in found:
        _tell(ElementTree.SubElement(root, "url"), article)
    if not len(root):
        _say(ElementTree.SubElement(root, "url"), "loc", link("front"))
    return _xml(root)


def _tell(entry: ElementTree.Element, article: Article) -> None:
    _say(entry, "loc", link("article", article.slug))
    told = ElementTree.SubElement(entry, "news:news")
    publication = ElementTree.SubElement(told, "news:publication")
    _say(publication, "news:name", site_name())
    _say(publication, "news:language", _language(article.locale) or _language(settings.SITE_LOCALE))
    _say(told, "news:publication_date", _moment(article.news_at))
    _say(told, "news:title", headline(article))


def _of_month(year: int, month: int) -> ArticleQuerySet:
    try:
        days = Days.of_month(year, month)
    except (ValueError, OverflowError):
        raise Http404("no such month") from None
    only_from(between=days.spans)
    return Article.objects.published().during(days)


def _pages() -> Iterator[str]:
    return (link(name) for name in ("front", "latest", "archive"))


def _topics() -> Iterator[str]:
    yield link("topics")
    yield from (link("topic", topic.slug) for topic in Topic.objects.public().order_by("slug"))


def _providers() -> Iterator[str]:
    yield link("providers")
    yield from (link("provider", provider.domain) for provider in Provider.objects.public().order_by("domain"))


OTHERS = {"pages": _pages, "topics": _topics, "providers": _providers}


def _listed(kind: str, entry: str, places: Iterable[Location]) -> ElementTree.Element:
    root = ElementTree.Element(kind, {"xmlns": _SITEMAP})
    for place in places:
        element = ElementTree.SubElement(root, entry)
        _say(element, "loc", place.address)
        if place.changed_at:
            _say(element, "lastmod", _moment(place.changed_at))
    return root


def _say(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _language(locale: str | None) -> str:
    """Return a language code of two or three letters (ISO 639); empty where there is none."""
    code = (locale or "").lower().replace("_", "-")
    if code in _CHINESE:
        return code
    found = re.match(r"[a-z]{2,3}(?![a-z])", code)
    return found[0] if found else ""


def _xml(root: ElementTree.Element) -> HttpResponse:
    text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
