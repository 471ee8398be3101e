"""Prometheus' text form, https://prometheus.io/docs/instrumenting/exposition_formats/."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from articles.metrics.counting import BUCKETS, Tallied

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass
class Family:
    """A number, with its values by their labels. `kind` is counter, gauge or histogram."""

    name: str
    kind: str
    words: str
    samples: list[tuple[str, Mapping[str, str], float]] = field(default_factory=list)

    def add(self, value: float, ending: str = "", **labels: str) -> None:
        self.samples.append((ending, labels, value))

    def lines(self) -> Iterable[str]:
        yield f"# HELP {self.name} {self.words}"
        yield f"# TYPE {self.name} {self.kind}"
        for ending, labels, value in self.samples:
            told = ",".join(f'{name}="{text.translate(_ESCAPES)}"' for name, text in labels.items())
            yield f"{self.name}{ending}{{{told}}} {_number(value)}" if told else f"{self.name}{ending} {_number(value)}"


def gauge(name: str, words: str, value: float | None = None) -> Family:
    found = Family(f"newsroom_{name}", "gauge", words)
    if value is not None:
        found.add(value)
    return found


def exposition(families: Iterable[Family]) -> str:
    return "".join(f"{line}\n" for family in families for line in family.lines())


def of_processes(numbers: Tallied) -> list[Family]:
    """Return what the processes have counted, and what holds in them now."""
    requests = Family(
        "newsroom_requests_total", "counter", "Answers, by method, view, class of status, and kept or drawn."
    )
    for (method, view, status, how), number in sorted(numbers.requests.items()):
        requests.add(number, method=method, view=view, status=status, answer=how)
    cpu = Family("newsroom_process_cpu_seconds_total", "counter", "Processor time of all processes that serve.")
    cpu.add(numbers.cpu)
    now = numbers.now
    found = [requests, _durations(numbers), cpu]
    for name, words in (
        ("processes", "Processes that serve and have answered something."),
        ("process_resident_memory_bytes", "Memory of all of them."),
        ("process_open_files", "Open files and connections of all of them."),
    ):
        found.append(gauge(name, words, now[name]))
    lanes = gauge("lane_requests", "Requests in the threads of a kind (busy), and waiting for one.")
    for name in sorted(name for name in now if ":" in name):
        lane, _, state = name.partition(":")
        lanes.add(now[name], lane=lane, state=state)
    return [*found, lanes]


def _durations(numbers: Tallied) -> Family:
    found = Family(
        "newsroom_request_duration_seconds", "histogram", "Time until an answer is ready, by view, kept or drawn."
    )
    for (view, how), (*each, total) in sorted(numbers.durations.items()):
        reached = 0.0
        for bound, number in zip((*map(_number, BUCKETS), "+Inf"), each, strict=True):
            reached += number
            found.add(reached, "_bucket", view=view, answer=how, le=bound)
        found.add(total, "_sum", view=view, answer=how)
        found.add(reached, "_count", view=view, answer=how)
    return found


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
