"""The body of an article as its page shows it, with our copies of the pictures in it. Changes nothing.

What is long is rendered once, and kept until its text or one of its pictures is another.
"""

from collections.abc import Callable
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article, Picture
from articles.reading import prose
from articles.reading.shown import shown_copy
from articles.texts.addresses import address

_LONG = 4_000  # characters; what is shorter is rendered as quickly as it is found
_KEPT = 24 * 60 * 60  # seconds
# Rendered by other rules or another library, the same text may look otherwise.
_RULES = (Path(prose.__file__).read_bytes(), version("markdown-it-py"), version("nh3"))
Rendered = TypeVar("Rendered", str, list[str])


def body_of(article: Article) -> SafeString:
    """Return the article's body as HTML. It costs a query only where there are pictures in it."""
    body, base = article.body, address(article.url)
    urls = _once(body, ("pictures", base), lambda: prose.pictures_in(body, base)) if "![" in body else []
    copies = Picture.objects.shown_for(urls)
    shown = sorted((url, shown_copy(copy)) for url, copy in copies.items())
    html: str = _once(body, ("html", base, shown), lambda: str(prose.as_html(body, base, copies)))
    return mark_safe(html)


def _once(body: str, about: object, render: Callable[[], Rendered]) -> Rendered:
    if len(body) < _LONG:
        return render()
    key = "body:" + blake2b(repr((_RULES, about, body)).encode(errors="surrogatepass"), digest_size=16).hexdigest()
    found: Rendered | None = cache.get(key)
    if found is None:
        found = render()
        cache.set(key, found, _KEPT)
    return found
