"""What tests try of every address, at their whole length: any request, hidden words as canaries, the headers of each kind."""

import os
import subprocess
import sys

from tests.lengths import FIGURE, WHOLE

_TESTS = {
    "requests that nobody means": "tests/articles/test_any_request.py",
    "canaries": "tests/articles/test_canaries.py",
    "headers, by the points of Mozilla's Observatory": "tests/articles/test_headers.py",
}


def tries() -> None:
    for name, file in _TESTS.items():
        run = [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", "-p", "no:randomly", file]
        told = subprocess.run(run, env=os.environ | {WHOLE: "1"}, capture_output=True, text=True, check=False)
        lines = told.stdout.splitlines()
        print(f"{name}: {lines[-1] if lines else told.stderr}")
        for line in lines:
            if FIGURE in line:
                print(f"  {line.partition(FIGURE)[2]}")
