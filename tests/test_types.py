"""Where a parameter may be `Any`: nowhere but in what stands here. mypy holds all the rest to its types."""

import ast
from collections.abc import Iterator

from tests.source import MODULES, SOURCES, Trees, functions, room_of

WITHOUT_TYPE = {
    # Django gives these the queryset of any model, or a text that is translated later.
    "articles.admin.article.page.get_search_results(queryset)",
    "articles.admin.kit.filters.queryset(queryset)",
    "articles.admin.kit.formpage.message_user(message)",
    # A query or a form has put on the object what its class does not have.
    "articles.admin.imports.pages._was_killed(record)",
    "articles.admin.kit.uploads.develop_upload(file)",
    # The document is of the kind of the subject beside it; the field is one that has a column.
    "articles.exchange.importer.data_files._write(merged)",
    "articles.store.rows._quoted(field)",
}
# `Any` under a name that says what it stands for.
NAMES_OF_ANY = {"articles.seed.document.FieldValue", "articles.seed.frontmatter.Event", "articles.seed.plain.Json"}

# A migration's functions are given what Django made of the models of its time.
BY_HAND = Trees({name: MODULES[name] for name in SOURCES if room_of(name) != "articles.migrations"})


def without_type(tree: ast.Module) -> Iterator[str]:
    """What is passed on, `*args` and `**kwargs`, has no other type."""
    for function in functions(tree):
        for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
            if each.annotation and "Any" in ast.unparse(each.annotation).strip("'").split(" | "):
                yield f"{function.name}({each.arg})"


def names_of_any(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and ast.unparse(node.value) == "Any":
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from map(ast.unparse, targets)


def test_a_parameter_has_a_type() -> None:
    assert {f"{name}.{each}" for name, tree in BY_HAND.items() for each in without_type(tree)} == WITHOUT_TYPE


def test_any_has_no_more_names() -> None:
    assert {f"{name}.{each}" for name, tree in BY_HAND.items() for each in names_of_any(tree)} == NAMES_OF_ANY
