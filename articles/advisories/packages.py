"""Which packages there are: those that a lock file names, and those that are installed here."""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import distributions
from typing import NamedTuple

from packaging.utils import canonicalize_name

_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
_OURS = "newsroom"


class Package(NamedTuple):
    """`places` says where it was found: locked, installed, or both."""

    name: str
    version: str
    places: tuple[str, ...]


def packages(lock: str) -> list[Package]:
    """Return each version of each package that the text of a lock names or that is installed, by name."""
    places: dict[tuple[str, str], list[str]] = {}
    for place, found in (("locked", locked(lock)), ("installed", installed())):
        for each in dict.fromkeys(found):
            places.setdefault(each, []).append(place)
    return [Package(name, version, tuple(found)) for (name, version), found in sorted(places.items())]


def locked(lock: str) -> Iterable[tuple[str, str]]:
    return [(canonicalize_name(name), version) for name, version in _PINNED.findall(lock)]


def installed() -> Iterator[tuple[str, str]]:
    for each in distributions():
        name = canonicalize_name(each.name or "")
        if name and name != _OURS:
            yield name, each.version
