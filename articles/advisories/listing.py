"""Lists of advisories: from files, or from OSV's public service, https://google.github.io/osv.dev/api/."""

import json
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from articles.advisories.matching import Advisory
from articles.advisories.packages import Package

SERVICE = "https://api.osv.dev/v1"
_AT_ONCE = 500  # questions; the service takes a thousand
_PATIENCE = 20.0  # seconds
_MOST = 32 * 1024 * 1024  # bytes of an answer
_MOST_PAGES = 50

Ask = Callable[[str, bytes | None], bytes]


class AdvisoriesError(Exception):
    """Raised when a list cannot be had, or is not legible; its text says which, and why."""


def listed_in(path: Path) -> list[Advisory]:
    """Read a list: a folder of advisories, one a file, to any depth; or a file with one, or with a list of them."""
    try:
        files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
        found = [advisory for file in files for advisory in _advisories(file.read_bytes(), str(file))]
    except OSError as wrong:
        raise AdvisoriesError(f"{wrong.filename or path}: {wrong.strerror or wrong}") from wrong
    if not found:
        raise AdvisoriesError(f"{path}: no advisories in it")
    return found


def listed_by_service(packages: Sequence[Package], ask: Ask | None = None) -> list[Advisory]:
    """Ask the public service for the advisories about some packages. It learns their names and versions, and nothing else."""
    ask = ask or _asked
    ids: set[str] = set()
    for start in range(0, len(packages), _AT_ONCE):
        ids |= _ids(packages[start : start + _AT_ONCE], ask)
    return [
        each for id in sorted(ids) for each in _advisories(ask(f"{SERVICE}/vulns/{quote(id, safe='')}", None), SERVICE)
    ]


def _ids(packages: Sequence[Package], ask: Ask) -> set[str]:
    waiting: list[dict[str, Any]] = [
        {"package": {"name": each.name, "ecosystem": "PyPI"}, "version": each.version} for each in packages
    ]
    found: set[str] = set()
    for _ in range(_MOST_PAGES):
        if not waiting:
            return found
        told = _json(ask(f"{SERVICE}/querybatch", json.dumps({"queries": waiting}).encode()), SERVICE)
        try:
            pairs = list(zip(waiting, told["results"], strict=True))
            found |= {str(each["id"]) for _, result in pairs for each in (result or {}).get("vulns") or ()}
            waiting = [
                query | {"page_token": token}
                for query, result in pairs
                if (token := (result or {}).get("next_page_token"))
            ]
        except (LookupError, TypeError, ValueError, AttributeError) as wrong:
            raise AdvisoriesError(f"{SERVICE}: its answer is not of the form of OSV") from wrong
    raise AdvisoriesError(f"{SERVICE}: its answer has no end")


def _advisories(text: bytes, place: str) -> Iterator[Advisory]:
    told = _json(text, place)
    for each in told if isinstance(told, list) else [told]:
        if not isinstance(each, dict) or not isinstance(each.get("id"), str):
            raise AdvisoriesError(f"{place}: expected an advisory in the form of OSV, with an id")
        if not isinstance(each.get("affected", []), list):
            raise AdvisoriesError(f"{place}: {each['id']}: affected: expected a list")
        yield each | {"affected": each.get("affected", [])}


def _json(text: bytes, place: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise AdvisoriesError(f"{place}: is not JSON ({wrong})") from wrong


def _asked(url: str, body: bytes | None) -> bytes:
    request = Request(url, body, {"Content-Type": "application/json", "User-Agent": "newsroom"})
    try:
        with urlopen(request, timeout=_PATIENCE) as answer:
            found = bytes(answer.read(_MOST + 1))
    except (URLError, HTTPException, OSError) as wrong:
        reason = getattr(wrong, "reason", None) or wrong
        raise AdvisoriesError(f"{SERVICE} cannot be asked ({reason}); --from reads a list from files") from wrong
    if len(found) > _MOST:
        raise AdvisoriesError(f"{SERVICE}: its answer is too large")
    return found
