"""Filters for pages: seeds' values as readers see them. See `articles.rendering`."""

from datetime import datetime

from django import template
from django.utils import timezone

from articles import rendering, structured

register = template.Library()

register.filter("tidy", rendering.tidy)
register.filter("address", rendering.address)
register.filter("host", rendering.host)
register.filter("picture", rendering.picture)
register.filter("shown", rendering.shown)
register.filter("whole", rendering.whole)
register.filter("mark", rendering.mark)
register.filter("language", rendering.language)
register.filter("alternative", rendering.alternative)
register.filter("og_locale", rendering.og_locale)
register.filter("coverage", rendering.coverage)
register.filter("by_day", rendering.by_day)
register.filter("as_script", structured.as_script)


@register.filter
def ago(moment: datetime) -> str:
    return rendering.ago(moment, timezone.now())
