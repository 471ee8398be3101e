"""Divides files into batches that fit into memory and a short transaction. Reads and writes no file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from itertools import islice
from typing import Any

from articles.exchange.importer.arrivals import Arrival, arrivals, parsing
from articles.exchange.importer.articles import Step
from articles.exchange.importer.files import SeedFile
from articles.exchange.importer.pace import Pace
from articles.exchange.importer.recognising import Known
from articles.exchange.report import Outcome, Report
from articles.seed import Problem
from articles.seed.parsed import Parsed


class Batch:
    """Files that are recognised. Those that may have changed are being parsed."""

    def __init__(self, files: Sequence[Arrival], pool: Executor | None) -> None:
        self.all = files
        self.fresh = [each for each in files if not each.is_unchanged]
        self.outcome = parsing(self.fresh, pool)

    def parsed(self) -> dict[SeedFile, Parsed]:
        return {each.file: parsed for each, parsed in zip(self.fresh, self.outcome(), strict=True)}


def batches(
    files: Iterable[SeedFile], report: Report, known: Callable[[Sequence[SeedFile]], Iterable[Known]], pace: Pace
) -> Iterator[list[Arrival]]:
    """Yield the files, recognised or read, in batches; those that cannot be read go into the report."""
    rest = _named(files, report)
    while some := list(islice(rest, pace.files)):
        yield from _of_size(arrivals(zip(some, known(some), strict=True), report), pace)


def _named(files: Iterable[SeedFile], report: Report) -> Iterator[SeedFile]:
    for file in files:
        if wrong := file.unfit:
            code = "unreadable" if file.fault else "name"
            report.count(Outcome.REJECTED, [Problem(file.shown, 1, "file", code, wrong)])
        else:
            yield file


def _of_size(files: Iterable[Arrival], pace: Pace) -> Iterator[list[Arrival]]:
    batch: list[Arrival] = []
    size = 0
    for each in files:
        length = len(each.data or b"")
        if batch and size + length > pace.bytes:
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += length
    if batch:
        yield batch


def one_ahead(items: Iterable[Any]) -> Iterator[Any]:
    """Yield each item after the next one has been begun."""
    before = None
    for item in items:
        if before is not None:
            yield before
        before = item
    if before is not None:
        yield before


def articles_of(steps: Iterable[Step]) -> list[Step]:
    return [step for step in steps if step.is_article]


def staying(waiting: Sequence[Step], arrived: Sequence[Step], pace: Pace) -> list[Step]:
    """Return the waiting files that are to be written with those that just arrived.

    All are where they are few, so that an archive where little changed is one transaction. Otherwise they are those whose
    related entries name an article that arrived, so that no entry is written first with all its words and then as an edge.
    """
    if _fit([*waiting, *arrived], pace, batches=1):
        return list(waiting)
    arriving = {url for step in articles_of(arrived) for url in (step.document.web_url, step.document.original_url)}
    kept = [step for step in articles_of(waiting) if not arriving.isdisjoint(step.urls_named())]
    return kept if _fit([*kept, *arrived], pace, batches=2) else []


def _fit(steps: Sequence[Step], pace: Pace, batches: int) -> bool:
    return len(steps) <= batches * pace.files and sum(len(step.data) for step in steps) <= batches * pace.bytes
