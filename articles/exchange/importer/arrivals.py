"""Files on their way in: their bytes, what is known of them, and what they say, parsed on all cores. Writes no document."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from os import cpu_count
from typing import Any, NamedTuple

from articles.exchange.importer.articles import may_assume
from articles.exchange.importer.files import SeedFile
from articles.exchange.report import Outcome, Report
from articles.models import Article, Provider, Topic, digest_of, text_key
from articles.seed import Problem
from articles.seed.parsed import Parsed, parse_files
from articles.seed.schema import STATUS_FLAGS
from articles.store import update_rows

# What is read ahead and written at once. Files of large stories are large, and memory must stay flat.
BATCH_FILES = 200
BATCH_BYTES = 6 * 1024 * 1024
_PARSED_AT_ONCE = 25  # what one process sends back together shares its related entries
_WORTH_SHARING = 50  # files; of an archive where little changed, processes would parse less than they cost
MANY = 200  # files: starting processes takes as long as parsing so many
_MOST_PROCESSES = 4  # two already parse faster than one database writes, and each takes 30 MB


class Known(NamedTuple):
    """What names tell of a file before it is read: its article's slug and last import, and what it claims."""

    slug: str | None
    digest: bytes | None = None
    claim: str = ""
    pk: int | None = None
    stamp: int | None = None


@dataclass(frozen=True)
class Arrival:
    """A file with its bytes, or without where its stamp tells that they are those of its last import."""

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


def batches(
    files: Iterable[SeedFile], report: Report, known: Callable[[Sequence[SeedFile]], Iterable[Known]]
) -> Iterator[list[Arrival]]:
    """The files, recognised or read, in batches; what cannot be read is in the report."""
    rest = _named(files, report)
    while some := list(islice(rest, BATCH_FILES)):
        yield from _of_size(arrivals(zip(some, known(some), strict=True), report))


def _named(files: Iterable[SeedFile], report: Report) -> Iterator[SeedFile]:
    for file in files:
        if file.is_named_in_utf8:
            yield file
        else:
            message = "the file's name is not UTF-8; rename it"
            report.count(Outcome.REJECTED, [Problem(file.shown, 1, "file", "name", message)])


def nothing_known(files: Sequence[SeedFile]) -> list[Known]:
    return [Known(file.slug) for file in files]


def arrivals(files: Iterable[tuple[SeedFile, Known]], report: Report, *, anyway: bool = False) -> Iterator[Arrival]:
    """The files, each read only where its stamp is not that of its last import, or anyway."""
    for file, fact in files:
        found = _arrival(file, fact, anyway=anyway)
        if isinstance(found, Problem):
            report.count(Outcome.REJECTED, [found])
        else:
            yield found


def _of_size(files: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    batch: list[Arrival] = []
    size = 0
    for each in files:
        length = len(each.data or b"")
        if batch and size + length > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += length
    if batch:
        yield batch


def _arrival(file: SeedFile, fact: Known, *, anyway: bool) -> Arrival | Problem:
    try:
        stamp = file.stamp() if file.place else None
        if fact.digest and stamp and stamp == fact.stamp and not anyway:
            return Arrival(file, fact, None, fact.digest, stamp)
        data = file.read()
    except OSError as wrong:
        what = f"cannot be read ({wrong.strerror}); check its permissions"
        return Problem(file.shown, 1, "file", "unreadable", what)
    return Arrival(file, fact, data, digest_of(data), stamp)


def parsing(files: Sequence[Arrival], pool: Executor | None) -> Callable[[], list[Parsed]]:
    """Begin to parse, and give what waits for the outcome."""
    texts = [(each.data or b"", each.file.shown, each.file.may_lack_fences) for each in files]
    if pool is None or len(texts) < _WORTH_SHARING:
        return lambda: parse_files(texts)
    shares = [texts[start : start + _PARSED_AT_ONCE] for start in range(0, len(texts), _PARSED_AT_ONCE)]
    coming = [pool.submit(parse_files, share) for share in shares]
    return lambda: [parsed for share in coming for parsed in share.result()]


def known(files: Sequence[SeedFile], *, assume_published: bool = False) -> list[Known]:
    """For each file what the database knows, with the same few queries for all."""
    rows = _rows(slug__in=[file.slug for file in files if file.slug])
    by_slug = {row["slug"]: row for row in rows}
    keys = [key for file in files if not file.slug and (key := text_key(file.place))]
    by_place = {row["source_key"]: row for row in _rows(source_key__in=keys)}
    documents = _data_documents(keys)

    def of(file: SeedFile) -> Known:
        key = None if file.slug else text_key(file.place)
        row = by_slug.get(file.slug) if file.slug else by_place.get(key)
        if row is None:
            return Known(file.slug, *documents.get(key, ()))
        again = assume_published and may_assume(Article(**row))  # published now: not the same as last time
        digest = None if again or row["imported_digest"] is None else bytes(row["imported_digest"])
        return Known(row["slug"], digest, row["slug"], row["pk"], row["source_stamp"])

    return [of(file) for file in files]


def _rows(**among: Sequence[Any]) -> Sequence[dict[str, Any]]:
    columns = (
        "pk",
        "slug",
        "source_key",
        "source_stamp",
        "imported_digest",
        "status",
        "assumed_published",
        *STATUS_FLAGS,
    )
    return list(Article.objects.filter(**among).values(*columns)) if any(among.values()) else []


def remember_stamps(files: Iterable[Arrival]) -> None:
    """Of unchanged files that had to be read: next time they need not be."""
    stale = [each for each in files if each.data is not None and each.stamp and each.known.pk]
    update_rows([Article(pk=each.known.pk, source_stamp=each.stamp) for each in stale], ["source_stamp"])


def _data_documents(keys: Sequence[int]) -> dict[int | None, tuple[bytes | None, str]]:
    """Of topics and organizations by the place of their file: the digest of their last import, and what they claim."""
    found: dict[int | None, tuple[bytes | None, str]] = {}
    if keys:
        topics = Topic.objects.filter(source_key__in=keys).values_list("name", "source_key", "imported_digest")
        providers = Provider.objects.filter(source_key__in=keys).values_list("domain", "source_key", "imported_digest")
        for kind, rows in (("topic", topics), ("organization", providers)):
            for name, key, digest in rows:
                found[key] = (bytes(digest) if digest else None, f"{kind} {name}")
    return found
