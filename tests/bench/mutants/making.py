"""The mutants of a module: each place that one of mutmut's operators would change, as the whole text with that one change."""

import ast
import difflib
import hashlib
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import libcst
from mutmut.mutation.mutators import mutation_operators

# Names of headers and of codecs are the same in upper and lower case.
_SAME_IN_ANY_CASE = re.compile(r"[A-Z][A-Za-z]*(-[A-Z][A-Za-z]*)+|ETag|Vary|Link|Location|Allow|utf-8|latin-1|ascii")
# Calls whose arguments are for types or for nobody's eyes, or that any change breaks at once.
_LEFT_ALONE = {"cast", "isinstance", "len", "Http404"}


@dataclass(frozen=True)
class Mutant:
    """`path` is relative to the root of the project."""

    path: str
    before: str
    after: str

    @property
    def name(self) -> str:
        return hashlib.sha256(f"{self.path}\0{self.before}\0{self.after}".encode()).hexdigest()[:16]

    @cached_property
    def diff(self) -> list[str]:
        lines = difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), lineterm="", n=0)
        return [line for line in lines if not line.startswith(("---", "+++", "@@"))]

    @cached_property
    def line(self) -> int:
        pairs = zip(self.before.splitlines(), self.after.splitlines(), strict=False)
        return next((number for number, (old, new) in enumerate(pairs, 1) if old != new), 1)

    @cached_property
    def lines(self) -> range:
        """Those of the statement that it is in, without the block of a compound one: any of them is traced when it runs.

        Of the head of a function all of the function's: what it says of parameters matters to those who call it.
        """
        around = [
            node
            for node in ast.walk(ast.parse(self.before))
            if isinstance(node, ast.stmt) and node.lineno <= self.line <= (node.end_lineno or node.lineno)
        ]
        inner = max(around, key=lambda node: node.lineno)
        block: list[ast.stmt] = [] if isinstance(inner, ast.FunctionDef) else getattr(inner, "body", [])
        return range(inner.lineno, max(block[0].lineno if block else (inner.end_lineno or 0) + 1, inner.lineno + 1))

    @property
    def is_in_a_function(self) -> bool:
        """Or in its head. What is not runs once, when the module is imported, whichever test happens to come first."""
        return any(
            isinstance(node, ast.FunctionDef) and node.lineno <= self.line <= (node.end_lineno or node.lineno)
            for node in ast.walk(ast.parse(self.before))
        )


def drawn(paths: Iterable[Path], root: Path, seed: int) -> Iterator[Mutant]:
    """All mutants of these modules in an order that the seed decides, each once; those that are no Python are left out."""
    sources = {path: path.read_text(encoding="utf-8") for path in paths}
    modules = {path: libcst.parse_module(before) for path, before in sources.items()}
    places = [(path, place) for path, module in modules.items() for place in _places_of(module)]
    random.Random(seed).shuffle(places)
    seen: set[str] = set()
    for path, (node, changed) in places:
        before = sources[path]
        after = libcst.ensure_type(modules[path].deep_replace(node, changed), libcst.Module).code
        mutant = Mutant(path.relative_to(root).as_posix(), before, after)
        if mutant.after != before and mutant.name not in seen and _is_python(mutant.after):
            seen.add(mutant.name)
            yield mutant


def _places_of(module: libcst.Module) -> list[tuple[libcst.CSTNode, libcst.CSTNode]]:
    visitor = _Places()
    module.visit(visitor)
    return visitor.found


def _is_python(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True


class _Places(libcst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[libcst.CSTNode, libcst.CSTNode]] = []

    def on_visit(self, node: libcst.CSTNode) -> bool:
        if _says_nothing(node):
            return False
        for kind, changes in mutation_operators:
            if isinstance(node, kind):
                self.found += [(node, changed) for changed in changes(node) if not _is_same(node, changed)]
        return True


def _is_same(node: libcst.CSTNode, changed: libcst.CSTNode) -> bool:
    match node, changed:
        case (
            libcst.Call(func=libcst.Attribute(attr=libcst.Name(value="order_by")), args=[*before, last]),
            libcst.Call(args=[*after]),
        ) if len(before) == len(after) and all(map(libcst.CSTNode.deep_equals, before, after)):
            return isinstance(last.value, libcst.SimpleString) and last.value.raw_value == "pk"
        case libcst.SimpleString(raw_value=old), libcst.SimpleString(raw_value=new) if old.lower() == new.lower():
            return bool(_SAME_IN_ANY_CASE.fullmatch(old))
    return False


def _says_nothing(node: libcst.CSTNode) -> bool:
    """What is there for readers of the source and for types only."""
    match node:
        case libcst.Annotation() | libcst.Decorator() | libcst.Import() | libcst.ImportFrom():
            return True
        case libcst.Call(func=libcst.Name(value="zip"), args=[*_, libcst.Arg(keyword=libcst.Name(value="strict"))]):
            return True  # that both are as long is said for readers; where they are not, a test has failed before
        case libcst.Call(func=libcst.Name(value=name)):
            return name in _LEFT_ALONE
        case libcst.Subscript(value=libcst.Attribute(attr=libcst.Name(value="QuerySet"))):
            return True
        case libcst.If(test=libcst.Name(value="TYPE_CHECKING")):
            return True
        case libcst.Assign(targets=[libcst.AssignTarget(target=libcst.Name(value="__all__"))]):
            return True
        case libcst.Assign(value=libcst.Subscript(value=libcst.Name(value="Callable"))):
            return True
    return False
