"""What all commands have in common: what stops one is told in one line, which says how to mend it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, SystemCheckError
from django.db import InterfaceError, OperationalError, ProgrammingError

from articles.seed.characters import on_one_line

NO_DATABASE = "Is it there, does it have room, has `migrate` run?"


class PlainCommand(BaseCommand):
    """Tells of files and databases that refuse in the words of this site; a command that knows more says it itself."""

    hint = "What was done until then is whole; mend that, and run the command again."

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except SystemCheckError:  # Django's own list of what is wrong with the settings
            raise
        except CommandError as wrong:
            raise CommandError(on_one_line(str(wrong)), returncode=wrong.returncode) from wrong
        except (InterfaceError, OperationalError, ProgrammingError) as wrong:
            said = on_one_line(str(wrong).strip())
            raise CommandError(f"the database refuses: {said}. {NO_DATABASE} {self.hint}") from wrong
        except OSError as wrong:
            where = f"{wrong.filename!s}: " if wrong.filename is not None else ""
            raise CommandError(on_one_line(f"{where}{wrong.strerror or wrong}. {self.hint}")) from wrong
