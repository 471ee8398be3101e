"""Fetches the bytes of one picture from an untrusted server: all of it may take ten seconds and ten megabytes."""

from articles.fetching import Errand, obtained
from articles.fetching.asking import Resolve, resolved
from articles.pictures.darkroom import MOST_PICTURE_BYTES

FETCHING_SECONDS = 10.0
_ACCEPT = "image/avif,image/webp,image/*;q=0.9,*/*;q=0.1"


def picture_errand() -> Errand:
    return Errand(_ACCEPT, MOST_PICTURE_BYTES, FETCHING_SECONDS)


def fetch(url: str, *, resolve: Resolve = resolved) -> bytes:
    """Return the bytes at a URL. Raises NotFetchedError."""
    return obtained(url, picture_errand(), resolve=resolve).content
