"""What a server of plain files has to be told: which addresses lead elsewhere, and how each kind of answer is sent.

Sources: the files `_redirects` and `_headers` of Netlify and of Cloudflare Pages, https://docs.netlify.com/manage/routing/.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import quote

from django.urls import Resolver404, resolve, reverse

from articles.baked.addresses import PublicPlace
from articles.baked.folder import MARK
from articles.feeds import FEED_FORMATS
from articles.models import FormerArticle, Provider, Topic

_MEANWHILE, _FOR_GOOD = 302, 301
_A_PART = re.compile(r"<(?:\w+:)?(\w+)>")


def redirects(at: datetime) -> str:
    """Return a line for each address that leads elsewhere: from, to, status; what changes with the request is a `:name`."""
    return "".join(f"{line}\n" for line in _lines(at))


def _lines(at: datetime) -> Iterator[str]:
    for former in FormerArticle.objects.leading_to_public(at).order_by("slug"):
        if former.successor:
            yield from _both(former.slug, former.successor.slug, "article", "api-topic-or-article")
    topics = Topic.objects.filter(merged_into__in=Topic.objects.public(at)).order_by("slug")
    for slug, into in topics.values_list("slug", "merged_into__slug"):
        yield from _of_list(slug, into, "topic")
        yield from _both(slug, into, "api-topic-or-article")
        yield _line(f"/api/news/{quote(slug)}/page/:page/index.json", f"/api/news/{quote(into)}/page/:page/index.json")
    providers = Provider.objects.filter(merged_into__in=Provider.objects.public(at)).order_by("domain")
    for domain, into in providers.values_list("domain", "merged_into__domain"):
        yield from _of_list(domain, into, "provider")
    # Where the pages of lists once were; the mark lets it go before the file of the list.
    for first in ("/latest/", "/topics/:topic/", "/providers/:provider/"):
        yield f"{first} after=:after {first}after/:after/ {_FOR_GOOD}!"


def _of_list(old: str, new: str, name: str) -> Iterator[str]:
    yield from _both(old, new, name)
    for kind in FEED_FORMATS:
        yield _line(*(reverse(f"{name}-feed", args=[each, kind]) for each in (old, new)))
    yield _line(f"{reverse(name, args=[old])}after/:after/", reverse(name, args=[new]))


def _both(old: str, new: str, *names: str) -> Iterator[str]:
    return (_line(reverse(name, args=[old]), reverse(name, args=[new])) for name in names)


def _line(old: str, new: str) -> str:
    return f"{old} {new} {_MEANWHILE}"


def pattern_of(place: PublicPlace) -> str:
    """Return the pattern of the addresses that are answered in the same way as this one."""
    if place.name.startswith("sitemap-"):
        return "/sitemap/*"
    try:
        route = resolve(place.path).route
    except Resolver404:
        return place.path
    given, named = place.path.split("/")[1:], route.split("/")
    if route.startswith("^") or len(given) != len(named):
        return place.path
    # Where only a part of a segment has a name, it is as it is here: `feed.rss`.
    parts = (
        _A_PART.sub(r":\1", name) if _A_PART.fullmatch(name) else part for name, part in zip(named, given, strict=True)
    )
    return "/" + "/".join(parts)


def headers(of_each: Mapping[str, Mapping[str, str]]) -> str:
    """Return the headers that all addresses have, then those of some, by pattern. None is told twice for one address."""
    every = [set(each.items()) for each in of_each.values()]
    common = dict(sorted(set.intersection(*every))) if every else {}
    told = {"/*": common} | {
        pattern: {name: value for name, value in sorted(each.items()) if name not in common}
        for pattern, each in sorted(of_each.items())
    }
    blocks = (
        "\n".join([pattern, *(f"  {name}: {value}" for name, value in each.items())])
        for pattern, each in told.items()
        if each
    )
    return MARK + "\n" + "\n\n".join(blocks) + "\n"
