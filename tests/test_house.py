"""The house's rules, read from the source: what may import what, how large a thing may be, that each test is run."""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.source import (
    MODULES,
    ROOMS,
    ROOT,
    SOURCES,
    TREES,
    WRITTEN,
    Function,
    functions,
    imported_by,
    may_import,
    none,
    place,
    public_names,
    room_of,
)

LINES_OF_A_MODULE, LINES_OF_A_FUNCTION = 300, 40
LINES_OF_A_TEMPLATE, COLUMNS_OF_A_TEMPLATE = 60, 160

# Views are called after their addresses, and commands as Django calls them: their modules tell them apart.
NAMED_BY_OTHERS = (
    "articles.api",
    "articles.feeds",
    "articles.management",
    "articles.sitemaps",
    "articles.templatetags",
    "articles.views",
)
# What the codec reads and the row that keeps it are one thing seen from two sides: `seed.Article`, `models.Article`.
TWO_SIDES = {"Article", "Conflict", "Image", "Provider", "Topic"}

# Migrations carry their own copies of what they compute, in modules beside them whose names begin with `_`: what we change
# later changes no history. What one of them may import of ours all the same, each with its reason.
HISTORY_IMPORTS = {
    ("articles.migrations.0001_initial", "articles.models.fields"): (
        "a column's type is part of the state that Django compares with the models; it computes no value"
    ),
    ("articles.migrations.0008_masthead", "articles.models.masthead"): (
        "the state names the validators of the model, else Django would see a change; they touch no row"
    ),
    ("articles.migrations.0034_changes_by_month", "articles.models.querysets"): (
        "an index is what its expressions say, and the state names them, else Django would see a change"
    ),
}

STATUSES = {"draft", "review", "published", "folded", "withdrawn"}
KNOW_STATUSES = {
    "articles.advisories.matching",  # OSV's word for an advisory that its authors took back
    "articles.editing.publishing",
    "articles.models.querysets.public",
    "articles.models.article",
    "articles.seed.schema",
}


def test_imports_point_down() -> None:
    none(
        place(MODULES[name], line, f"may not import {imported}")
        for name, tree in SOURCES.items()
        for imported, line in imported_by(name, tree)
        if imported in SOURCES and not may_import(name, imported)
    )


def _at_runtime(tree: ast.Module) -> ast.Module:
    """Without what is imported for types only: a queryset's rows are its model's, whose manager the queryset is."""
    for_types = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return ast.Module([node for node in tree.body if node not in for_types], [])


def test_the_modules_of_a_room_do_not_go_in_circles() -> None:
    """A package's `__init__` gathers what its modules offer; whoever imports the package is above all of them."""
    imports = {
        name: {each for each, _ in imported_by(name, _at_runtime(tree)) if each in SOURCES and each != name}
        for name, tree in SOURCES.items()
    }
    order = TopologicalSorter(imports)
    try:
        order.prepare()
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def test_a_public_name_names_one_thing() -> None:
    homes: dict[str, set[str]] = {}
    for name, tree in SOURCES.items():
        if room_of(name) not in (*NAMED_BY_OTHERS, "articles.migrations", "articles.urls", "newsroom", "manage"):
            for each in public_names(tree):
                homes.setdefault(each, set()).add(name)
    none(
        f"{each} is defined in {', '.join(sorted(modules))}"
        for each, modules in homes.items()
        if len(modules) > 1 and each[0] != "_" and each not in TWO_SIDES
    )


def _of_history(name: str) -> bool:
    return room_of(name) == "articles.migrations" and name.rpartition(".")[2].startswith("_")


def test_migrations_compute_nothing_with_what_may_change() -> None:
    imports = {
        (name, imported): line
        for name, tree in SOURCES.items()
        if room_of(name) == "articles.migrations"
        for imported, line in imported_by(name, tree)
        if imported in SOURCES and not _of_history(imported)
    }
    none(
        place(MODULES[name], line, f"may not import {imported}: keep a copy beside it")
        for (name, imported), line in imports.items()
        if (name, imported) not in HISTORY_IMPORTS
    )
    assert HISTORY_IMPORTS.keys() <= imports.keys(), "an exception that nobody needs"


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
        if room_of(name) == "articles.seed"
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
        if name not in KNOW_STATUSES and room_of(name) != "articles.migrations"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in STATUSES
    )


def test_no_template_is_too_long_nor_too_wide() -> None:
    templates = [path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()]
    lines = {path: path.read_text(encoding="utf-8").splitlines() for path in templates}
    none(place(path, 1, f"has {len(text)} lines") for path, text in lines.items() if len(text) > LINES_OF_A_TEMPLATE)
    none(
        place(path, number, f"has {len(line)} columns")
        for path, text in lines.items()
        for number, line in enumerate(text, start=1)
        if len(line) > COLUMNS_OF_A_TEMPLATE
    )


def test_no_template_asks_which_model_it_shows() -> None:
    none(
        place(path, 1, "asks for model_name: give that model a template of its own")
        for path in (ROOT / "templates").rglob("*.html")
        if "model_name" in path.read_text(encoding="utf-8")
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
        ("articles.views.article", "articles.editing.publishing", True),
        ("articles.editing.publishing", "articles.views.article", False),
        ("articles.views.article", "articles.views.health", True),
        ("articles.views.article", "articles.feeds", False),
        ("articles.urls", "articles.views.article", True),
        ("articles.reading.search", "articles.history.revisions", False),
        ("articles.admin.article.page", "articles.history.rights", True),
        ("articles.admin.article.page", "articles.admin.desk.acts", False),
        ("articles.history.rights", "articles.admin.article.page", False),
        ("articles.exchange.importer", "articles.history.revisions", True),
        ("articles.history.revisions", "articles.exchange.importer", False),
        ("articles.seed.rules", "articles.models.article", False),
        ("articles.models.article", "articles.models.querysets", True),
        ("articles.bridge", "articles.models", True),
        ("articles.models", "articles.bridge", False),
        ("articles.checks", "newsroom.env", False),
        ("newsroom.urls", "articles.urls", True),
    ],
)
def test_the_direction_of_imports_is_read_as_the_house_means_it(importer: str, imported: str, allowed: bool) -> None:
    assert may_import(importer, imported) is allowed


def test_the_rooms_are_told_of() -> None:
    table = (ROOT / "articles" / "README.md").read_text(encoding="utf-8").partition("## Three walks")[0]
    told = {word.rstrip("/").removesuffix(".py").rpartition("/")[2] for word in re.findall(r"[\w/]+(?:/|\.py)", table)}
    none(
        room
        for room in ROOMS
        if room not in ("articles", "articles.admin", "manage") and room.rpartition(".")[2] not in told
    )


def test_every_room_says_what_it_may_touch_and_its_way_in() -> None:
    packages = [name for name in ROOMS if MODULES.get(name) and MODULES[name].name == "__init__.py" and "." in name]
    docstrings = {name: ast.get_docstring(TREES[MODULES[name]]) or "" for name in packages}
    none(f"{name}: no way in" for name, text in docstrings.items() if not re.search(r"\bWays? in\b", text))
    none(f"{name}: what may it touch?" for name, text in docstrings.items() if not re.search(r"\btouch", text))
