"""What pytest needs to try mutants: a database in a file, made once and copied, and a note of what became of each test.

Loaded with `-p`, in the copy of the tree; the environment names both files. Imports nothing that is to be mutated.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connections

DATABASE, TOLD = "MUTANTS_DATABASE", "MUTANTS_TOLD"


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get(DATABASE):
        connections["default"].settings_dict["TEST"]["NAME"] = os.environ[DATABASE]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if os.environ.get(TOLD) and (report.failed or report.when == "call"):
        with Path(os.environ[TOLD]).open("a", encoding="utf-8") as told:
            told.write(json.dumps([report.nodeid, report.duration, report.passed]) + "\n")
