"""Counts the answers of this process. A count costs no system call; see `sharing` for how the others learn of it."""

import resource
import sys
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Seconds: of kept pages, of drawn ones, of the desk, and of what somebody waits for.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_MEMORY = "process_resident_memory_bytes"

Answered = tuple[str, str, str, str]  # method, view, class of the status, and whether it was kept or drawn


@dataclass
class Tallied:
    """`requests` by what was answered; `durations`, by view and how, has a number for each bucket and one beyond, then the sum in
    seconds; `now` has what holds at this moment, by name, and is of living processes only."""

    requests: Counter[Answered] = field(default_factory=Counter)
    durations: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    cpu: float = 0.0
    now: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tallied") -> None:
        self.requests.update(other.requests)
        for key, numbers in other.durations.items():
            mine = self.durations.get(key)
            self.durations[key] = numbers[:] if mine is None else [a + b for a, b in zip(mine, numbers, strict=True)]
        self.cpu += other.cpu
        self.now.update(other.now)

    def packed(self) -> dict[str, Any]:
        return {
            "requests": [[*key, number] for key, number in self.requests.items()],
            "durations": [[*key, numbers] for key, numbers in self.durations.items()],
            "cpu": self.cpu,
            "now": self.now,
        }

    @classmethod
    def unpacked(cls, told: Mapping[str, Any]) -> "Tallied":
        """Return what `packed` has given. Raises LookupError, TypeError or ValueError where it is something else."""
        requests = Counter(
            {(method, view, status, how): int(number) for method, view, status, how, number in told["requests"]}
        )
        durations = {(view, how): list(map(float, numbers)) for view, how, numbers in told["durations"]}
        if any(len(numbers) != len(BUCKETS) + 2 for numbers in durations.values()):
            raise ValueError("another version's buckets")
        return cls(requests, durations, float(told["cpu"]), Counter(told["now"]))


class _Own:
    """The numbers of this process. `touched` is set as soon as there is something that the others do not know."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.tallied = Tallied()
        self.touched = threading.Event()
        self.watched: list[Callable[[], Mapping[str, int]]] = []

    def snapshot(self) -> Tallied:
        """Return a copy with what holds now."""
        found = Tallied(cpu=time.process_time(), now=Counter(process_now()))
        with self.lock:
            found.add(self.tallied)
        for watched in self.watched:
            found.now.update(watched())
        return found


own = _Own()


def add_answer(method: str, view: str, status: int, seconds: float, *, is_kept: bool) -> None:
    how = "kept" if is_kept else "drawn"
    key = (method if method in METHODS else "other", view, f"{status // 100}xx", how)
    with own.lock:
        own.tallied.requests[key] += 1
        numbers = own.tallied.durations.get((view, how))
        if numbers is None:
            numbers = own.tallied.durations[view, how] = [0.0] * (len(BUCKETS) + 2)
        numbers[bisect_left(BUCKETS, seconds)] += 1
        numbers[-1] += seconds
    own.touched.set()


def touch() -> None:
    """Let the others hear soon what holds now."""
    own.touched.set()


def watch_process(numbers: Callable[[], Mapping[str, int]]) -> None:
    """Let this process tell numbers that hold now, each by its name."""
    own.watched.append(numbers)


def process_now() -> dict[str, int]:
    """Return the memory and the open files of this process."""
    found = {"processes": 1}
    with suppress(OSError, ValueError, IndexError):  # only Linux tells
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return found | {
            _MEMORY: pages * resource.getpagesize(),
            "process_open_files": len(list(Path("/proc/self/fd").iterdir())),
        }
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found | {_MEMORY: most * (1 if sys.platform == "darwin" else 1024)}
