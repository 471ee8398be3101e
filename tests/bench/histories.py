"""Hundreds of random histories of acts: each act undone, some done again, compared row by row with what was there before.

    python -m tests.bench.histories [--number 300] [--from 0] [--steps 8]

A test draws a few of them. DATABASE_URL chooses the server; its tests' database is made and dropped. Prints each history that
does not come out, and exits with 1 where there is one.
"""

import argparse
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import django


def one(number: int, steps: int, *, imports: bool) -> str:
    """What went wrong in a history; "" for nothing. Leaves the database as it is."""
    transaction, histories = import_module("django.db.transaction"), import_module("tests.articles.editing.histories")
    with TemporaryDirectory() as folder, transaction.atomic():
        try:
            histories.tried(Path(folder), number, imports=imports, steps=steps)
        except Exception as wrong:
            return f"{type(wrong).__name__}: {wrong}"
        finally:
            transaction.set_rollback(True)
    return ""


def run(number: int, first: int, steps: int) -> int:
    found, begin = 0, time.perf_counter()
    for each in range(first, first + number):
        imports = each % 3 == 2
        wrong = one(each, steps, imports=imports)
        if wrong:
            found += 1
            print(f"history {each}{', with imports' if imports else ''}:\n{wrong}\n")
    print(f"{number} histories of {steps} steps, {found} of them wrong, in {time.perf_counter() - begin:.0f} s")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=300)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--steps", type=int, default=8)
    options = parser.parse_args()
    with TemporaryDirectory() as data:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "NEWSROOM_DATA_DIR": data}
        django.setup()
        creation = import_module("django.db").connection.creation
        old = creation.create_test_db(verbosity=0)
        try:
            return 1 if run(options.number, options.first, options.steps) else 0
        finally:
            creation.destroy_test_db(old, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
