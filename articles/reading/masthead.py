"""How the site presents itself, read from the database once per request."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DatabaseError
from django.utils import timezone

from articles.models import Masthead
from articles.reading.drawn import holds_until
from articles.store import Prepared

_ROW = Prepared(lambda: Masthead.objects.select_related("logo").order_by("pk")[:1])

_known: ContextVar[list[Masthead] | None] = ContextVar("masthead", default=None)


def masthead() -> Masthead:
    """Return the site's own row, or one with the default values."""
    known = _known.get()
    if known:
        return known[0]
    try:
        found = next(iter(_ROW()), None) or Masthead()
    except (
        DatabaseError
    ):  # a page that reports the failure needs a name all the same, and is not what it will be in a moment
        found = Masthead()
        holds_until(timezone.now())
    if known is not None:
        known.append(found)
    return found


def site_name() -> str:
    return masthead().shown_name


@contextmanager
def asked_once() -> Iterator[None]:
    """Within this context, the row is read at most once."""
    token = _known.set([])
    try:
        yield
    finally:
        _known.reset(token)
