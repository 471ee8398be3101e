"""Databases as each earlier version of the site made them, beside the database of the other tests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState, StateApps
from django.utils import timezone

from tests.lengths import is_whole

# What three migrations lacked, or had too many, when they were released; databases were made by them.
LACKED = {"0001_initial": ("FormerArticle", "was_shown"), "0002_passages": ("Article", "source_stamp")}
HAD = {"0012_desk": ("Visit", "began_at")}

Step: TypeAlias = tuple[Operation, ProjectState, ProjectState]  # with the models before and after


@dataclass(frozen=True)
class State:
    """The last migration that a database has had, and those of its migrations that it had as they were first written."""

    migration: str
    first_written: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "-first-".join([self.migration, *self.first_written])

    @property
    def lacked(self) -> list[tuple[str, str]]:
        return [LACKED[name] for name in self.first_written if name in LACKED]


def migrations() -> list[str]:
    return sorted(name for app, name in MigrationLoader(None).graph.nodes if app == "articles")


def released() -> list[State]:
    """Each migration but today's last was the last one of a release."""
    return [State(name) for name in migrations()[:-1]]


def tried() -> list[State]:
    """A run takes the first state, the last, and those that a change of data follows: the steps between are taken by all."""
    states = released()
    if is_whole():
        return states
    loader = MigrationLoader(None)
    changes = [loader.get_migration("articles", name) for name in migrations()[1:]]
    followed = [any(isinstance(each, RunPython) for each in migration.operations) for migration in changes]
    return [state for number, state in enumerate(states) if number in (0, len(states) - 1) or followed[number]]


def first_written() -> list[State]:
    """So was each that was changed later; and whoever upgraded since, step by step, still has what it made."""
    both = ("0001_initial", "0002_passages")
    return [
        State("0001_initial", ("0001_initial",)),
        State("0002_passages", both),
        State("0012_desk", ("0012_desk",)),
        State("0017_acts_of_imports", (*both, "0012_desk")),
    ]


class History:
    """The migrations with the models around each of their operations.

    Django renders the models anew for each database that it migrates, which is nearly all of the time that it takes.
    """

    def __init__(self) -> None:
        executor = MigrationExecutor(None)
        self._loader = executor.loader
        self._others = [node for node in self._loader.graph.leaf_nodes() if node[0] != "articles"]
        others = [migration for migration, _ in executor.migration_plan(self._others, clean_start=True)]
        ours = [self._loader.get_migration("articles", name) for name in migrations()]
        self._steps: dict[tuple[str, str], list[Step]] = {}
        state = ProjectState(real_apps=self._loader.unmigrated_apps)
        for migration in [*others, *ours]:
            self._steps[migration.app_label, migration.name] = list(_steps(migration, state))

    def models_after(self, migration: str) -> StateApps:
        """Rendered for themselves: those between operations know only as much of each other as these need."""
        apps: StateApps = self._loader.project_state([*self._others, ("articles", migration)]).apps
        return apps

    def migrate(self, last: str) -> None:
        """As Django does it, up to a migration of ours."""
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        done = recorder.applied_migrations()
        for (app, name), steps in self._steps.items():
            if (app, name) not in done and (app != "articles" or name <= last):
                with connection.schema_editor(atomic=True) as editor:
                    for operation, before, after in steps:
                        operation.database_forwards(app, editor, before, after)
                recorder.record_applied(app, name)


def _steps(migration: Migration, state: ProjectState) -> Iterator[Step]:
    for operation in migration.operations:
        assert state.apps  # rendered before it is changed, so that only what changes is rendered anew
        before = state.clone()
        if isinstance(operation, RunPython):  # which would render all models anew each time
            before.clear_delayed_apps_cache()
            before.is_delayed = False
        operation.state_forwards(migration.app_label, state)
        yield operation, before, state.clone()


class Databases:
    """A database beside that of the other tests, which has one state after the other."""

    def __init__(self, folder: Path) -> None:
        self.history = History()
        self._is_file = connection.vendor == "sqlite"
        self._name = str(folder / "earlier.sqlite3") if self._is_file else f"earlier_{os.getpid()}"
        if not self._is_file:
            _on_server(f'CREATE DATABASE "{self._name}" TEMPLATE template0')

    @contextmanager
    def of(self, state: State) -> Iterator[StateApps]:
        """`connection` leads to a database of that state without rows; the models of it are given."""
        apps = self.history.models_after(state.migration)
        if self._is_file:
            Path(self._name).unlink(missing_ok=True)
        with _led_to(self._name):
            if not self._is_file:
                _execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
            self.history.migrate(state.migration)
            emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS, apps=apps)
            yield apps

    def remove(self) -> None:
        if not self._is_file:
            _on_server(f'DROP DATABASE "{self._name}"')


def _on_server(statement: str) -> None:
    with _led_to("postgres"):
        _execute(statement)


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def _led_to(name: str) -> Iterator[None]:
    usual = connections[DEFAULT_DB_ALIAS]
    other = connections.create_connection(DEFAULT_DB_ALIAS)
    other.settings_dict = usual.settings_dict | {"NAME": name, "OPTIONS": _in_haste(usual.settings_dict["OPTIONS"])}
    connections[DEFAULT_DB_ALIAS] = other
    _forget()
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = usual
        _forget()


def _in_haste(options: dict[str, Any]) -> dict[str, Any]:
    """No commit waits for the disk: what a crash would lose is made anew."""
    if connection.vendor == "sqlite":
        return options | {"init_command": f"{options['init_command']}; PRAGMA synchronous = OFF"}
    return options | {"options": "-c synchronous_commit=off"}


def _forget() -> None:
    """What a process remembers of another database."""
    ContentType.objects.clear_cache()
    cache.clear()


def write_as_first(state: State, apps: StateApps) -> None:
    """Make the tables what the first versions of the state's migrations made of them, with the rows that they have."""
    with connection.schema_editor() as editor:
        for model, name in state.lacked:
            made = apps.get_model("articles", model)
            if name == "source_stamp" and connection.vendor == "sqlite" and state.migration > "0004":
                editor.execute("UPDATE articles_article SET source_stamp = 'source_stamp'")
            else:
                editor.remove_field(made, made._meta.get_field(name))
        for model, name in [HAD[name] for name in state.first_written if name in HAD]:
            field = models.DateTimeField(default=timezone.now)
            field.set_attributes_from_name(name)
            editor.add_field(apps.get_model("articles", model), field)
