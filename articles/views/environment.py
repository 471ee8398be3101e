"""How readers' pages are drawn: Jinja2 templates, with our filters and those of Django's that they use.

Jinja2 compiles templates to Python, which draws a page of many cards several times as fast as Django's own templates do.
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import date, datetime
from html import escape
from typing import Any

from django.db.models import Model
from django.template import defaultfilters
from django.templatetags.static import static
from django.utils import timezone
from django.utils.text import Truncator
from jinja2 import ChainableUndefined, Environment
from markupsafe import Markup

from articles.models import Article
from articles.reading import coverage, rendering, shown, structured
from articles.reading.links import path_to
from articles.reading.once import text_once
from articles.texts import addresses, legible


def _escaped(value: object) -> object:
    """Escape with the same entities as Django's templates."""
    return value if hasattr(value, "__html__") else Markup(escape(str(value)))


def _date(moment: date | datetime | None, form: str) -> str:
    return rendering.date_in_words(moment, form) if moment else ""


def _truncatechars(text: str, most: int) -> str:
    return text if len(text) <= most and text.isascii() else Truncator(text).chars(most)


def _day_in_words(moment: datetime) -> str:
    return rendering.day_in_words(moment, timezone.now())


def _once(kind: str, article: Article, *shown_with: Hashable, caller: Callable[[], Markup]) -> Markup:
    """Return what a call block says of an article. It may depend on nothing else but what it is `shown_with`, and on the day,
    as far as that is still in the words for it."""
    if not rendering.has_settled(article.published_at, timezone.now()):
        return caller()
    return text_once((kind, article.pk, *shown_with), caller)


def _keys(rows: Iterable[Model]) -> tuple[int, ...]:
    return tuple([row.pk for row in rows])


def _static(name: str) -> str:
    return text_once(("static", name), lambda: static(name))


def environment(**options: Any) -> Environment:
    """Return what the pages are drawn in, with the options of Django's settings."""
    # What a page is not given is empty, as in Django's templates.
    options |= {"undefined": ChainableUndefined, "finalize": _escaped, "keep_trailing_newline": True}
    found = Environment(**options)
    found.globals |= {"once": _once, "static": _static, "url": path_to}
    found.filters |= {
        "address": addresses.address, "alternative": shown.alternative_text, "as_script": structured.as_script,
        "coverage": coverage.coverage, "date": _date, "day_in_words": _day_in_words, "host": addresses.host, "keys": _keys,
        "language": legible.language, "mark": shown.provider_mark, "og_locale": legible.og_locale,
        "picture": shown.first_picture, "pluralize": defaultfilters.pluralize, "shown": shown.shown_picture,
        "tidy": legible.tidy, "truncatechars": _truncatechars, "urlencode": defaultfilters.urlencode,
        "whole": shown.shared_picture,
    }  # fmt: skip
    return found
