"""The “?” of a page of the admin, and the pictures of the help to which it leads. See `articles.admin.help`."""

from functools import cache
from pathlib import Path

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from PIL import Image

from articles.admin.help.places import place_of

PICTURES = Path(__file__).resolve().parent.parent / "static" / "articles" / "help"
register = template.Library()


@register.simple_tag(takes_context=True)
def help_link(context: Context) -> SafeString:
    place = place_of(context["request"])
    link = '<a class="help-link" href="{}" aria-label="Help: {}" title="Help: {}">?</a>'
    return format_html(link, place.address, place.title, place.title)


@register.simple_tag
def help_picture(name: str, words: str) -> SafeString:
    """Return a picture of the help by its name, with a text that says what it shows."""
    width, height = _size(name)
    image = '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
    return format_html(image, static(f"articles/help/{name}.webp"), words, width, height)


@cache
def _size(name: str) -> tuple[int, int]:
    """Return a picture's size, so that the text around it does not move while the picture loads."""
    with Image.open(PICTURES / f"{name}.webp") as image:
        return image.size
