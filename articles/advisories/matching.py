"""Which versions an advisory is about, https://ossf.github.io/osv-schema/#evaluation."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from articles.advisories.packages import Package

_ECOSYSTEM = "PyPI"

Advisory = Mapping[str, Any]


class Hole(NamedTuple):
    """`fixed` is the first version without it, nothing where there is none yet."""

    package: Package
    id: str
    aliases: tuple[str, ...]
    fixed: str
    summary: str


def holes(found: Sequence[Package], advisories: Iterable[Advisory]) -> list[Hole]:
    """Return the holes of packages, each once, whatever names it has. Raises LookupError, TypeError, ValueError or
    AttributeError where an advisory does not have the form."""
    by_name: dict[str, list[Package]] = {}
    for package in found:
        by_name.setdefault(package.name, []).append(package)
    told: list[Hole] = []
    known: set[tuple[Package, str]] = set()
    for advisory in sorted(advisories, key=lambda each: str(each["id"])):
        for hole in _holes_of(advisory, by_name):
            names = {(hole.package, name) for name in (hole.id, *hole.aliases)}
            if not names & known:
                told.append(hole)
            known |= names
    return sorted(told)


def _holes_of(advisory: Advisory, by_name: Mapping[str, Sequence[Package]]) -> Iterator[Hole]:
    if advisory.get("withdrawn"):
        return
    aliases = tuple(str(each) for each in advisory.get("aliases") or ())
    summary = str(advisory.get("summary") or advisory.get("details") or "").strip().partition("\n")[0]
    for affected in advisory["affected"]:
        named = affected.get("package")  # without one it is about commits
        if not named or named["ecosystem"] != _ECOSYSTEM:
            continue
        for package in by_name.get(canonicalize_name(named["name"]), ()):
            if _is_affected(affected, package.version):
                yield Hole(package, str(advisory["id"]), aliases, _fixed(affected, package.version), summary)


def _is_affected(affected: Mapping[str, Any], version: str) -> bool:
    ours = _version(version)
    if ours is None:
        return version in (affected.get("versions") or ())
    if any(_version(each) == ours for each in affected.get("versions") or ()):
        return True
    return any(_is_within(each["events"], ours) for each in _ranges(affected))


def _ranges(affected: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the ranges of versions; those of commits say nothing about a package."""
    return [each for each in affected.get("ranges") or () if each["type"] in ("ECOSYSTEM", "SEMVER")]


def _is_within(events: Sequence[Mapping[str, str]], ours: Version) -> bool:
    """Return whether the last event up to our version is the beginning of a hole."""
    order = [(at, what) for event in events for what, text in event.items() if (at := _version(text)) is not None]
    found = False
    for at, what in sorted(order, key=lambda each: each[0]):
        if what == "introduced" and ours >= at:
            found = True
        elif (what == "fixed" and ours >= at) or (what == "last_affected" and ours > at):
            found = False
    return found


def _fixed(affected: Mapping[str, Any], version: str) -> str:
    texts = [event["fixed"] for each in _ranges(affected) for event in each["events"] if "fixed" in event]
    ours = _version(version)
    later = [at for text in texts if ours and (at := _version(text)) is not None and at > ours]
    return str(min(later)) if later else ""


def _version(text: str) -> Version | None:
    """Return a version; the `0` of a range is before all of them. None for what only others understand."""
    try:
        return Version("0.dev0" if text == "0" else text)
    except InvalidVersion:
        return None
