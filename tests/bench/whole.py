"""The tests of which a run takes a short sample, at their whole length: kills by the dozen, hundreds of histories.

    python -m tests.bench.whole [ARGUMENTS OF PYTEST …]

On DATABASE_URL where it is set, else on SQLite.
"""

import os
import sys

import pytest

from tests.lengths import WHOLE


def main() -> int:
    os.environ[WHOLE] = "1"
    return int(pytest.main(["-m", "sampled", "-rA", "--durations=0", *sys.argv[1:]]))


if __name__ == "__main__":
    sys.exit(main())
