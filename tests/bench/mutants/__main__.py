"""Draws mutants, tries them and says which lived; see the package."""

import argparse
import json
import queue
import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import tests.bench.mutants as package
from tests.bench.mutants.covering import Covering, covering
from tests.bench.mutants.equivalents import Equivalents, equivalents
from tests.bench.mutants.making import Mutant, drawn
from tests.bench.mutants.trees import Run, Tree

ROOT = Path(__file__).resolve().parents[3]
ROOMS = (
    "articles/models/querysets", "articles/views", "articles/feeds", "articles/sitemaps.py", "articles/pictures",
    "articles/fetching", "articles/editing/publishing.py", "articles/editing/acts.py",
)  # fmt: skip
WORTH = 0.95
TIMEOUT = 300.0


def modules_of(rooms: tuple[str, ...]) -> list[Path]:
    places = [ROOT / room for room in rooms]
    return [path for place in places for path in (sorted(place.rglob("*.py")) if place.is_dir() else [place])]


def main() -> int:
    options = _options()
    modules = modules_of(tuple(options.rooms))
    print(f"seed {options.seed}", flush=True)
    mutants = list(islice(drawn(modules, ROOT, options.seed), options.number))
    named = equivalents()
    options.folder.mkdir(parents=True, exist_ok=True)
    results = _results(options.results)
    settled = {name for name, result in results.items() if not (options.again and result == "lived")}
    waiting = [each for each in mutants if each not in named and each.name not in settled]
    sound = True
    if waiting:
        trees = [Tree(ROOT, options.folder / f"tree-{number}", options.server) for number in range(options.jobs)]
        traced = covering(
            trees[0], [path.relative_to(ROOT).as_posix() for path in modules], options.folder / "traced.json"
        )
        killers = set()
        for number, (mutant, run) in enumerate(_tried(waiting, trees, traced), 1):
            results[mutant.name] = run.result
            killers.update([run.killer] if run.killer else [])
            _note(options.results, mutant, run)
            print(f"{number}/{len(waiting)} {run.result} {mutant.path}:{mutant.line}", flush=True)
        sound = _is_sound(trees[0], sorted(killers))
    return _told(mutants, results, named) if sound else 1


def _is_sound(tree: Tree, killers: list[str]) -> bool:
    """Whether the tests that killed pass where there is nothing to kill."""
    run = tree.tests([killer for killer in killers if killer.startswith("tests/")])
    if run.killer:
        print(f"Nothing is proved: without any mutant fails {run.killer}")
    return not run.killer


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=package.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", default=ROOMS, help="modules and folders of them")
    parser.add_argument("--number", type=int, default=400, help="how many mutants are drawn")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument(
        "--server", default="", help="a PostgreSQL, as postgres://root@127.0.0.1:5432: tries there what lived"
    )
    parser.add_argument(
        "--folder", type=Path, default=ROOT / "var/mutants", help="for copies of the tree and what is traced"
    )
    parser.add_argument("--results", type=Path, help="what was tried; results.jsonl in the folder")
    parser.add_argument("--again", action="store_true", help="try again what lived: there may be tests since")
    options = parser.parse_args()
    options.results = options.results or options.folder / "results.jsonl"
    return options


def _tried(mutants: list[Mutant], trees: list[Tree], traced: Covering) -> Iterator[tuple[Mutant, Run]]:
    free: queue.SimpleQueue[Tree] = queue.SimpleQueue()
    for tree in trees:
        free.put(tree)

    def one(mutant: Mutant) -> tuple[Mutant, Run]:
        tree = free.get()
        try:
            return mutant, tree.tried(mutant, traced.of(mutant), TIMEOUT)
        finally:
            free.put(tree)

    with ThreadPoolExecutor(len(trees)) as pool:
        yield from pool.map(one, mutants)


def _results(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {row["name"]: row["result"] for row in map(json.loads, lines)}


def _note(path: Path, mutant: Mutant, run: Run) -> None:
    place = f"{mutant.path}:{mutant.line}"
    row = {"name": mutant.name, "result": run.result, "at": place, "diff": mutant.diff, "killer": run.killer}
    with path.open("a", encoding="utf-8") as results:
        results.write(json.dumps(row) + "\n")


def _told(mutants: list[Mutant], results: dict[str, str], named: Equivalents) -> int:
    lived = [each for each in mutants if each not in named and results[each.name] == "lived"]
    for mutant in sorted(lived, key=lambda mutant: (mutant.path, mutant.line)):
        print(f"\n{mutant.path}:{mutant.line} lived", *mutant.diff, sep="\n")
    counts = Counter("equivalent" if each in named else results[each.name] for each in mutants)
    share = 1 - counts["lived"] / max(len(mutants), 1)
    told = ", ".join(f"{number} {result}" for result, number in counts.most_common())
    print(f"\n{len(mutants)} mutants: {told}: {share:.1%}")
    return 0 if share >= WORTH else 1


if __name__ == "__main__":
    sys.exit(main())
