"""Keeps PostgreSQL's planner informed while many rows come at once: of tables that it never looked at, it guesses the size.

A server's autovacuum does the same, if it is on, but minutes later; an import is several times as slow until then.
"""

from django.apps import apps
from django.db import connection

_FEW = 1000  # so many articles are read as quickly without a plan
_GROWN = 3  # times as many rows as it knows of
_SIZES = (
    "SELECT (SELECT greatest(reltuples, 1) FROM pg_class WHERE oid = 'articles_article'::regclass), "
    "(SELECT coalesce(sum(number), 0) FROM articles_tally WHERE kind = 'all' AND unit = 'time')"
)


def inform_planner() -> bool:
    """Have the database look at its tables if there are many more articles than it knows of. Return whether it did."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(_SIZES)
        known, there = cursor.fetchone()
        if there < max(_FEW, known * _GROWN):
            return False
        tables = [
            model._meta.db_table for model in apps.get_app_config("articles").get_models(include_auto_created=True)
        ]
        cursor.execute(f"ANALYZE {', '.join([*tables, 'articles_search'])}")
    return True
