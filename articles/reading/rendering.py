"""The words by which readers know articles, providers and moments. Changes and queries nothing."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import get_language

from articles.models import Article, Provider, Topic
from articles.reading.drawn import holds_until_day
from articles.texts.addresses import address
from articles.texts.days import day_of_moment
from articles.texts.folding import fold
from articles.texts.legible import tidy


def headline(article: Article) -> str:
    """Return the headline. It is never empty: an article without a readable one shows its address."""
    return tidy(article.title) or tidy(article.slug) or "untitled"


def provider_name(provider: Provider) -> str:
    return tidy(provider.name) or tidy(provider.domain) or "unnamed"


def by_name(providers: Iterable[Provider]) -> list[Provider]:
    """Return the providers as readers look for them: by the names that they read, whatever the database compares."""
    return sorted(providers, key=lambda provider: (fold(provider_name(provider)), provider.domain))


def provider_site(provider: Provider) -> str:
    """Return the address of the provider's own site."""
    return address(f"https://{provider.domain}/")


def date_in_words(moment: date | datetime, form: str) -> str:
    """Return a day, or a moment by the site's clocks, in one of Django's formats. The same few are asked for again and again."""
    return _date_in_words(moment, form, get_current_timezone(), get_language())


@lru_cache(maxsize=20_000)
def _date_in_words(moment: date | datetime, form: str, zone: tzinfo, language: str | None) -> str:
    local = localtime(moment, zone) if isinstance(moment, datetime) else moment
    return local.isoformat() if form == "c" else date_format(local, form)


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago a moment was, within a week; else give the day."""
    minutes = int((now - moment).total_seconds() // 60)
    if not 0 <= minutes < 7 * 24 * 60:
        return date_in_words(moment, "j F Y")
    if minutes < 1:
        return "just now"
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            number = minutes // size
            return f"{number} {unit}{'s' if number > 1 else ''} ago"
    return "just now"


def day_in_words(moment: datetime, now: datetime) -> str:
    """Say on which day a moment is: the time if today, how long ago within a week, else the date. The words change with the day,
    of which the answer at hand is told."""
    day, today = day_of_moment(moment), day_of_moment(now)
    days = (today - day).days
    if not has_settled(moment, now):
        holds_until_day(max(today, day), now)
    if days == 0:
        return f"today {date_in_words(moment, 'H:i')}"
    if not 0 < days < 7:
        return date_in_words(moment, "j F Y")
    return "yesterday" if days == 1 else f"{days} days ago"


def has_settled(moment: datetime, now: datetime) -> bool:
    """Return whether the words for the day of a moment change no more."""
    # On the eighth day they may: clocks may be put back over midnight.
    return (day_of_moment(now) - day_of_moment(moment)).days > 7


def topic_above(article: Article) -> Topic | None:
    """Return the first topic that has a parent, which says more than one that all articles carry; else the first topic."""
    topics = [placed.tag for placed in article.topic_links.all()]
    return next((topic for topic in topics if topic.parent_id), topics[0] if topics else None)
