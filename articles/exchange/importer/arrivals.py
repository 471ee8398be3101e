"""Files that arrive: their bytes, and what they say, parsed on all cores. Writes no document."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from multiprocessing import get_context
from os import cpu_count

from articles.exchange.importer.files import SeedFile, why_unreadable
from articles.exchange.importer.recognising import Known
from articles.exchange.report import Outcome, Report
from articles.models import Article, digest_of
from articles.seed import Problem
from articles.seed.parsed import Parsed, parse_files
from articles.store import update_rows

_PARSED_AT_ONCE = 25  # files that one process returns together share their related entries
# Where little changed, processes would cost more than they save; few files of a large story are much to parse.
_WORTH_SHARING, _MUCH = 50, 1024 * 1024  # files, and bytes
MANY = 200  # files: starting processes takes as long as parsing this many
_MOST_PROCESSES = 4  # two already parse faster than one database writes, and each takes 30 MB


@dataclass(frozen=True)
class Arrival:
    """A file with its bytes, or without them where its stamp shows that they are those of its last import."""

    file: SeedFile
    known: Known
    data: bytes | None
    digest: bytes
    stamp: int | None

    @property
    def is_unchanged(self) -> bool:
        return self.digest == self.known.digest


def processes(jobs: int | None, files: int) -> "AbstractContextManager[Executor | None]":
    wanted = jobs or min(cpu_count() or 1, _MOST_PROCESSES)
    if wanted < 2 or files < MANY:
        return nullcontext()
    return ProcessPoolExecutor(wanted, mp_context=get_context("spawn"))


def arrivals(files: Iterable[tuple[SeedFile, Known]], report: Report, *, anyway: bool = False) -> Iterator[Arrival]:
    """Yield the files. Each is read only where its stamp differs from that of its last import, or with `anyway`."""
    for file, fact in files:
        found = _arrival(file, fact, anyway=anyway)
        if isinstance(found, Problem):
            report.count(Outcome.REJECTED, [found])
        else:
            yield found


def _arrival(file: SeedFile, fact: Known, *, anyway: bool) -> Arrival | Problem:
    try:
        stamp = file.stamp() if file.place else None
        if fact.digest and stamp and stamp == fact.stamp and not anyway:
            return Arrival(file, fact, None, fact.digest, stamp)
        data = file.read()
    except OSError as wrong:
        return Problem(file.shown, 1, "file", "unreadable", why_unreadable(wrong))
    return Arrival(file, fact, data, digest_of(data), stamp)


def parsing(files: Sequence[Arrival], pool: Executor | None) -> Callable[[], list[Parsed]]:
    """Begin to parse, and return a function that waits for the outcome."""
    texts = [(each.data or b"", each.file.shown, each.file.may_lack_fences) for each in files]
    if pool is None or (len(texts) < _WORTH_SHARING and sum(len(data) for data, *_ in texts) < _MUCH):
        return lambda: parse_files(texts)
    shares = [texts[start : start + _PARSED_AT_ONCE] for start in range(0, len(texts), _PARSED_AT_ONCE)]
    coming = [pool.submit(parse_files, share) for share in shares]
    return lambda: [parsed for share in coming for parsed in share.result()]


def remember_stamps(files: Iterable[Arrival]) -> None:
    """Store the stamps of unchanged files that had to be read, so that the next import need not read them."""
    stale = [each for each in files if each.data is not None and each.stamp and each.known.pk]
    update_rows([Article(pk=each.known.pk, source_stamp=each.stamp) for each in stale], ["source_stamp"])
