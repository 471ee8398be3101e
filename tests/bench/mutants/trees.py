"""Copies of the project in which mutants are tried, each with a database of its own: SQLite, as a file is soon copied.

What lives there is tried on PostgreSQL too, if a server is named: some lines are for it alone.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import psycopg

from tests.bench.mutants import plugin
from tests.bench.mutants.making import Mutant

_PYTEST = (
    "-m", "pytest", "-q", "-n0", "-p", "no:randomly", "-p", plugin.__name__, "--reuse-db", "--tb=line", "-m", "not browser",
)  # fmt: skip
_NOT_COPIED = shutil.ignore_patterns("var", ".*", "__pycache__", "*.egg-info", "build", "dist")


class Told(NamedTuple):
    """What became of one test."""

    name: str
    seconds: float
    passed: bool


@dataclass(frozen=True)
class Run:
    """`killer` is the test that failed, or what pytest said last where it ran none; empty where all passed."""

    killer: str = ""
    timed_out: bool = False

    @property
    def result(self) -> str:
        return "timed out" if self.timed_out else "died" if self.killer else "lived"


class Tree:
    def __init__(self, root: Path, place: Path, server: str = "") -> None:
        """Copies the project at `root` to `place`, anew. `server` is the address of a PostgreSQL, without a database."""
        self.place, self.server = place, server
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(root, place, ignore=_NOT_COPIED)
        self.database, self._told = place / "test.sqlite3", place / "told"
        self._name = f"mutants_{place.name}".replace("-", "_")
        self._made, self._kept, self._is_on_server = f"test_{self._name}", f"kept_{self._name}", False

    def pytest(
        self, arguments: Iterable[str], *, timeout: float | None = None, compiled: bool = False, server: str = ""
    ) -> Run:
        """Runs in a process group of its own, which is killed whole when its time is over. `told` has what became of each test.

        Leaves compiled modules behind only where that is wanted: a mutant's would be taken for the next one's.
        """
        self._told.unlink(missing_ok=True)
        database = {"DATABASE_URL": f"{server}/{self._name}"} if server else {plugin.DATABASE: str(self.database)}
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | database | {
            plugin.TOLD: str(self._told), "PYTHONPATH": str(self.place), "PYTHONDONTWRITEBYTECODE": "" if compiled else "1",
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, *_PYTEST, *arguments], cwd=self.place, env=environment, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
        try:
            said, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return Run(timed_out=True)
        failed = [test.name for test in self.told() if not test.passed]
        return Run(killer=failed[0] if failed else said.strip()[-500:]) if process.returncode else Run()

    def told(self) -> list[Told]:
        """What became of each test of the last run, skipped ones left out."""
        lines = self._told.read_text(encoding="utf-8").splitlines() if self._told.exists() else []
        return [Told(*json.loads(line)) for line in lines]

    def tried(self, mutant: Mutant, tests: list[str], timeout: float) -> Run:
        """The tests, one after another, until one fails."""
        if not tests:
            return Run()
        if self.server and not self._is_on_server:
            self._make_on_server()
        with self._with(mutant):
            run = self.tests(tests, timeout)
            return self._on_server(tests, timeout) if self.server and run.result == "lived" else run

    def tests(self, names: list[str], timeout: float | None = None) -> Run:
        self._renew_database()
        return self.pytest(["-x", self._listed(names)], timeout=timeout)

    def _on_server(self, names: list[str], timeout: float) -> Run:
        self._copy_on_server(self._kept, self._made)
        return self.pytest(["-x", self._listed(names)], timeout=timeout, server=self.server)

    def _listed(self, names: list[str]) -> str:
        listed = self.place / "names"
        listed.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
        return f"@{listed}"

    @contextlib.contextmanager
    def _with(self, mutant: Mutant) -> Iterator[None]:
        path = self.place / mutant.path
        # Compiled files are told apart by size and second, which two mutants may share.
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
            compiled.unlink()
        path.write_text(mutant.after, encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(mutant.before, encoding="utf-8")

    def _renew_database(self) -> None:
        """As it was made: tests of transactions empty what migrations filled."""
        kept = self.database.with_suffix(".kept")
        if not kept.exists():
            self.database.unlink(missing_ok=True)
            self.pytest(["tests/articles/test_health.py"])
            shutil.copy(self.database, kept)
        shutil.copy(kept, self.database)

    def _make_on_server(self) -> None:
        self.pytest(["--create-db", "tests/articles/test_health.py"], server=self.server)
        self._copy_on_server(self._made, self._kept)
        self._is_on_server = True

    def _copy_on_server(self, source: str, copy: str) -> None:
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)'.encode())
            connection.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{source}"'.encode())
