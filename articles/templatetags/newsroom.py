"""Filters for pages: seeds' values as readers see them. See `articles.rendering`."""

from django import template

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
register.filter("as_script", structured.as_script)
