"""The trigger by which the database itself refuses to change a line, whoever asks. Deleting is refused by the models alone:
what is old goes, and a restored site takes the lines of both.
"""

from django.db import connection, transaction

from articles.models import AuditLine
from articles.store.triggers import UPDATE, Trigger, are_installed, drop, make

_TABLE = AuditLine._meta.db_table
_REFUSAL = "a line of the audit is never changed"
# The number grows, and an account that is deleted leaves its name.
_MAY_CHANGE = ("number", "by_id")


def _trigger() -> Trigger:
    columns = [str(field.column) for field in AuditLine._meta.concrete_fields if field.column not in _MAY_CHANGE]
    if connection.vendor == "sqlite":
        differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
        when = f"{differs} OR NEW.number < OLD.number OR (NEW.by_id IS NOT NULL AND NEW.by_id IS NOT OLD.by_id)"
        return Trigger("articles_audit_", _TABLE, UPDATE, (f"SELECT RAISE(ABORT, '{_REFUSAL}')",), when)
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("o", "n"))
    same = f"o.id = n.id AND ROW({old}) IS NOT DISTINCT FROM ROW({new})"
    other = "n.by_id IS NOT NULL AND n.by_id IS DISTINCT FROM o.by_id"
    when = (
        f"EXISTS (SELECT 1 FROM new_rows AS n LEFT JOIN old_rows AS o ON {same} "
        f"WHERE o.id IS NULL OR n.number < o.number OR ({other}))"
    )
    return Trigger("articles_audit_", _TABLE, UPDATE, (f"RAISE EXCEPTION '{_REFUSAL}'",), when)


def guard() -> None:
    """Make the trigger where it is missing or that of another version."""
    with transaction.atomic():
        if not are_installed([_trigger()]):
            make([_trigger()])


def unguard() -> None:
    """Drop the trigger before tables change."""
    with transaction.atomic():
        drop([_trigger()])
