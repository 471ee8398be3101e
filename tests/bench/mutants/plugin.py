"""What pytest needs to try mutants: a database in a file, made once and copied, and a note of how long each test takes.

Loaded with `-p`, in the copy of the tree; the environment names both files. Imports nothing that is to be mutated.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connections

DATABASE, TIMES = "MUTANTS_DATABASE", "MUTANTS_TIMES"


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get(DATABASE):
        connections["default"].settings_dict["TEST"]["NAME"] = os.environ[DATABASE]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed and os.environ.get(TIMES):
        with Path(os.environ[TIMES]).open("a", encoding="utf-8") as times:
            times.write(json.dumps([report.nodeid, report.duration]) + "\n")
