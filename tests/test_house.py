"""The house's rules, read from the source: what may import what, how large a thing may be, that each test is run."""

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINES_OF_A_MODULE, LINES_OF_A_FUNCTION = 300, 40

# What may import what: a module may import from lower floors, and on its own as told below.
FLOORS = ("seed", "models", "bridge", "verbs", "edges", "wiring")
FLOOR_OF = {
    "articles": "seed",
    "articles.seed": "seed",
    "articles.models": "models",
    "articles.querysets": "models",
    "articles.migrations": "models",
    "articles.bridge": "bridge",
    "newsroom": "wiring",
    "manage": "wiring",
} | {
    f"articles.{edge}": "edges"
    for edge in (
        "admin", "apps", "checks", "feeds", "management", "middleware", "sitemaps", "templatetags", "urls", "views",
    )
}  # fmt: skip
VERBS_THAT_USE_VERBS = {
    "acts": {"publishing", "revisions"},
    "batches": {"publishing", "revisions"},
    "conflicts": {"publishing", "revisions"},
    "desk": {"publishing", "stories"},
    "duplicates": {"revisions"},
    "editing": {"conflicts", "publishing", "revisions", "trees"},
    "exporter": {"revisions"},
    "importer": {"conflicts", "duplicates", "naming", "publishing", "revisions", "stories"},
    "merging": {"publishing", "revisions"},
    "pictures": {"rendering"},
    "previews": {"links"},
    "prose": {"rendering"},
    "publishing": {"masthead", "revisions"},
    "search": {"trees"},
    "triage": {"publishing", "rendering", "search"},
    "structured": {"links", "masthead", "rendering"},
    "stories": {"publishing", "revisions"},
    "spellings": {"editing", "revisions"},
    "synonyms": {"revisions"},
}
EDGES_THAT_USE_EDGES = {
    "apps": {"checks"},
    "middleware": {"views.health", "views.media"},  # answered before the table of addresses is asked
    "urls": {"feeds", "sitemaps", "views"},
}

STATUSES = {"draft", "review", "published", "folded", "withdrawn"}
KNOW_STATUSES = {
    "articles.publishing",
    "articles.querysets.public",
    "articles.models.article",
    "articles.seed.schema",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = [
    ROOT / "manage.py",
    *(p for top in ("articles", "newsroom", "tests") for p in sorted((ROOT / top).rglob("*.py"))),
]
TREES = {path: ast.parse(path.read_text(encoding="utf-8"), str(path)) for path in FILES}
MODULES = {name_of(path): path for path in FILES}
SOURCES = {name: TREES[path] for name, path in MODULES.items() if not name.startswith("tests")}
WRITTEN = {path: tree for path, tree in TREES.items() if "migrations" not in path.parts}


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


def unit_of(name: str) -> str:
    """What the rules speak of: `articles.views.news` belongs to the unit `articles.views`."""
    return ".".join(name.split(".")[:2]) if name.startswith("articles.") else name.partition(".")[0]


def floor_of(name: str) -> int:
    return FLOORS.index(FLOOR_OF.get(unit_of(name), "verbs"))


def may_import(importer: str, imported: str) -> bool:
    if unit_of(importer) == unit_of(imported):
        return True
    if floor_of(importer) != floor_of(imported):
        return floor_of(importer) > floor_of(imported)
    allowed = {"verbs": VERBS_THAT_USE_VERBS, "edges": EDGES_THAT_USE_EDGES}.get(FLOORS[floor_of(importer)])
    if allowed is None:
        return True
    target = imported.removeprefix("articles.")
    return any(f"{target}.".startswith(f"{name}.") for name in allowed.get(unit_of(importer)[9:], ()))


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def place(path: Path, line: int, what: str) -> str:
    return f"{path.relative_to(ROOT)}:{line}: {what}"


def none(found: Iterable[str]) -> None:
    wrong = sorted(set(found))
    assert not wrong, "\n" + "\n".join(wrong)


def test_imports_point_down() -> None:
    none(
        place(MODULES[name], line, f"may not import {imported}")
        for name, tree in SOURCES.items()
        for imported, line in imported_by(name, tree)
        if imported in SOURCES and not may_import(name, imported)
    )


def test_no_source_imports_tests() -> None:
    none(
        place(MODULES[name], line, f"may not import {imported}")
        for name, tree in SOURCES.items()
        for imported, line in imported_by(name, tree)
        if imported.split(".")[0] == "tests"
    )


def test_the_codec_knows_nothing_but_python_and_yaml() -> None:
    known = sys.stdlib_module_names | {"articles", "yaml"}
    none(
        place(MODULES[name], line, f"may not import {imported}")
        for name, tree in SOURCES.items()
        if unit_of(name) == "articles.seed"
        for imported, line in imported_by(name, tree)
        if imported.split(".")[0] not in known
    )


def test_yaml_is_imported_in_one_module() -> None:
    importers = {
        name
        for name, tree in SOURCES.items()
        for imported, _ in imported_by(name, tree)
        if imported.split(".")[0] == "yaml"
    }
    assert importers == {"articles.seed.frontmatter"}


def test_no_function_imports() -> None:
    none(
        place(path, node.lineno, f"{function.name} imports")
        for path, tree in WRITTEN.items()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    )


def test_statuses_are_spelled_where_they_are_decided() -> None:
    none(
        place(MODULES[name], node.lineno, f"spells the status {node.value!r}")
        for name, tree in SOURCES.items()
        if name not in KNOW_STATUSES and unit_of(name) != "articles.migrations"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in STATUSES
    )


def test_no_module_is_too_long() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in WRITTEN}
    none(place(path, lines, "has that many lines") for path, lines in lengths.items() if lines > LINES_OF_A_MODULE)


def test_no_function_is_too_long() -> None:
    lengths = (
        (path, f, (f.end_lineno or f.lineno) - f.lineno + 1) for path, tree in WRITTEN.items() for f in functions(tree)
    )
    none(
        place(path, function.lineno, f"{function.name} has {lines} lines")
        for path, function, lines in lengths
        if lines > LINES_OF_A_FUNCTION
    )


def test_every_module_says_what_it_is_for() -> None:
    none(place(path, 1, "no docstring") for path, tree in WRITTEN.items() if tree.body and not ast.get_docstring(tree))


def unrun(path: Path, tree: ast.Module) -> Iterator[str]:
    """The tests of a file that pytest does not find, or that another one of the same name hides."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test")]
    scopes: list[ast.Module | ast.ClassDef] = [tree, *classes]
    found: list[Function] = []
    for scope in scopes:
        here = [node for node in scope.body if isinstance(node, Function) and node.name.startswith("test")]
        found += here
        hidden = [name for name, times in Counter(node.name for node in here).items() if times > 1]
        yield from (place(path, node.lineno, f"{node.name} is there twice") for node in here if node.name in hidden)
    for function in functions(tree):
        if function.name.startswith("test_") and function not in found:
            yield place(path, function.lineno, f"{function.name} is nested where nobody finds it")
    if not found and not any(isinstance(node, ast.Assign) for node in tree.body):
        yield place(path, 1, "no test in it")


def test_every_test_is_run() -> None:
    tests = {path: tree for path, tree in TREES.items() if path.is_relative_to(ROOT / "tests")}
    none(wrong for path, tree in tests.items() if path.name.startswith("test_") for wrong in unrun(path, tree))
    none(
        place(path, function.lineno, f"{function.name} is in a file that is not called test_")
        for path, tree in tests.items()
        if not path.name.startswith("test_")
        for function in functions(tree)
        if function.name.startswith("test_")
    )
    none(
        place(path, 1, f"needs {path.parent.relative_to(ROOT)}/__init__.py: names repeat across folders")
        for path in tests
        if not (path.parent / "__init__.py").exists()
    )


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("articles.views.article", "articles.publishing", True),
        ("articles.publishing", "articles.views.article", False),
        ("articles.views.article", "articles.views.health", True),
        ("articles.views.article", "articles.feeds", False),
        ("articles.urls", "articles.views.article", True),
        ("articles.middleware", "articles.views.health", True),
        ("articles.middleware", "articles.views.article", False),
        ("articles.importer", "articles.revisions", True),
        ("articles.revisions", "articles.importer", False),
        ("articles.seed.rules", "articles.models.article", False),
        ("articles.models.article", "articles.querysets", True),
        ("articles.bridge", "articles.models", True),
        ("articles.models", "articles.bridge", False),
        ("articles.checks", "newsroom.env", False),
        ("newsroom.urls", "articles.urls", True),
    ],
)
def test_the_direction_of_imports_is_read_as_the_house_means_it(importer: str, imported: str, allowed: bool) -> None:
    assert may_import(importer, imported) is allowed
