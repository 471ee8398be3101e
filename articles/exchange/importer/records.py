"""Keeps the record of a running import: its progress, counts and problems, batch by batch. Decides nothing."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

from articles.audit import write
from articles.exchange.importer.articles import Options
from articles.exchange.report import Report
from articles.history.work import Work
from articles.logs import tell_act
from articles.models import Audited, Import, ImportProblem
from articles.models.imports import SILENT
from articles.seed import Problem

MOST_KEPT_PROBLEMS = 100_000  # per import; the counts include all of them
_MOST_SOURCES = 100
_EVERY_SECONDS = 1.0  # between notes while files do nothing
_KILLED = "It was killed, or its machine stopped. What it wrote until then is whole; import again to complete it."


class Recorder:
    """Keeps one import's row up to date with its report. Files that did nothing cost no query."""

    def __init__(self, row: Import) -> None:
        self.row = row
        self.problems = 0
        self.last = time.monotonic()

    def note(self, report: Report, *, written: bool) -> None:
        """Note progress. Call it in the transaction of what was written."""
        if written or len(report.problems) > self.problems or time.monotonic() > self.last + _EVERY_SECONDS:
            self.save(report)

    def save(self, report: Report) -> None:
        add_problems(self.row, report.problems[self.problems : MOST_KEPT_PROBLEMS])
        self.problems = len(report.problems)
        for outcome, number in report.outcomes.items():
            setattr(self.row, outcome.value, number)
        self.row.warnings, self.row.settled, self.row.position = report.warnings, report.settled, report.files
        self.row.touched_at = timezone.now()
        self.row.save(update_fields=[*Import.COUNTS, "warnings", "settled", "position", "touched_at"])
        self.last = time.monotonic()

    def end(self, state: str, why: str = "") -> None:
        self.row.state, self.row.why, self.row.finished_at = state, why, timezone.now()
        self.row.save(update_fields=["state", "why", "finished_at"])
        tell_import(self.row)


@contextmanager
def recorded(sources: Sequence[str], files: int, by: Work, options: Options) -> Iterator[Recorder | None]:
    """Keep the record of an import that runs at once. A dry run has none, because it writes nothing."""
    if options.dry_run:
        yield None
        return
    note_killed(by.at)
    record = Recorder(begun(sources, by, options, state=Import.State.RUNNING, files=files))
    try:
        yield record
    except KeyboardInterrupt:
        record.end(Import.State.STOPPED, "Stopped by hand. What it wrote until then is whole.")
        raise
    except BaseException as wrong:
        with suppress(DatabaseError):  # the database itself may be what failed
            record.end(Import.State.FAILED, storable(f"{type(wrong).__name__}: {wrong}", 1_000))
        raise
    record.end(Import.State.FINISHED)


def begun(sources: Sequence[str], by: Work, options: Options, *, state: str, files: int = 0) -> Import:
    names = [storable(source, 1_000) for source in sources[:_MOST_SOURCES]]
    if len(sources) > _MOST_SOURCES:
        names.append(f"and {len(sources) - _MOST_SOURCES:,} more")
    with transaction.atomic():
        row = Import.objects.create(
            by_id=by.user.pk if by.user else None, by_name=by.name, began_at=by.at, touched_at=timezone.now(), state=state,
            sources=names, take_theirs=options.take_theirs, assume_published=options.assume_published, files=files,
        )  # fmt: skip
        if state == Import.State.RUNNING:
            note_begun(row, by)
    return row


def note_begun(row: Import, by: Work) -> None:
    """Write the line of an import, which counts its articles as they come. Call it in the transaction that begins it."""
    details = {} if by.user else {"command": by.name}
    about = ", ".join(row.sources)
    write(Audited.IMPORT, "Imported", about=about, subject=row, number=0, by=by.user, details=details)


def tell_import(row: Import) -> None:
    counts = {name: getattr(row, name) for name in Import.COUNTS}
    tell_act("import", by=row.by_name, number=row.pk, state=row.state, **counts)


def note_killed(at: datetime) -> None:
    """Mark runs as over that have been silent for long and that nobody can continue."""
    silent = Import.objects.in_state([Import.State.RUNNING]).silent_since(at - SILENT).with_uploads(kept=False)
    silent.update(state=Import.State.FAILED, why=_KILLED, finished_at=at)


def add_problems(row: Import, problems: Sequence[Problem]) -> None:
    ImportProblem.objects.bulk_create(
        (
            ImportProblem(
                record=row, path=storable(problem.path, 2_000), line=problem.line, field=storable(problem.field, 500),
                code=problem.code, message=storable(problem.message, 2_000), severity=problem.severity,
            )
            for problem in problems
        ),
        batch_size=500,
    )  # fmt: skip


def storable(text: str, most: int) -> str:
    """Return a text that every database accepts: no NUL, no half characters, and not too long."""
    text = text if len(text) <= most else f"{text[:most]}…"
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
