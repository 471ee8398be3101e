"""Django's `migrate`. It first makes the data directory if the database is there, and last writes what derives from articles."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.loader import MigrationLoader

from articles.audit.guarding import guard, unguard
from articles.editing import stories
from articles.management.plain_command import PlainCommand
from articles.models import Article
from articles.reading import search
from articles.store import dependencies, tallies


class Command(PlainCommand, migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        """Make the directory even before the checks, because some of them ask the database what it can do."""
        make_data_dir(options["database"])
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        only_looks = options["plan"] or options["check_unapplied"]
        is_ours = not only_looks and options["database"] == DEFAULT_DB_ALIAS
        if is_ours and (options["migration_name"] or not is_of_this_version()):
            tallies.remove()
            dependencies.unwatch()
            unguard()
        super().handle(*args, **options)
        if not is_ours or not is_of_this_version():
            return
        tallies.install()
        dependencies.watch()
        guard()
        number = sum(search.rebuild(Article.objects.not_indexed()))
        if number and options["verbosity"] > 0:
            self.stdout.write(f"Search: {number} articles of an earlier version can now be found.")
        stories.survey()  # otherwise the first visit to the desk would wait for it


def make_data_dir(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Make the data directory if the database is there, as SQLite opens none without it."""
    data_dir = Path(settings.DATA_DIR)
    database = settings.DATABASES[alias]
    if database["ENGINE"].endswith("sqlite3") and data_dir in Path(database["NAME"]).parents:
        try:
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            raise CommandError(f"NEWSROOM_DATA_DIR: {problem}") from problem


def is_of_this_version() -> bool:
    """What derives from articles is written by today's models, so the tables have to be today's."""
    loader = MigrationLoader(connection)
    return all(node in loader.applied_migrations for node in loader.graph.leaf_nodes("articles"))
