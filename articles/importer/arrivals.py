"""Files on their way in: their bytes, what is known of them, and what they say, parsed on all cores. Writes nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from os import cpu_count
from typing import NamedTuple

from django.db.models import Q

from articles.importer.articles import may_assume
from articles.importer.files import SeedFile
from articles.models import Article, Provider, Topic, digest_of, text_key
from articles.seed import Problem
from articles.seed.parsed import Parsed, parse_files
from articles.seed.report import Outcome, Report
from articles.seed.schema import STATUS_FLAGS

# What is read ahead and written at once. Files of large stories are large, and memory must stay flat.
BATCH_FILES = 250
BATCH_BYTES = 8 * 1024 * 1024
_READ_AT_ONCE = 50
_PARSED_AT_ONCE = 25  # what one process sends back together shares its related entries
_WORTH_PROCESSES = 200  # starting them takes as long as parsing so many files
_MOST_PROCESSES = 4  # two already parse faster than one database writes, and each takes 30 MB
_READERS = 4  # threads: reading and digesting let others run


@dataclass(frozen=True)
class Arrival:
    file: SeedFile
    data: bytes
    digest: bytes


class Known(NamedTuple):
    """What names tell of a file before it is read: its article's slug, the digest of its last import, what it claims."""

    slug: str | None
    digest: bytes | None
    claim: str


def processes(jobs: int | None, files: int) -> "AbstractContextManager[Executor | None]":
    wanted = jobs or min(cpu_count() or 1, _MOST_PROCESSES)
    if wanted < 2 or files < _WORTH_PROCESSES:
        return nullcontext()
    return ProcessPoolExecutor(wanted, mp_context=get_context("spawn"))


def batches(files: Iterable[SeedFile], report: Report) -> Iterator[list[Arrival]]:
    """The files' bytes, in batches; what cannot be read is in the report."""
    batch: list[Arrival] = []
    size = 0
    for arrival in _read(files, report):
        if batch and (len(batch) == BATCH_FILES or size + len(arrival.data) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(arrival)
        size += len(arrival.data)
    if batch:
        yield batch


def _read(files: Iterable[SeedFile], report: Report) -> Iterator[Arrival]:
    rest = iter(files)
    with ThreadPoolExecutor(_READERS) as readers:
        while some := list(islice(rest, _READ_AT_ONCE)):
            for found in readers.map(_arrival, some) if len(some) > 1 else map(_arrival, some):
                if isinstance(found, Problem):
                    report.count(Outcome.REJECTED, [found])
                else:
                    yield found


def _arrival(file: SeedFile) -> Arrival | Problem:
    if not file.is_named_in_utf8:
        return Problem(file.shown, 1, "file", "name", "the file's name is not UTF-8; rename it")
    try:
        data = file.read()
    except OSError as wrong:
        what = f"cannot be read ({wrong.strerror}); check its permissions"
        return Problem(file.shown, 1, "file", "unreadable", what)
    return Arrival(file, data, digest_of(data))


def parsing(arrivals: Sequence[Arrival], pool: Executor | None) -> Callable[[], list[Parsed]]:
    """Begin to parse, and give what waits for the outcome."""
    texts = [(arrival.data, arrival.file.shown, arrival.file.may_lack_fences) for arrival in arrivals]
    if pool is None:
        return lambda: parse_files(texts)
    shares = [texts[start : start + _PARSED_AT_ONCE] for start in range(0, len(texts), _PARSED_AT_ONCE)]
    coming = [pool.submit(parse_files, share) for share in shares]
    return lambda: [parsed for share in coming for parsed in share.result()]


def known(files: Sequence[SeedFile], *, assume_published: bool) -> list[Known]:
    """For each file what the database knows, with the same few queries for all."""
    keys = [key for file in files if (key := text_key(file.place))]
    slugs = [file.slug for file in files if file.slug]
    columns = ("slug", "source_key", "imported_digest", "status", "assumed_published", *STATUS_FLAGS)
    rows = list(Article.objects.filter(Q(slug__in=slugs) | Q(source_key__in=keys)).values(*columns))
    by_slug = {row["slug"]: row for row in rows}
    by_place = {row["source_key"]: row for row in rows}
    topics = Topic.objects.filter(source_key__in=keys).values_list("name", "source_key", "imported_digest")
    providers = Provider.objects.filter(source_key__in=keys).values_list("domain", "source_key", "imported_digest")
    data = {row[1]: (f"topic {row[0]}", row[2]) for row in topics}
    data |= {row[1]: (f"organization {row[0]}", row[2]) for row in providers}

    def of(file: SeedFile) -> Known:
        key = text_key(file.place)
        row = by_slug.get(file.slug) if file.slug else by_place.get(key)
        if row is not None:
            again = assume_published and may_assume(Article(**row))  # published now: not the same as last time
            digest = None if again or row["imported_digest"] is None else bytes(row["imported_digest"])
            return Known(row["slug"], digest, row["slug"])
        claim, found = data.get(key, ("", None))
        return Known(file.slug, found and bytes(found), claim)

    return [of(file) for file in files]
