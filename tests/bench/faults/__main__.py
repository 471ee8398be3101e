"""What the real server does while things go wrong, in figures.

    python -m tests.bench.faults [KIND …]

On DATABASE_URL where it is set, which it fills, else on SQLite. Faults of the disk need root, which can make small disks.
"""

import sys
from collections.abc import Callable

from tests.bench.faults.beside import beside
from tests.bench.faults.copies import copies
from tests.bench.faults.crowds import crowds
from tests.bench.faults.guessing import guessing
from tests.bench.faults.kills import kills
from tests.bench.faults.outages import outages
from tests.bench.faults.tries import tries

KINDS: dict[str, Callable[[], None]] = {
    "outages": outages,
    "beside": beside,
    "kills": kills,
    "crowds": crowds,
    "copies": copies,
    "guessing": guessing,
    "tries": tries,
}


def main(asked: list[str]) -> int:
    if unknown := set(asked) - KINDS.keys():
        raise SystemExit(f"no such kind: {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}")
    for kind in asked or KINDS:
        KINDS[kind]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
