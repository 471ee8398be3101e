"""What the real server does while things go wrong, in figures. Way in: `python -m tests.bench.faults`."""
