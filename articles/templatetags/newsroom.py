"""Filters for pages: seeds' values as readers see them. See `articles.reading` and `articles.texts`."""

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.reading import coverage, rendering, shown, structured
from articles.texts import addresses, legible
from articles.texts.wordwise import Piece

register = template.Library()

register.filter("tidy", legible.tidy)
register.filter("address", addresses.address)
register.filter("host", addresses.host)
register.filter("picture", shown.first_picture)
register.filter("shown", shown.shown_picture)
register.filter("whole", shown.shared_picture)
register.filter("mark", shown.provider_mark)
register.filter("language", legible.language)
register.filter("alternative", shown.alternative_text)
register.filter("og_locale", legible.og_locale)
register.filter("coverage", coverage.coverage)
register.filter("by_day", coverage.by_day)
register.filter("as_script", structured.as_script)


@register.filter
def ago(moment: datetime) -> str:
    return rendering.ago(moment, timezone.now())


@register.filter
def day_in_words(moment: datetime) -> str:
    return rendering.day_in_words(moment, timezone.now())


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Return a text in pieces, with those that differ marked. It adds no white space, because it is used in `pre`."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if differs else text,) for text, differs in pieces)
    )
