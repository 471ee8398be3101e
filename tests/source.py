"""The project's own source, for the tests that hold it to the house's rules; each file parsed once, and by whom needs it."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent

# The floors, from the ground up: a room may import what lives on lower floors, and nothing beside or above it.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("articles.seed",),
    ("articles.advisories", "articles.logs", "articles.texts"),
    ("articles.fetching", "articles.models"),
    ("articles.migrations", "articles.store"),
    ("articles.audit", "articles.bridge", "articles.originals"),
    ("articles.reading", "articles.history", "articles.pictures"),
    ("articles.editing", "articles.kept", "articles.signin"),
    ("articles.exchange",),
    # The edges. What is to come has its floor too: intake and editions above editing, the clock here.
    ("articles.admin.kit", "articles.admin.help", "articles.limits", "articles.metrics"),
    (
        "articles.admin.article", "articles.admin.desk", "articles.admin.names", "articles.admin.imports", "articles.admin.site",
        "articles.api", "articles.checks", "articles.feeds", "articles.sitemaps", "articles.templatetags", "articles.views",
    ),
    # What joins the edges: Django looks for all but one of these by their names.
    (
        "articles.accesslog", "articles.admin", "articles.apps", "articles.headers", "articles.middleware", "articles.urls",
        "articles.baked", "articles.backups",
    ),
    ("articles.management",),
    ("newsroom", "manage"),
)  # fmt: skip
ROOMS = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms} | {"articles": 0}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = [
    ROOT / "manage.py",
    *(p for top in ("articles", "newsroom", "tests") for p in sorted((ROOT / top).rglob("*.py"))),
]
MODULES = {name_of(path): path for path in FILES}


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


Key = TypeVar("Key")


class Trees(Mapping[Key, ast.Module]):
    """Files as trees. Of the processes that collect the tests only few look at any, and parsing all takes seconds."""

    def __init__(self, files: dict[Key, Path]) -> None:
        self._files = files

    def __getitem__(self, key: Key) -> ast.Module:
        return _parsed(self._files[key])

    def __iter__(self) -> Iterator[Key]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


TREES = Trees({path: path for path in FILES})
SOURCES = Trees({name: path for name, path in MODULES.items() if not name.startswith("tests")})
WRITTEN = Trees({path: path for path in FILES if not path.is_relative_to(ROOT / "articles/migrations")})


def imported_by(name: str, tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The modules that a module imports, in full, each with its line."""
    package = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield (full if full in MODULES else base), node.lineno


def room_of(name: str) -> str:
    """`articles.admin.article.forms` lives in `articles.admin.article`, `articles.views.front` in `articles.views`."""
    parts = name.split(".")
    return next(room for end in range(len(parts), 0, -1) if (room := ".".join(parts[:end])) in ROOMS)


def may_import(importer: str, imported: str) -> bool:
    here, there = room_of(importer), room_of(imported)
    return here == there or ROOMS[here] > ROOMS[there]


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def place(path: Path, line: int, what: str) -> str:
    return f"{path.relative_to(ROOT)}:{line}: {what}"


def none(found: Iterable[str]) -> None:
    wrong = sorted(set(found))
    assert not wrong, "\n" + "\n".join(wrong)


def public_names(tree: ast.Module) -> Iterator[str]:
    """What a module defines at its top, not what it imports."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))
