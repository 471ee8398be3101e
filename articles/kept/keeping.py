"""Gives a kept answer while it holds, and otherwise draws it and keeps it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

from articles.kept.page import KeptPage
from articles.kept.requests import KeptUnder, kept_under
from articles.kept.shelves import Careful, Memory, shared_shelf
from articles.kept.turns import one_at_a_time
from articles.kept.version import this_version
from articles.logs import doing
from articles.reading.drawn import next_turn, noted
from articles.store import register
from articles.store.changes import Changes
from articles.store.register import LastChange

Draw = Callable[[HttpRequest], HttpResponse]

# Browsers ask each time, which a 304 answers. What stands between may give an answer for so many seconds without asking.
_SHARED, _WHILE_ASKING = 10, 30
_VARIES = ("Accept-Encoding", "Cookie")
# What a client says of itself.
_OF_A_CLIENT = (
    "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
)  # fmt: skip

memory = Memory()
changes = Changes()


def answer_of(request: HttpRequest, draw: Draw) -> HttpResponse:
    """Return the answer to a request; what is not for everybody is only drawn."""
    wanted = kept_under(request)
    if wanted is None:
        return draw(request)
    if not settings.KEEP_PAGES:
        return _for_everybody(draw(request))
    state = register.last_change()
    if state is None:
        return _whatever_is_kept(request, wanted, draw)
    page = _kept(wanted, state, timezone.now())
    return _given(page, request) if page else _drawn(request, wanted, draw)


def _whatever_is_kept(request: HttpRequest, wanted: KeptUnder, draw: Draw) -> HttpResponse:
    """Return an answer where nobody knows what has changed. A page that was right a moment ago is better than none."""
    page = memory.get(wanted.key) or _shelf().get(_name(wanted.key)) if register.is_silent() else None
    return _given(page, request) if page else _for_everybody(draw(request))


def _drawn(request: HttpRequest, wanted: KeptUnder, draw: Draw) -> HttpResponse:
    with one_at_a_time(wanted.key):
        # Others may have drawn it meanwhile.
        state, now = register.last_change(), timezone.now()
        page = _kept(wanted, state, now) if state else None
        if page is not None:
            return _given(page, request)
        with noted() as drawn, _as_for_anybody(request):
            response = _for_everybody(draw(request))
        if state is None or not _may_be_kept(response):
            return response
        until = min(filter(None, (drawn.until, _next_turn(state, now))))
        page = KeptPage.of(response, state, drawn, until, name_of_view(request))
        if timezone.now() < until:
            by_hand = wanted.by_hand or response.status_code != 200
            memory.put(wanted.key, page, by_hand=by_hand)
            _shelf().put(_name(wanted.key), page, by_hand=by_hand)
    return page.answer(request)


def _given(page: KeptPage, request: HttpRequest) -> HttpResponse:
    if (now := doing()) is not None:
        now.is_kept, now.view = True, page.view
    return page.answer(request)


def name_of_view(request: HttpRequest) -> str:
    """Return what the request's address is called; nothing where it is none of ours."""
    return request.resolver_match.view_name if request.resolver_match else ""


@contextmanager
def _as_for_anybody(request: HttpRequest) -> Iterator[None]:
    """Let the request ask for the whole answer, whatever its client has and takes."""
    method, theirs = request.method, {name: request.META.pop(name) for name in _OF_A_CLIENT if name in request.META}
    request.method = "GET"
    try:
        yield
    finally:
        request.method = method
        request.META.update(theirs)


def _kept(wanted: KeptUnder, state: LastChange, now: datetime) -> KeptPage | None:
    """Return the kept answer, if it still holds."""
    page = memory.get(wanted.key)
    if page is not None and _holds(page, state, now):
        return page
    page = _shelf().get(_name(wanted.key))
    if page is None or not _holds(page, state, now):
        return None
    memory.put(wanted.key, page, by_hand=wanted.by_hand or page.status != 200)
    return page


def _holds(page: KeptPage, state: LastChange, now: datetime) -> bool:
    """Return whether drawing the page now would give the same."""
    if page.state.since != state.since or page.state.number > state.number or now >= page.until:
        return False
    if page.state.number == state.number:
        return True
    if changes.touch(page.state.number, page.drawn, state):
        return False
    page.state = state  # nothing of it changed until then, so that the next request need not ask again
    return True


def _may_be_kept(response: HttpResponse) -> bool:
    control = response.get("Cache-Control", "")
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")} - {""}
    is_for_all = "private" not in control and "no-store" not in control and not response.cookies
    is_whole = not response.streaming and not response.has_header("Content-Encoding")
    return (
        response.status_code in (200, 404) and is_for_all and is_whole and varies <= {each.lower() for each in _VARIES}
    )


def _for_everybody(response: HttpResponse) -> HttpResponse:
    """Say for how long others may give the answer without asking here. A missing page may be there in a moment."""
    patch_vary_headers(response, _VARIES)
    if response.status_code == 200 and not response.has_header("Cache-Control"):
        patch_cache_control(response, public=True, max_age=0, s_maxage=_SHARED, stale_while_revalidate=_WHILE_ASKING)
    return response


_turn: tuple[LastChange, datetime] | None = None


def _next_turn(state: LastChange, now: datetime) -> datetime:
    """Return the next moment that changes pages by itself, asked once for each state."""
    global _turn  # noqa: PLW0603 - replaced as a whole, so that no lock is needed
    known = _turn
    if known is None or known[0] != state or known[1] <= now:
        known = _turn = (state, next_turn(now))
    return known[1]


@cache
def _shelf() -> Careful:
    return shared_shelf()


def _name(key: str) -> str:
    return sha256(f"{this_version()} {key}".encode()).hexdigest()
