"""Pictures as pages and other programs show them: our copy, the publisher's own, or a mark. Queries and fetches nothing."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urljoin
from zlib import crc32

from django.conf import settings

from articles.models import Article, Image, Picture, Provider
from articles.reading.rendering import provider_name
from articles.texts.addresses import address
from articles.texts.legible import tidy


def first_picture(article: Article) -> Image | None:
    """Return the article's first picture of which we have a copy, else the first with an address on the web."""
    images = list(article.images.all())
    return next((image for image in images if copy_of(image)), None) or next(
        (image for image in images if address(image.url)), None
    )


def copy_of(image: Image) -> Picture | None:
    """Return our copy, if there is one to show."""
    return image.copy if image.copy and image.copy.has_copy else None


@dataclass(frozen=True)
class ShownPicture:
    """A picture as a page shows it. `avif` and `webp` are for `srcset`; they are empty for another site's picture.

    `focus` holds the CSS classes for the part that a crop keeps in view.
    """

    src: str
    width: int
    height: int
    avif: str = ""
    webp: str = ""
    focus: str = ""


def shown_picture(image: Image) -> ShownPicture | None:
    """Return our copy, or the publisher's picture where the site allows that. Otherwise None: a mark takes its place."""
    if copy := copy_of(image):
        return shown_copy(copy)
    if settings.REMOTE_PICTURES and address(image.url):
        return ShownPicture(address(image.url), max(image.width or 0, 0), max(image.height or 0, 0))
    return None


def shown_copy(copy: Picture) -> ShownPicture:
    avif, webp = (", ".join(f"{copy.address(w, ending)} {w}w" for w in copy.widths) for ending in ("avif", "webp"))
    steps = [(axis, round(at, -1)) for axis, at in (("x", copy.focus_x), ("y", copy.focus_y))]
    focus = " ".join(f"focus-{axis}{step}" for axis, step in steps if step != 50)
    middle = min(copy.widths, key=lambda width: abs(width - 640))
    return ShownPicture(copy.address(middle, "webp"), copy.width, copy.height, avif, webp, focus)


class SharedPicture(NamedTuple):
    """A picture as other programs fetch it; a size is None where it is unknown."""

    url: str
    width: int | None
    height: int | None


def shared_picture(image: Image) -> SharedPicture:
    """Return our copy that every program can show, else the publisher's own, with absolute addresses."""
    if copy := copy_of(image):
        scaled = max(1, round(copy.height * copy.jpeg_width / copy.width))
        return SharedPicture(urljoin(f"{settings.SITE_URL}/", copy.jpeg), copy.jpeg_width, scaled)
    width, height = ((size if size and size > 0 else None) for size in (image.width, image.height))
    return SharedPicture(address(image.url), width, height)


class ProviderMark(NamedTuple):
    """What replaces a missing picture: the provider's first letter, in one of twelve colours."""

    letter: str
    hue: int


def provider_mark(provider: Provider) -> ProviderMark:
    letter = next((character for character in provider_name(provider) if character.isalnum()), "•")
    return ProviderMark(letter.upper(), crc32(provider.domain.encode()) % 12)


def alternative_text(image: Image, article: Article) -> str:
    """Return the text of a picture for those who cannot see it; empty where its title only repeats the headline."""
    title = tidy(image.title)
    return "" if title.casefold() == tidy(article.title).casefold() else title
