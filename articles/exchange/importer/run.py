"""Runs an import from its paths to its report: names, plans and writes files in batches, in their order.

Each batch is one short transaction, so that a killed run leaves whole articles only and editors never wait long.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils import timezone
from tqdm import tqdm

from articles.bridge.slugs import former_by_slug
from articles.editing import duplicates, stories
from articles.exchange.importer import articles, data_files, naming, takenback, writes
from articles.exchange.importer.ahead import with_warning
from articles.exchange.importer.arrivals import MANY, Arrival, arrivals, parsing, processes, remember_stamps
from articles.exchange.importer.articles import Options, Step
from articles.exchange.importer.batches import Batch, articles_of, batches, one_ahead, staying
from articles.exchange.importer.files import SeedFile, find_seeds
from articles.exchange.importer.identity import Claims
from articles.exchange.importer.pace import Pace
from articles.exchange.importer.recognising import known, nothing_known
from articles.exchange.importer.records import Recorder, recorded
from articles.exchange.importer.recovering import settle
from articles.exchange.report import Outcome, Report
from articles.history.work import Work
from articles.models import Article, FormerArticle, Revision
from articles.seed import Problem
from articles.seed.parsed import Parsed
from articles.seed.problem import WARNING
from articles.store import let_others_write, one_writer
from articles.store.memory import give_back, unmapped, without_collector
from articles.store.planning import inform_planner


def site_is_new() -> bool:
    """Return whether the site never had an article, not even one that has been deleted."""
    had = FormerArticle.objects.exists() or Revision.objects.exists()
    return not had and not Article.objects.exists()


def import_seeds(
    paths: Iterable[str], *, by: Work | None = None, options: Options | None = None, jobs: int | None = None,
    progress: bool = False,
) -> Report:  # fmt: skip
    """Import files and folders. Bad files raise nothing: they are in the report."""
    sources, options, by = list(paths), options or Options(), by or Work("import_seeds")
    told: list[Problem] = []
    files = list(find_seeds(sources, told))
    with recorded(sources, len(files), by, options) as record:
        frugal = without_collector() if len(files) >= MANY else nullcontext()
        with processes(jobs, len(files)) as pool, _bar(files, shown=progress) as bar, frugal:
            run = Run(options, by, pool, bar, record, Claims(dated={file.slug for file in files if file.slug}))
            run.report.problems += told
            run.bring(files)
        if record:
            record.save(run.report)
    return run.report


def check_seeds(paths: Iterable[str], *, progress: bool = False) -> Report:
    """Only validate; no database is needed. A good file counts as unchanged."""
    report, now = Report(), timezone.now()
    files = list(find_seeds(paths, report.problems))
    with processes(None, len(files)) as pool, _bar(files, shown=progress) as bar:
        for outcome in one_ahead(parsing(batch, pool) for batch in batches(files, report, nothing_known, Pace())):
            for parsed in (with_warning(each, now) for each in outcome()):
                report.count(Outcome.UNCHANGED if parsed.document else Outcome.REJECTED, parsed.problems)
            bar.update(report.files - bar.n)
    return report


def _bar(files: list[SeedFile], *, shown: bool) -> "tqdm[Any]":
    return tqdm(total=len(files), unit="file", disable=not shown)


class Run:
    """A running import. `bring` may be called more than once; all its files belong to the same run."""

    def __init__(
        self, options: Options, by: Work, pool: Executor | None = None, bar: "tqdm[Any] | None" = None,
        record: Recorder | None = None, claims: Claims | None = None,
    ) -> None:  # fmt: skip
        self.options, self.pool, self.bar, self.record = options, pool, bar, record
        self.by = replace(by, record=record.row.pk) if record else by
        self.report, self.claims, self.pace = Report(), claims or Claims(), Pace()
        self.are_any_taken_back = takenback.are_any()
        self.steps: list[Step] | None = None  # if it is a list, it collects what was done, for showing a plan

    def bring(self, files: Iterable[SeedFile]) -> None:
        self.pace.follow()
        with unmapped():
            waiting: list[Step] = []
            for batch in one_ahead(self.recognised(files)):
                steps = self.steps_of(batch)
                kept = staying(waiting, steps, self.pace)
                self.apply([step for step in waiting if step not in kept])
                waiting = [*kept, *steps]
            self.apply(waiting)
        if not self.options.dry_run:
            with one_writer():
                data_files.find_parents(self.by.at)
            duplicates.find_duplicates(at=self.by.at)
            stories.survey()

    def recognised(self, files: Iterable[SeedFile]) -> Iterator[Batch]:
        facts = partial(known, assume_published=self.options.assume_published, take_theirs=self.options.take_theirs)
        for batch in batches(files, self.report, facts, self.pace):
            yield Batch(batch, self.pool)

    def steps_of(self, batch: Batch) -> list[Step]:
        """Count files that are unchanged, rejected or those of a deleted article. Return the rest, named."""
        formers = former_by_slug(each.file.slug for each in batch.all if each.file.slug and not each.known.pk)
        parsed, back = batch.parsed(), self.taken_back(batch, formers)
        steps, same = [], []
        for each in batch.all:
            file, former = each.file, formers.get(each.file.slug or "")
            if former:
                message = f"the article was {former.where_it_went}; the file is skipped"
                problem = Problem(file.shown, 1, "file", "former", message, WARNING)
                self.count(Outcome.UNCHANGED, [back.get(file, problem)])
            elif each.is_unchanged and each.known.claim not in self.claims.by_slug:
                self.claims.claim(each.known.claim, file.shown)
                self.count(Outcome.UNCHANGED, [back[file]] if file in back else None)
                same.append(each)
            else:
                steps += self.step_of(each, parsed.get(file))
        if not self.options.dry_run:
            remember_stamps(same)
        naming.name(articles_of(steps), self.claims)
        return steps

    def taken_back(self, batch: Batch, formers: Mapping[str, FormerArticle]) -> dict[SeedFile, Problem]:
        """A warning of each file that is unchanged only because its import was taken back."""
        if not self.are_any_taken_back:
            return {}
        there = takenback.taken_back(each.known.pk for each in batch.all if each.is_unchanged and each.known.pk)
        gone = takenback.taken_away(formers.values())
        told = {each.file: there.get(each.known.pk or 0) or gone.get(each.file.slug or "") for each in batch.all}
        return {
            file: Problem(file.shown, 1, "file", takenback.CODE, found.told, WARNING)
            for file, found in told.items()
            if found
        }

    def step_of(self, each: Arrival, parsed: Parsed | None) -> list[Step]:
        """Return the step of a file, or none if it is rejected. Unchanged files are parsed if another file has their article."""
        for found in arrivals([(each.file, each.known)], self.report, anyway=True) if parsed is None else [each]:
            outcome = parsed or parsing([found], None)()[0]
            if outcome.document is not None:
                outcome = with_warning(outcome, self.by.at)
                return [Step(found.file, found.data or b"", found.digest, outcome, found.known.slug or "", found.stamp)]
            self.count(Outcome.REJECTED, outcome.problems)
        return []

    def apply(self, steps: Sequence[Step]) -> None:
        """Write the files and, in the same transaction, their outcome in the record."""
        with one_writer() if steps and self.record else nullcontext():
            for step in settle(steps, self.attempt, self.claims):
                if self.steps is not None:
                    self.steps.append(step)
                self.report.settled += step.settled
                self.count(step.outcome, step.parsed.problems + step.warnings + step.problems)
            if self.record:
                self.record.note(self.report, written=bool(steps))
        if steps:
            inform_planner()
            give_back()
            self.pace.follow(others_wait=let_others_write())

    def attempt(self, steps: Sequence[Step]) -> None:
        if not steps:
            return
        with one_writer():
            ours = articles_of(steps)
            data = [step for step in steps if not step.is_article]
            data_files.bring(data, self.claims, self.options, self.by)
            articles.plan_articles(ours, self.options)
            if not self.options.dry_run:
                writes.apply(ours, self.by)

    def count(self, outcome: Outcome, problems: list[Problem] | None = None) -> None:
        self.report.count(outcome, problems)
        if self.bar is not None:
            self.bar.update(self.report.files - self.bar.n)
