"""Answers whether the process is alive and the site can work. Must not need a host, a session or a template."""

import logging
import threading

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import Masthead

log = logging.getLogger(__name__)

# A migrated database stays so while this process runs; one that is not is checked again each time.
migrated = threading.Event()


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return _plain("ok")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200, or 503 with the reason: the database does not answer, or lacks migrations."""
    try:
        _ = Masthead.objects.order_by().exists()  # where SQLite's file is gone, there is an empty one, which answers
        if not migrated.is_set() and _migrations_to_come():
            return _plain("the database is not migrated", 503)
    except DatabaseError as problem:
        log.warning("The database does not answer: %s", problem)
        return _plain("the database does not answer", 503)
    migrated.set()
    return _plain("ok")


def _migrations_to_come() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _plain(words: str, status: int = 200) -> HttpResponse:
    headers = {} if status == 200 else {"Retry-After": "5"}
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
