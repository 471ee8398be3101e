#!/usr/bin/env python
"""The command line of the project. It reports a wrong setting in one line, and must hold nothing else."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from articles.logs import told_command

WRONG_SETTING = 2


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        # Django postpones a failure of the settings and then fails less clearly, so read them first.
        _ = settings.INSTALLED_APPS
        with told_command(arguments):
            execute_from_command_line(arguments)
    except ImproperlyConfigured as problem:
        if "--traceback" in arguments:
            raise
        sys.stderr.write(f"{problem}\n")
        sys.exit(WRONG_SETTING)


if __name__ == "__main__":
    main(sys.argv)
