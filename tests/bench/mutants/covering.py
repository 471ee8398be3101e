"""Which tests run which lines, and how long each takes: traced once, and again only for files of tests that changed."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from itertools import takewhile
from pathlib import Path

from coverage import CoverageData

from tests.bench.mutants.making import Mutant
from tests.bench.mutants.trees import Tree

# Others drive a browser or a process of their own, or are of the codec and the house: none of them runs these lines.
_FOLDERS = ("tests/articles", "tests/newsroom")
_BUDGET = 30.0  # seconds that the tests of one mutant may take together, as they were measured
# What runs in a process of its own is not traced: its tests are those that come to the line from which it is started.
_STARTED = {"articles/pictures/darkroom.py": ("articles/pictures/developing.py", "darkroom.__file__")}


@dataclass(frozen=True)
class Traced:
    """One test. `lines` has the lines that it runs, by the path of their module."""

    name: str
    seconds: float
    lines: dict[str, list[int]]


class Covering:
    def __init__(self, tests: Iterable[Traced], place: Path) -> None:
        self.tests = list(tests)
        self.started = {path: (of, _line_of(place / of, text)) for path, (of, text) in _STARTED.items()}

    def of(self, mutant: Mutant) -> list[str]:
        """The tests to try, those beside the module first and of these the quickest; as many as the budget allows.

        What runs when a module is imported is no test's: then all count that run anything of the module.
        """
        reaching = [test for test in self.tests if mutant.path in test.lines]
        wanted = set(mutant.lines) if mutant.is_in_a_function else set()
        exact = [test for test in reaching if wanted.intersection(test.lines[mutant.path])]
        if mutant.path in self.started:
            starter, line = self.started[mutant.path]
            exact += [test for test in self.tests if line in test.lines.get(starter, ()) and test not in exact]
        budget = _BUDGET if exact else 4 * _BUDGET
        chosen: list[str] = []
        spent = 0.0
        for test in sorted(exact or reaching, key=lambda test: (-_nearness(test.name, mutant.path), test.seconds)):
            if chosen and spent + test.seconds > budget:
                break
            chosen.append(test.name)
            spent += test.seconds
        return chosen


def _nearness(test: str, path: str) -> int:
    """How much of the way to a test is that to a module: `tests/articles/views/test_front.py` is of `articles/views/front.py`."""
    ours = test.partition("::")[0].removeprefix("tests/").replace("/test_", "/").split("/")
    theirs = path.removesuffix(".py").split("/")
    return sum(1 for _ in takewhile(lambda parts: parts[0].startswith(parts[1]), zip(ours, theirs, strict=False)))


def _line_of(path: Path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in line)


def covering(tree: Tree, modules: Collection[str], kept: Path) -> Covering:
    """Traces what `kept` does not know: all where a module changed, else the files of tests that did."""
    now = {path: _digest(tree.place / path) for path in modules}
    known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    if known.get("modules") != now:
        known = {"modules": now, "files": {}, "tests": {}}
    files = {
        path.relative_to(tree.place).as_posix(): _digest(path)
        for folder in _FOLDERS
        for path in sorted((tree.place / folder).rglob("test_*.py"))
    }
    stale = [path for path, digest in files.items() if known["files"].get(path) != digest]
    tests = [
        test for test in known["tests"] if (path := test["name"].partition("::")[0]) in files and path not in stale
    ]
    if stale:
        tests += [asdict(test) for test in _traced(tree, modules, stale)]
    kept.write_text(json.dumps({"modules": now, "files": files, "tests": tests}), encoding="utf-8")
    return Covering((Traced(**test) for test in tests), tree.place)


def _traced(tree: Tree, modules: Collection[str], files: list[str]) -> list[Traced]:
    data, settings = tree.place / "traced", tree.place / "trace.ini"
    data.unlink(missing_ok=True)
    settings.write_text(
        "[run]\ndata_file = traced\ninclude =\n" + "".join(f"    {path}\n" for path in modules), encoding="utf-8"
    )
    tree.pytest(["--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report=", *files], compiled=True)
    traced = CoverageData(str(data))
    traced.read()
    lines: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for path in modules:
        for line, contexts in traced.contexts_by_lineno(str(tree.place / path)).items():
            for context in contexts:
                lines[context.partition("|")[0]][path].append(line)
    return [
        Traced(test.name, test.seconds, dict(lines[test.name]))
        for test in tree.told()
        if test.passed and test.name in lines
    ]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
