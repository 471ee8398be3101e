"""Does what was planned for article files, in sets: rows, revisions, conflicts, and the act that an import is."""

from collections.abc import Sequence

from articles.bridge import Save, save_documents
from articles.editing.conflicts import close_settled
from articles.exchange.importer.articles import Step
from articles.history.revisions import Author, act_of, new_revision, present_text, record
from articles.models import Conflict, Revision
from articles.store import update_rows


def apply(steps: Sequence[Step], by: Author) -> None:
    """Write what was planned, with a revision of each file's text and one of each merged text that is another."""
    doing = [(step, step.save) for step in steps if step.save]
    if not doing:
        return
    was = {save.article.slug: "" if save.is_new else save.article.status for _, save in doing}
    save_documents([save for _, save in doing])
    brought = [
        new_revision(save.article, step.data, Revision.Act.IMPORTED, by, step.file.shown) for step, save in doing
    ]
    for revision, (_, save) in zip(brought, doing, strict=True):
        revision.applied = save.document == save.file
    merged = _merges([(save, revision) for (_, save), revision in zip(doing, brought, strict=True)], by)
    _take_part(doing, [*brought, *merged], was, by)
    record(brought)
    for revision, (_, save) in zip(brought, doing, strict=True):
        save.article.imported = revision
    update_rows([save.article for _, save in doing], ["imported"])
    record(merged)
    _record_conflicts([(step, revision) for (step, _), revision in zip(doing, brought, strict=True)], by)
    if known := [save.article.pk for _, save in doing if not save.is_new]:
        close_settled(known, by=by)


def _take_part(
    doing: Sequence[tuple[Step, Save]], revisions: Sequence[Revision], was: dict[str, str], by: Author
) -> None:
    """What an import changes is one act, to be told and undone as one. Files that brought nothing new take no part."""
    changed = {
        save.article.slug: save.article
        for _, save in doing
        if save.is_new or save.document != save.before or save.article.status != was[save.article.slug]
    }
    taking = [each for each in revisions if each.applied and each.name in changed]
    if not taking or by.record is None:
        return
    part_of = act_of([changed[each.name] for each in taking], "Imported", by)
    for revision in taking:
        revision.part_of_id, revision.was, revision.became = part_of, was[revision.name], changed[revision.name].status


def _merges(saves: Sequence[tuple[Save, Revision]], by: Author) -> list[Revision]:
    return [
        new_revision(save.article, present_text(save.document, revision), Revision.Act.MERGED, by, revision.reason)
        for save, revision in saves
        if not revision.applied and save.document != save.before
    ]


def _record_conflicts(steps: Sequence[tuple[Step, Revision]], by: Author) -> None:
    """A file that comes again with another value takes the place of what it said before in the same field."""
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
