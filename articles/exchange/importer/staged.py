"""Imports uploads step by step: received, planned, confirmed, run. Only the record says how far an import is.

Any worker can do the next step, and no step is done twice, because each locks the record and compares the position. A
plan is a dry run of the same code in the same batches.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.db import transaction

from articles.exchange.importer.articles import Options
from articles.exchange.importer.files import UploadedSeed
from articles.exchange.importer.identity import Claims
from articles.exchange.importer.planned import note_plan
from articles.exchange.importer.records import add_problems, begun, note_begun, tell_import
from articles.exchange.importer.run import Run
from articles.exchange.importer.uploads import Upload, seeds_in
from articles.exchange.report import Outcome
from articles.history.work import Work
from articles.models import Import, ImportFile
from articles.seed import Problem
from articles.store import one_writer

STEP_FILES = 100
STEP_BYTES = 4 * 1024 * 1024  # parsed within a request
KEPT = timedelta(days=7)  # for uploads that nobody continued
_AT_ONCE = 100
_NOT_DONE = f"Nobody continued it for {KEPT.days} days, so its files were deleted. What it wrote is whole."
State = Import.State


def receive(files: Sequence[Upload], *, by: Work, options: Options) -> Import:
    """Keep the seeds of an upload until they are imported or discarded. Keeps nothing if it raises UploadError."""
    clean_up(by.at)
    row = begun([str(file.name) for file in files], by, options, state=State.RECEIVING)
    told: list[Problem] = []
    try:
        for some in _some(seeds_in(files, told), row):
            ImportFile.objects.bulk_create(some)
            row.files += len(some)
        add_problems(row, told)
    except BaseException:
        row.delete()
        raise
    row.state, row.warnings = State.PLANNING, len(told)
    row.save(update_fields=["files", "state", "warnings"])
    return row


def _some(seeds: Iterator[tuple[str, bytes]], row: Import) -> Iterator[list[ImportFile]]:
    """Yield rows in lists that fit into memory and into short transactions."""
    numbered = enumerate(seeds)
    while some := [
        ImportFile(record=row, position=position, name=name, size=len(data), data=zlib.compress(data, 1))
        for position, (name, data) in islice(numbered, _AT_ONCE)
    ]:
        yield some


def clean_up(at: datetime) -> None:
    """Delete uploads that nobody confirmed, and end imports that nobody continued."""
    old = Import.objects.silent_since(at - KEPT)
    old.in_state(Import.UNCONFIRMED).delete()
    for row in old.in_state([State.RUNNING, State.STOPPED]).with_uploads():
        _end(row, State.STOPPED, at, why=_NOT_DONE)


def go_on(pk: int, position: int, *, by: Work, options: Options) -> Import:
    """Plan or import the next batch, if the record is still at that position. Return the record afterwards.

    `options` says what the user who continues may do; what to do was chosen with the upload.
    """
    with one_writer():
        row = _locked(pk)
        if row.is_under_way and row.position == position:
            _step(row, by, replace(options, take_theirs=row.take_theirs, assume_published=row.assume_published))
        return row


def _locked(pk: int) -> Import:
    return Import.objects.for_change().get(pk=pk)


def _step(row: Import, by: Work, options: Options) -> None:
    planning = row.state == State.PLANNING
    batch = _batch(row)
    run = Run(replace(options, dry_run=planning), replace(by, record=row.pk), claims=_claims(row))
    run.steps = []
    run.bring(UploadedSeed.named(file.name, zlib.decompress(bytes(file.data))) for file in batch)
    if planning:
        _note_plans(batch, run)
    add_problems(row, run.report.problems)
    for outcome, number in run.report.outcomes.items():
        setattr(row, outcome.value, getattr(row, outcome.value) + number)
    row.warnings += run.report.warnings
    row.settled += run.report.settled
    row.position += len(batch)
    row.claims = _packed(run.claims)
    row.touched_at = by.at
    if row.position >= row.files and planning:
        row.state, row.claims = State.WAITING, None
    elif row.position >= row.files:
        _end(row, State.FINISHED, by.at)
    row.save()


def _batch(row: Import) -> list[ImportFile]:
    """Return the next files, as many as one step takes. The plan and the run have the same steps."""
    sizes = ImportFile.objects.of(row).at(row.position, row.position + STEP_FILES).values_list("size", flat=True)
    number = total = 0
    for size in sizes:
        total += size
        if number and total > STEP_BYTES:
            break
        number += 1
    return list(ImportFile.objects.of(row).at(row.position, row.position + number).defer("plan"))


def _note_plans(batch: Sequence[ImportFile], run: Run) -> None:
    steps = {step.file.shown: step for step in run.steps or ()}
    shown = [row for row in batch if row.name in steps and note_plan(row, steps[row.name])]
    ImportFile.objects.bulk_update(shown, ["outcome", "plan"], batch_size=100)


def _end(row: Import, state: str, at: datetime, why: str = "") -> None:
    row.state, row.finished_at, row.claims, row.why = state, at, None, why
    row.save()
    row.uploads.all().delete()
    transaction.on_commit(partial(tell_import, row))


def confirm(pk: int, *, by: Work) -> Import:
    """Start the planned import. The outcome replaces the plan, and is the same unless something changed."""
    with transaction.atomic():
        row = _locked(pk)
        if row.state != State.WAITING:
            return row
        row.problems.of_files().delete()
        for outcome in Outcome:
            setattr(row, outcome.value, 0)
        row.warnings, row.settled, row.position = row.problems.count(), 0, 0
        row.claims, row.state, row.began_at, row.touched_at = None, State.RUNNING, by.at, by.at
        row.save()
        note_begun(row, by)
        return row


def stop(pk: int, *, at: datetime) -> Import:
    """Start no further batch until somebody resumes or ends the import."""
    return _turn(pk, State.RUNNING, State.STOPPED, at)


def resume(pk: int, *, at: datetime) -> Import:
    return _turn(pk, State.STOPPED, State.RUNNING, at)


def _turn(pk: int, was: str, to: str, at: datetime) -> Import:
    with transaction.atomic():
        row = _locked(pk)
        if row.state == was and row.uploads.exists():
            row.state, row.touched_at = to, at
            row.save(update_fields=["state", "touched_at"])
        return row


def discard(pk: int, *, by: Work) -> Import | None:
    """Delete an unconfirmed upload with its record; of a stopped import, delete only the files that were not imported."""
    with transaction.atomic():
        row = _locked(pk)
        if row.is_unconfirmed:
            row.delete()
            return None
        if row.state == State.STOPPED:
            _end(row, State.STOPPED, by.at, why=f"{by.name} left it at {row.position:,} of {row.files:,} files.")
        return row


def _packed(claims: Claims) -> bytes:
    plain = [claims.by_slug, list(claims.slugs_by_url.items())]
    return zlib.compress(json.dumps(plain).encode(), 1)


def _claims(row: Import) -> Claims:
    names = ImportFile.objects.of(row).values_list("name", flat=True)
    dated = {slug for name in names if (slug := UploadedSeed.named(name).slug)}
    if row.claims is None:
        return Claims(dated=dated)
    by_slug, by_url = json.loads(zlib.decompress(bytes(row.claims)))
    return Claims(by_slug, {int(key): slugs for key, slugs in by_url}, dated)
