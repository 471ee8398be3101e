"""The mutants that no test can kill, as they do the same: named in `equivalent.txt`, each with the reason."""

from pathlib import Path

from tests.bench.mutants.making import Mutant

LIST = Path(__file__).with_name("equivalent.txt")


class Equivalents:
    """Blocks between empty lines: the module, the lines before (-) and after (+) the change, and a sentence that says why."""

    def __init__(self, text: str) -> None:
        blocks = [block.splitlines() for block in text.split("\n\n") if block.strip() and not block.startswith("#")]
        self.known = {(lines[0], _change(lines[1:])): lines[-1] for lines in blocks}

    def __contains__(self, mutant: Mutant) -> bool:
        return (mutant.path, _change(mutant.diff)) in self.known


def equivalents() -> Equivalents:
    return Equivalents(LIST.read_text(encoding="utf-8"))


def _change(lines: list[str]) -> tuple[str, ...]:
    """Without the depth at which the lines stand."""
    return tuple(f"{line[0]} {line[1:].strip()}" for line in lines if line.startswith(("-", "+")))
