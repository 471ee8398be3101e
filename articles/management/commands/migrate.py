"""Django's `migrate`, which makes the data directory first when the database lies in it; must need nothing else."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        """Before the checks already: some of them ask the database what it can."""
        data_dir = Path(settings.DATA_DIR)
        database = settings.DATABASES[options["database"]]
        if database["ENGINE"].endswith("sqlite3") and data_dir in Path(database["NAME"]).parents:
            try:
                data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as problem:
                raise CommandError(f"NEWSROOM_DATA_DIR: {problem}") from problem
        return super().execute(*args, **options)
