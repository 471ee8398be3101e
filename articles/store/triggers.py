"""Triggers of the database: how they are made, known again and dropped. Those that keep something by them say what they do.

A trigger sees every write, whoever makes it and however, and belongs to its transaction. PostgreSQL runs one per statement,
which sees all of its rows as `old_rows` and `new_rows`; SQLite runs one per row, which it calls OLD and NEW.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from django.db import connection

INSERT, UPDATE, DELETE = EVENTS = ("INSERT", "UPDATE", "DELETE")


class Trigger(NamedTuple):
    """`steps` are the statements that run after the event on the table, `when` whether there is anything to do."""

    prefix: str  # by which those that belong together are known
    table: str
    event: str
    steps: tuple[str, ...]
    when: str = ""

    @property
    def name(self) -> str:
        return f"{self.prefix}{self.table.removeprefix('articles_')}_{self.event.lower()}"

    @property
    def statements(self) -> list[str]:
        """Return what makes it; on PostgreSQL, the function of its name too, which is described by its own digest."""
        name, steps = self.name, "; ".join(self.steps)
        if connection.vendor == "sqlite":
            when = f" WHEN {self.when}" if self.when else ""
            return [f"CREATE TRIGGER {name} AFTER {self.event} ON {self.table} FOR EACH ROW{when} BEGIN {steps}; END"]
        rows = {INSERT: "NEW TABLE AS new_rows", DELETE: "OLD TABLE AS old_rows"}
        rows[UPDATE] = f"{rows[INSERT]} {rows[DELETE]}"
        body = f"IF {self.when} THEN {steps}; END IF;" if self.when else f"{steps};"
        function = f"FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
        return [
            f"CREATE OR REPLACE {function}",
            f"COMMENT ON FUNCTION {name}() IS '{sha256(function.encode()).hexdigest()}'",
            f"CREATE TRIGGER {name} AFTER {self.event} ON {self.table} REFERENCING {rows[self.event]} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ]


def are_installed(triggers: Sequence[Trigger]) -> bool:
    """Return whether these, and no others with their prefix, are there and work."""
    return _installed(triggers[0].prefix) == {trigger.name: _mark(trigger.statements) for trigger in triggers}


def make(triggers: Sequence[Trigger]) -> None:
    """Make them in place of those with their prefix."""
    drop(triggers)
    with connection.cursor() as cursor:
        for trigger in triggers:
            for statement in trigger.statements:
                cursor.execute(statement)


def drop(triggers: Sequence[Trigger]) -> None:
    with connection.cursor() as cursor:
        for name in sorted({*_installed(triggers[0].prefix), *(trigger.name for trigger in triggers)}):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def _mark(statements: list[str]) -> str:
    """Return by what an installed trigger is known again."""
    return statements[0] if connection.vendor == "sqlite" else statements[1].rpartition(" ")[2].strip("'")


def _installed(prefix: str) -> dict[str, str]:
    """Return the mark of each trigger that works, by its name; one that is switched off does not."""
    asked = (
        f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{prefix}%'"
        if connection.vendor == "sqlite"
        else "SELECT p.proname, obj_description(p.oid, 'pg_proc') FROM pg_proc p JOIN pg_trigger t ON t.tgfoid = p.oid "
        f"WHERE t.tgenabled <> 'D' AND p.proname LIKE '{prefix}%' AND p.pronamespace = current_schema()::regnamespace"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return dict(cursor.fetchall())
