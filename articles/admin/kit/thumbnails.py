"""Pictures small enough for a row: our copy, or words that say why there is none. Loads nothing from elsewhere."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Image, Picture
from articles.pictures import can_be_fetched

SIDE = 80


def thumbnail(copy: Picture) -> SafeString:
    """Return a thumbnail. Its `alt` is empty, because the text next to it says what it shows."""
    width = min(copy.widths, key=lambda each: abs(each - SIDE))
    height = max(1, round(copy.height * SIDE / copy.width))
    return format_html(
        '<img class="thumbnail" src="{}" alt="" width="{}" height="{}" loading="lazy">',
        copy.address(width, "webp"), SIDE, height,
    )  # fmt: skip


def state(image: Image) -> str:
    """Return what became of a seed's picture, in an editor's words."""
    if image.copy is None:
        return "not yet here" if can_be_fetched(image.url) else "not next to its seed"
    return state_of(image.copy)


def state_of(copy: Picture) -> str:
    if copy.state == Picture.State.CACHED:
        return "here"
    kept = "; the older copy is shown" if copy.has_copy else ""
    return f"failed: {copy.reason}{kept}"


def with_state(image: Image) -> SafeString:
    """Return the thumbnail and the state, with a link to everything that is known about the copy."""
    if image.copy is None:
        return format_html('<span class="quiet">{}</span>', state(image))
    shown = thumbnail(image.copy) if image.copy.has_copy else ""
    address = reverse("admin:articles_picture_change", args=[image.copy.pk])
    return format_html('{} <a href="{}">{}</a>', shown, address, state(image))
