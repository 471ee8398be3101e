"""`newsroom/server.lock` against `pyproject.toml`: every package that a server needs, within its bounds."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = (settings.BASE_DIR / "newsroom/server.lock").read_text()
PROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
# Whoever runs the tests is no server.
OF_SERVERS = [name for name in EXTRAS if name != "test"]
WANTED = [*PROJECT["dependencies"], *(each for name in OF_SERVERS for each in EXTRAS[name])]

ENTRY = re.compile(r"([a-z0-9-]+)==([^\s;]+)(?: ; [^\\\n]+?)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")
LOCKED = {name: found for name, found, _ in ENTRY.findall(LOCK)}


def in_lock(wanted: Requirement) -> bool:
    found = LOCKED.get(canonicalize_name(wanted.name))
    return found is not None and wanted.specifier.contains(found)


@pytest.mark.parametrize("wanted", WANTED)
def test_every_dependency_of_a_server_is_locked_within_its_bounds(wanted: str) -> None:
    assert in_lock(Requirement(wanted))


def test_whatever_is_locked_has_digests_and_nothing_else_stands_there() -> None:
    assert ENTRY.sub("", LOCK) == ""


def test_nothing_says_where_packages_come_from() -> None:
    assert not re.search(r"://|#|index|find-links|\s@\s|file:|\s/", LOCK.replace(" \\\n", " "))


def needed_by(name: str, extras: set[str]) -> list[Requirement]:
    """What a package that is installed here needs on this machine; nothing where another version of it is locked."""
    try:
        if version(name) != LOCKED[name]:
            return []
    except PackageNotFoundError:
        return []
    found = [Requirement(each) for each in requires(name) or ()]
    return [
        each for each in found if not each.marker or any(each.marker.evaluate({"extra": extra}) for extra in ("", *extras))
    ]  # fmt: skip


def test_whatever_locked_packages_need_is_locked_too() -> None:
    extras = {canonicalize_name(each.name): each.extras for each in map(Requirement, WANTED)}
    missing = [
        f"{name} needs {each}" for name in LOCKED for each in needed_by(name, extras.get(name, set())) if not in_lock(each)
    ]  # fmt: skip
    assert missing == []


def test_the_line_that_makes_it_names_every_extra_of_a_server() -> None:
    readme = (settings.BASE_DIR / "newsroom/README.md").read_text()
    (line,) = re.findall(r"^uv pip compile .*$", readme, re.MULTILINE)
    assert re.findall(r"--extra (\S+)", line) == OF_SERVERS
    assert "--generate-hashes" in line
    assert "--no-emit-index-url" in line
