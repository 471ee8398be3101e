"""Rows that are written once for all tests of a module that ask for them; each test takes back what it changed.

A fixture of a module writes them inside `with once():`. The tests that ask for it come last in their module, as the others
must not see its rows; those that ask for more come after those that ask for less.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import groupby, pairwise

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

Once = Callable[[], AbstractContextManager[None]]


@pytest.fixture(scope="session")
def once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Once:
    @contextmanager
    def rows() -> Iterator[None]:
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return rows


def _shared(item: pytest.Item) -> frozenset[str]:
    """The fixtures whose rows a test shares with others of its module."""
    info = getattr(item, "_fixtureinfo", None)
    found = info.name2fixturedefs if info else {}
    return frozenset(name for name, fixtures in found.items() if "once" in fixtures[-1].argnames)


def in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """Those of a module that come one after the other, with those first that share the fewest rows.

    A module may come more than once: tests that empty the tables come after all others, whatever their module.
    """
    found: list[pytest.Item] = []
    for module, tests in groupby(items, key=lambda item: item.nodeid.partition("::")[0]):
        found += _checked(module, sorted(tests, key=lambda item: len(_shared(item))))
    return found


def _checked(module: str, tests: list[pytest.Item]) -> list[pytest.Item]:
    for before, after in pairwise(tests):
        if not _shared(before) <= _shared(after):
            raise pytest.UsageError(f"{module}: {after.name} would see the rows of {set(_shared(before))}")
    return tests
