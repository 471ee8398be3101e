"""What articles, providers and moments are called where readers see them. Changes and queries nothing."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from articles.models import Article, Provider, Topic
from articles.texts.addresses import address
from articles.texts.legible import tidy


def headline(article: Article) -> str:
    """Never empty: an article without a readable headline is called by its address."""
    return tidy(article.title) or article.slug


def provider_name(provider: Provider) -> str:
    return tidy(provider.name) or provider.domain


def provider_site(provider: Provider) -> str:
    """Where the provider's own pages are."""
    return address(f"https://{provider.domain}/")


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, in words, within a week; else the day."""
    minutes = int((now - moment).total_seconds() // 60)
    if not 0 <= minutes < 7 * 24 * 60:
        return date_format(localtime(moment), "j F Y")
    if minutes < 1:
        return "just now"
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            number = minutes // size
            return f"{number} {unit}{'s' if number > 1 else ''} ago"
    return "just now"


def topic_above(article: Article) -> Topic | None:
    """The first topic that stands below another, which says more than one that all articles carry; else the first."""
    topics = [placed.tag for placed in article.topic_links.all()]
    return next((topic for topic in topics if topic.parent_id), topics[0] if topics else None)
