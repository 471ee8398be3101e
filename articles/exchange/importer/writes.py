"""Carries out the plans for article files, in sets, and opens the resulting conflicts."""

from collections.abc import Sequence

from articles.exchange.importer.articles import Step
from articles.history.commit import Imported, commit_imported
from articles.history.conflicts import close_settled
from articles.history.work import Work
from articles.models import Conflict, Revision


def apply(steps: Sequence[Step], by: Work) -> None:
    """Write what was planned, with a revision of each file's text and one of each merged text that differs from it."""
    doing = [(step, step.save) for step in steps if step.save]
    if not doing:
        return
    known = [save.article.pk for _, save in doing if not save.is_new]
    brought = commit_imported([Imported(save, step.data, step.digest, step.file.shown) for step, save in doing], by=by)
    _record_conflicts([(step, revision) for (step, _), revision in zip(doing, brought, strict=True)], by)
    if known:
        close_settled(known, at=by.at)


def _record_conflicts(steps: Sequence[tuple[Step, Revision]], by: Work) -> None:
    """Open conflicts. A new value of the file replaces the one in an open conflict about the same field."""
    again = {(step.save.article.pk, c.field) for step, _ in steps if step.save for c in step.conflicts}
    still_open = Conflict.objects.filter(article__in={pk for pk, _ in again}, closed_at__isnull=True)
    old = [conflict.pk for conflict in still_open if (conflict.article_id, conflict.field) in again]
    Conflict.objects.filter(pk__in=old).update(closed_at=by.at)
    Conflict.objects.bulk_create(
        Conflict(
            article=step.save.article, field=conflict.field, ours=conflict.ours, theirs=conflict.theirs,
            revision=revision, opened_at=by.at,
        )
        for step, revision in steps if step.save
        for conflict in step.conflicts
    )  # fmt: skip
