"""Data directories that several tests begin from: the first process that wants one makes it, once a run, and all copy it."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "a-password-for-pictures-only"

MadeOnce = Callable[[str, Callable[[Path], None]], Path]


def environment_of(data: Path) -> dict[str, str]:
    """What a command may know: not where the site of whoever runs it is."""
    passed = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return passed | {"NEWSROOM_DATA_DIR": str(data), "DJANGO_SUPERUSER_PASSWORD": PASSWORD}


def run_command(*arguments: str, data: Path) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment_of(data), stdout=subprocess.DEVNULL, check=True)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MadeOnce:
    """`made_once(name, make)`: a directory that `make` fills for the first worker that wants it, and that all of them use."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent

    def made(name: str, make: Callable[[Path], None]) -> Path:
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (shared / f"{name}.done").exists():
                make(shared / name)
                (shared / f"{name}.done").touch()
        return shared / name

    return made


@pytest.fixture(scope="session")
def prepared(made_once: MadeOnce) -> Path:
    """A data directory with an empty database and the static files: to make these is most of a start."""

    def make(data: Path) -> None:
        run_command("migrate", "--noinput", data=data)
        run_command("collectstatic", "--noinput", "--verbosity=0", data=data)

    return made_once("prepared", make)


@pytest.fixture
def begun(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it, where `manage` has its own."""
    return Path(shutil.copytree(prepared, tmp_path / "data"))
