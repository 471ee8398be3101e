"""What the database knows of the site, from numbers that are kept: nothing here counts articles."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLateError
from datetime import datetime
from typing import TypeVar

from axes.models import AccessAttempt
from django.db import DatabaseError, connection
from django.db.models import Sum
from django.utils import timezone

from articles.metrics.exposition import Family, gauge
from articles.models import Conflict, Import, Picture, Tally
from articles.signin import attempts
from articles.store import register

_PATIENCE = 2.0  # seconds: whoever asks gives up after ten
_Found = TypeVar("_Found")

_pool = ThreadPoolExecutor(1, thread_name_prefix="metrics")
_asked: "Future[list[Family] | None] | None" = None


def of_site() -> list[Family]:
    """Return what the database knows; only that it is away, where it does not say so within two seconds."""
    found = answered_within(_PATIENCE, _known)
    return [gauge("database_up", "Whether the database answers.", 0 if found is None else 1), *(found or [])]


def answered_within(seconds: float, ask: Callable[[], list[Family] | None]) -> list[Family] | None:
    """Return what is asked for, or None where that takes longer. As long as it does, nothing more is asked."""
    global _asked  # noqa: PLW0603 - one at a time, of which the lane of `/metrics` has one
    if _asked is not None and not _asked.done():
        return None
    _asked = _pool.submit(ask)
    try:
        return _asked.result(seconds)
    except TooLateError:
        return None


def _known() -> list[Family] | None:
    try:
        return known_of_site(timezone.now())
    except DatabaseError:
        return None
    finally:
        register.close()
        connection.close()


def known_of_site(at: datetime) -> list[Family]:
    """Ask the database, in eight queries. Raises DatabaseError."""
    last = register.last_change()
    articles = gauge("articles", "Articles, by status.")
    for status, number in Tally.objects.of_all().in_all().order_by("status").values_list("status", "number"):
        articles.add(number, status=status)
    imports = gauge("imports", "Imports that are not over, by state.")
    under_way = Import.objects.in_state([*Import.UNCONFIRMED, Import.State.RUNNING])
    states = list(under_way.order_by().values_list("state", flat=True))
    for state in (*Import.UNCONFIRMED, Import.State.RUNNING):
        imports.add(states.count(state), state=state)
    pictures = gauge("pictures", "Pictures that were fetched, by state.")
    for kind, number in sorted(Picture.objects.counts().items()):
        pictures.add(number, state=kind)
    again = Picture.objects.due_again(at).count()
    since = at - attempts.LOCKED_FOR
    failures = AccessAttempt.objects.filter(attempt_time__gt=since).aggregate(n=Sum("failures_since_start"))["n"] or 0
    return [
        gauge("last_change", "The number of the last change that readers can see.", last.number if last else 0),
        articles,
        gauge("conflicts_open", "Conflicts that wait for somebody's decision.", Conflict.objects.open().count()),
        imports,
        pictures,
        gauge("pictures_due_again", "Pictures that could not be fetched and are to be tried again by now.", again),
        gauge("sign_in_failures", "Failed tries to sign in that still count.", failures),
        gauge("sign_in_locks", "Names and addresses that are locked now.", len(attempts.locks(at))),
    ]
