"""One import from its paths to its report: reads, recognises what has not changed, parses, plans and applies, in batches.

Each batch is one short transaction, so that a killed run leaves whole articles only and editors never wait long.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from itertools import islice
from multiprocessing import get_context
from os import cpu_count
from typing import Any

from django.db import DataError, IntegrityError
from django.db.models import Q
from tqdm import tqdm

from articles import seed
from articles.bridge import one_writer
from articles.importer import articles, data_files
from articles.importer.articles import Options, Step, may_assume
from articles.importer.files import SeedFile, find
from articles.importer.identity import Claims
from articles.models import Article, FormerArticle, Provider, Revision, Topic, digest_of, text_key
from articles.naming import former_by_slug
from articles.revisions import Author
from articles.seed import Problem
from articles.seed.parsed import Parsed, parse_file
from articles.seed.problem import WARNING
from articles.seed.report import Outcome, Report
from articles.seed.schema import STATUS_FLAGS

BATCH = 100
_KNOWN = ("slug", "source_key", "imported_digest", "status", "assumed_published", *STATUS_FLAGS)
_WORTH_PROCESSES = 200  # starting them takes as long as parsing so many files


def site_is_new() -> bool:
    """Whether the site never had an article, not even one that is deleted by now."""
    had = FormerArticle.objects.exists() or Revision.objects.exists()
    return not had and not Article.objects.exists()


def import_seeds(
    paths: Iterable[str], *, by: Author | None = None, options: Options | None = None, jobs: int | None = None,
    progress: bool = False,
) -> Report:  # fmt: skip
    """Import files and folders. Raises nothing for bad files: they are in the report."""
    options, by = options or Options(), by or Author("import_seeds")
    run = _Run(options, by)
    files = list(find(paths))
    with _pool(jobs, len(files)) as pool, _without_collector(), _bar(files, shown=progress) as bar:
        for batch in _batches(files):
            run.bring(batch, pool)
            bar.update(len(batch))
    if not options.dry_run:
        with one_writer():
            data_files.find_parents()
    return run.report


def check_seeds(paths: Iterable[str], *, progress: bool = False) -> Report:
    """Validate only; needs no database. A good file counts as unchanged."""
    report = Report()
    files = list(find(paths))
    with _pool(None, len(files)) as pool, _bar(files, shown=progress) as bar:
        for batch in _batches(files):
            readable = [(file, data) for file in batch if (data := _bytes(file, report)) is not None]
            for parsed in _parse(readable, pool):
                report.count(Outcome.UNCHANGED if parsed.document else Outcome.REJECTED, parsed.problems)
            bar.update(len(batch))
    return report


def _bar(files: list[SeedFile], *, shown: bool) -> "tqdm[Any]":
    return tqdm(total=len(files), unit="file", disable=not shown)


def _batches(files: Iterable[SeedFile]) -> Iterator[list[SeedFile]]:
    rest = iter(files)
    while batch := list(islice(rest, BATCH)):
        yield batch


@contextmanager
def _without_collector() -> Iterator[None]:
    """The collector finds no garbage among millions of parsed values and takes a third of the time looking."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _pool(jobs: int | None, files: int) -> "ProcessPoolExecutor | nullcontext[None]":
    wanted = jobs or (cpu_count() or 1)
    if wanted < 2 or files < _WORTH_PROCESSES:
        return nullcontext()
    return ProcessPoolExecutor(wanted, mp_context=get_context("spawn"))


def _bytes(file: SeedFile, report: Report) -> bytes | None:
    if not file.is_named_in_utf8:
        message = "the file's name is not UTF-8; rename it"
        report.count(Outcome.REJECTED, [Problem(file.shown, 1, "file", "name", message)])
        return None
    try:
        return file.read()
    except OSError as wrong:
        problem = Problem(
            file.shown, 1, "file", "unreadable", f"cannot be read ({wrong.strerror}); check its permissions"
        )
        report.count(Outcome.REJECTED, [problem])
        return None


def _parse(files: Sequence[tuple[SeedFile, bytes]], pool: Executor | None) -> Iterable[Parsed]:
    arguments = (
        [data for _, data in files],
        [file.shown for file, _ in files],
        [file.may_lack_fences for file, _ in files],
    )
    return pool.map(parse_file, *arguments, chunksize=8) if pool else map(parse_file, *arguments)


class _Run:
    def __init__(self, options: Options, by: Author) -> None:
        self.options, self.by = options, by
        self.report, self.claims = Report(), Claims()

    def bring(self, files: Sequence[SeedFile], pool: Executor | None) -> None:
        fresh = self.passed_by_digest(
            [(file, data) for file in files if (data := _bytes(file, self.report)) is not None]
        )
        steps = []
        parsed_files = _parse([(file, data) for file, data, _ in fresh], pool)
        for (file, data, slug), parsed in zip(fresh, parsed_files, strict=True):
            if parsed.document is None:
                self.report.count(Outcome.REJECTED, parsed.problems)
            else:
                steps.append(Step(file, data, digest_of(data), parsed, slug))
        self.apply(steps)

    def passed_by_digest(self, files: Sequence[tuple[SeedFile, bytes]]) -> list[tuple[SeedFile, bytes, str]]:
        """Counts what is unchanged or belongs to a deleted article; the rest, with the slug where it is known."""
        known = _known([file for file, _ in files], assume_published=self.options.assume_published)
        formers = former_by_slug(file.slug for file, _ in files if file.slug)
        fresh = []
        for file, data in files:
            slug, digest, claim = known(file)
            former = formers.get(file.slug or "")
            if former:
                message = f"the article was {former.where_it_went}; the file is passed over"
                self.report.count(Outcome.UNCHANGED, [Problem(file.shown, 1, "file", "former", message, WARNING)])
            elif digest == digest_of(data) and claim not in self.claims.by_slug:
                self.claims.claim(claim, file.shown)
                self.report.count(Outcome.UNCHANGED)
            else:
                fresh.append((file, data, slug or ""))
        return fresh

    def apply(self, steps: Sequence[Step]) -> None:
        claimed = dict(self.claims.by_slug)
        try:
            self.attempt(steps)
        except (DataError, IntegrityError) as wrong:
            self.claims.by_slug = claimed
            if len(steps) == 1:
                steps[0].problems.clear()
                steps[0].reject("database", f"the database refuses it: {wrong}")
            else:  # find the one that does not go in; the others do
                for step in steps:
                    self.apply([Step(step.file, step.data, step.digest, step.parsed, step.known_slug)])
                return
        for step in steps:
            self.report.count(step.outcome, step.parsed.problems + step.problems)

    def attempt(self, steps: Sequence[Step]) -> None:
        with one_writer():
            data = [step for step in steps if not isinstance(step.parsed.document, seed.Article)]
            data_files.bring(data, self.claims, self.options, self.by)
            ours = [step for step in steps if isinstance(step.parsed.document, seed.Article)]
            articles.plan(ours, self.claims, self.options)
            if not self.options.dry_run:
                articles.apply(ours, self.by)


def _known(
    files: Sequence[SeedFile], *, assume_published: bool
) -> Callable[[SeedFile], tuple[str | None, bytes | None, str]]:
    """For each file the slug of its article, the digest of its last import, and what it claims, as far as names tell."""
    keys = [key for file in files if (key := text_key(file.place))]
    slugs = [file.slug for file in files if file.slug]
    rows = list(Article.objects.filter(Q(slug__in=slugs) | Q(source_key__in=keys)).only(*_KNOWN))
    by_slug = {row.slug: row for row in rows}
    by_place = {row.source_key: row for row in rows}
    topics = Topic.objects.filter(source_key__in=keys).values_list("name", "source_key", "imported_digest")
    providers = Provider.objects.filter(source_key__in=keys).values_list("domain", "source_key", "imported_digest")
    data = {row[1]: (f"topic {row[0]}", row[2]) for row in topics}
    data |= {row[1]: (f"organization {row[0]}", row[2]) for row in providers}

    def known(file: SeedFile) -> tuple[str | None, bytes | None, str]:
        key = text_key(file.place)
        row = by_slug.get(file.slug) if file.slug else by_place.get(key)
        if row is not None:
            again = assume_published and may_assume(row)  # now it may be published: not the same as last time
            return row.slug, None if again or row.imported_digest is None else bytes(row.imported_digest), row.slug
        claim, digest = data.get(key, ("", None))
        return file.slug, digest and bytes(digest), claim

    return known
