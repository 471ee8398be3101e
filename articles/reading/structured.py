"""Pages as schema.org describes them, in JSON-LD. Queries nothing: articles come loaded for their page or for cards.

Source: https://schema.org/NewsArticle, BreadcrumbList, CollectionPage; Google's required properties of each.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article
from articles.reading.links import link
from articles.reading.masthead import site_name
from articles.reading.rendering import headline, provider_name, provider_site
from articles.reading.shown import first_picture, shared_picture
from articles.texts.addresses import address
from articles.texts.legible import language, tidy

LinkedData = dict[str, Any]

# No text may end the script element that holds it, or begin another.
_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def as_script(data: LinkedData) -> SafeString:
    """Return safe text for a `<script type="application/ld+json">`, whatever the values hold."""
    return mark_safe(json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False).translate(_ESCAPES))


def news_article(article: Article) -> LinkedData:
    page = link("article", article.slug)
    provider = article.provider
    said = {
        "@type": "NewsArticle",
        "@id": page,
        "url": page,
        "mainEntityOfPage": page,
        "headline": headline(article),
        "description": tidy(article.excerpt),
        "datePublished": article.published_at.isoformat(),
        "dateModified": article.modified_at.isoformat(),
        "inLanguage": language(article.locale) or settings.SITE_LOCALE,
        "image": _picture(article),
        "isBasedOn": address(article.url),
        "author": _organization(provider_name(provider), provider_site(provider)),
        "publisher": _organization(site_name(), link("front")),
        "keywords": [name for topic in article.topic_links.all() if (name := tidy(topic.tag.name))],
        "isAccessibleForFree": True,
    }
    return {key: value for key, value in said.items() if value}


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> LinkedData:
    """Describe the way to a page from the front page, which is left out: names and absolute addresses, the page itself last."""
    places = [(site_name(), link("front")), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": tidy(name) or url, "item": url}
            for n, (name, url) in enumerate(places, 1)
        ],
    }


def collection(name: str, url: str, members: Iterable[tuple[str, str]]) -> LinkedData:
    """Describe a list page and its members: names and absolute addresses, which `of_articles` makes for articles."""
    return {
        "@type": "CollectionPage",
        "@id": url,
        "url": url,
        "name": tidy(name),
        "isPartOf": {"@type": "WebSite", "name": site_name(), "url": link("front")},
        "mainEntity": {"@type": "ItemList", "itemListElement": _in_order(members)},
    }


def of_articles(articles: Iterable[Article]) -> Iterator[tuple[str, str]]:
    return ((headline(article), link("article", article.slug)) for article in articles)


def _in_order(members: Iterable[tuple[str, str]]) -> list[LinkedData]:
    return [
        {"@type": "ListItem", "position": n, "name": tidy(name) or url, "url": url}
        for n, (name, url) in enumerate(members, 1)
    ]


def _organization(name: str, url: str) -> LinkedData:
    return {"@type": "Organization", "name": name, "url": url}


def _picture(article: Article) -> LinkedData | None:
    found = first_picture(article)
    if found is None:
        return None
    told = shared_picture(found)
    sizes = {"width": told.width, "height": told.height}
    return {"@type": "ImageObject", "url": told.url} | {name: size for name, size in sizes.items() if size}
