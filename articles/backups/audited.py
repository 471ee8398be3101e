"""The audit when a site is restored: the lines of the site and those of the backup, so that no restore takes a trace away.

A line that only the site has keeps its words; what it pointed to is gone, or is another thing by the same number.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from articles.models import AuditLine

_TABLE, _ASIDE = AuditLine._meta.db_table, "audit_of_the_site"
_LINKS = ("by_id", "subject_id")


@contextmanager
def lines_of_the_site_kept() -> Iterator[None]:
    """Within this context the lines may be replaced; those that were there and are not in their place any more come back."""
    columns = [str(field.column) for field in AuditLine._meta.concrete_fields if not field.primary_key]
    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    kept = ", ".join("NULL" if column in _LINKS else connection.ops.quote_name(column) for column in columns)
    higher = f"SELECT s.number FROM {_ASIDE} AS s WHERE s.key = {_TABLE}.key AND s.number > {_TABLE}.number"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {_ASIDE} AS SELECT {named} FROM {_TABLE}")
        yield
        cursor.execute(f"UPDATE {_TABLE} SET number = ({higher}) WHERE EXISTS ({higher})")
        new = f"SELECT {kept} FROM {_ASIDE} WHERE key NOT IN (SELECT key FROM {_TABLE}) ORDER BY at"
        cursor.execute(f"INSERT INTO {_TABLE} ({named}) {new}")
        cursor.execute(f"DROP TABLE {_ASIDE}")
