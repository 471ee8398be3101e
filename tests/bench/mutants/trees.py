"""Copies of the project in which mutants are tried, each with a database of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.mutants import plugin
from tests.bench.mutants.making import Mutant

_PYTEST = (
    "-m", "pytest", "-q", "-n0", "-p", "no:randomly", "-p", plugin.__name__, "--reuse-db", "--tb=line", "-m", "not browser",
)  # fmt: skip
_NOT_COPIED = shutil.ignore_patterns("var", ".*", "__pycache__", "*.egg-info", "build", "dist")


@dataclass(frozen=True)
class Run:
    """`died`: a test failed. `told`: what pytest said last."""

    died: bool
    timed_out: bool
    told: str


class Tree:
    def __init__(self, root: Path, place: Path) -> None:
        """Copies the project at `root` to `place`, anew."""
        self.place = place
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(root, place, ignore=_NOT_COPIED)
        self.database = place / "test.sqlite3"

    def pytest(self, arguments: Iterable[str], *, times: Path | None = None, timeout: float | None = None) -> Run:
        """Runs in a process group of its own, which is killed whole when its time is over."""
        environment = os.environ | {plugin.DATABASE: str(self.database), "PYTHONPATH": str(self.place)}
        environment |= {plugin.TIMES: str(times)} if times else {"PYTHONDONTWRITEBYTECODE": "1"}
        process = subprocess.Popen(
            [sys.executable, *_PYTEST, *arguments], cwd=self.place, env=environment, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
        try:
            told, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return Run(died=False, timed_out=True, told=f"longer than {timeout:.0f} s")
        return Run(died=process.returncode != 0, timed_out=False, told="\n".join(told.strip().splitlines()[-3:]))

    def tried(self, mutant: Mutant, tests: list[str], timeout: float) -> Run:
        """The tests, one after another, until one fails."""
        if not tests:
            return Run(died=False, timed_out=False, told="no test runs it")
        with self._with(mutant), self._fresh_database():
            names = self.place / "names"
            names.write_text("".join(f"{name}\n" for name in tests), encoding="utf-8")
            return self.pytest(["-x", f"@{names}"], timeout=timeout)

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

    @contextlib.contextmanager
    def _fresh_database(self) -> Iterator[None]:
        """As it was made: tests of transactions empty what migrations filled."""
        kept = self.database.with_suffix(".kept")
        if not kept.exists():
            self.database.unlink(missing_ok=True)
            self.pytest(["tests/articles/test_health.py"])
            shutil.copy(self.database, kept)
        shutil.copy(kept, self.database)
        yield
