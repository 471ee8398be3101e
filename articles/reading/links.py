"""The addresses of our own pages: absolute ones for readers elsewhere, those of pages that moved, and whether pages lead to the
search.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

from articles.models import Article, FormerArticle

_has_search: ContextVar[bool] = ContextVar("has_search", default=True)


@contextmanager
def without_search() -> Iterator[None]:
    """Within this context no page leads to the search: plain files cannot answer one."""
    token = _has_search.set(False)
    try:
        yield
    finally:
        _has_search.reset(token)


def has_search() -> bool:
    return _has_search.get()


def link(name: str, *args: Any) -> str:
    """Return the absolute address of a page, by its name in the URL configuration."""
    return str(settings.SITE_URL) + path_to(name, *args)


@lru_cache(maxsize=20_000)
def path_to(name: str, *args: Any) -> str:
    """Return the path of a page. To build one anew takes as long as all else that a line of a list says."""
    return reverse(name, args=args)


def successor_of(slug: str) -> Article | None:
    """Return the article into which the former article of that slug was merged, if readers see it."""
    former = FormerArticle.objects.called(slug).leading_to_public().first()
    return former.successor if former else None


def moved_to(name: str, *args: Any) -> HttpResponseRedirect:
    """Lead to the page that took another's place. That can be undone, and browsers keep a permanent redirect for good."""
    return HttpResponseRedirect(reverse(name, args=args))
