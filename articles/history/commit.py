"""The one gate through which documents change: it validates, stores and records them, and returns the act.

Whoever changes an article by hand, in a batch or by undoing calls `commit`. An import calls `commit_imported`; a form, which
has already saved rows, calls `commit_stored`; topics and providers go through `commit_named`.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils import timezone

from articles import seed
from articles.audit import write
from articles.bridge import Moved, Rewritten, Save, mark_named, save_documents
from articles.history import beside
from articles.history.audited import Showings, tell
from articles.history.conflicts import close_settled
from articles.history.revisions import Text, imported_of, new_revision, record, record_texts
from articles.history.rights import refuse_showings
from articles.history.texts import present_text, refuse_new_problems
from articles.history.work import Work, act_of
from articles.models import Act, Article, Audited, Named, Revision, Showing
from articles.store import one_writer, update_rows


def commit(
    saves: Sequence[Save], *, kind: str, by: Work, reason: str = "", words: str = "", anyway: bool = False
) -> Act | None:
    """Write documents and record a revision of each that changed. Return the act, or None where nothing changed.

    `words` describe the act if the work has not begun one; without them, the kind and the reason do. With `anyway`, unchanged
    documents are recorded too, because something was decided about them. Conflicts that it settles are closed. Raises
    SeedError where a document could not be imported again, RefusedError where whoever does it may not change so what readers
    see, and then stores nothing.
    """
    changed = [save for save in saves if save.is_change or anyway]
    showings = _asked(by, changed)
    imported = imported_of(save.article for save in changed)
    texts = [
        Text(save.article, save.document, _checked(save, imported), "" if save.is_new else save.article.status)
        for save in changed
    ]
    with one_writer():
        changes = save_documents([save for save in changed if save.is_change], by.at)
        act = record_texts(texts, kind, by, reason, words=words, showings=showings)
        beside.note(act, changes)
        close_settled([save.article.pk for save in changed if not save.is_new], at=by.at)
        return act


def _asked(by: Work, saves: Iterable[Save]) -> Showings:
    """Return what readers see before and after. Raises RefusedError where a person may not change it so; commands may all."""
    showings = [save.showings for save in saves]
    if by.user:
        refuse_showings(by.user, showings, timezone.now())
    return showings


def _checked(save: Save, imported: dict[int, Revision]) -> bytes:
    return refuse_new_problems(save.document, save.before, imported.get(save.article.imported_id or 0))


def commit_stored(
    article: Article, document: seed.Article, before: seed.Article | None, *, kind: str, by: Work, reason: str = "",
    was: str = "", changes: Sequence[Moved | Rewritten] = (),
) -> Act | None:  # fmt: skip
    """Record a change that a form has already saved. `was` is the article's former status, empty for a new one, and
    `changes` are those of stored entries.

    Call it in the transaction of the form. Raises SeedError where the document could not be imported again, and RefusedError
    as `commit` does.
    """
    then = Showing(was, before.go_live_at) if before and was else None
    showings = [(then, Showing(article.status, document.go_live_at))]
    if by.user:
        refuse_showings(by.user, showings, timezone.now())
    text = refuse_new_problems(document, before, article.imported)
    act = record_texts([Text(article, document, text, was)], kind, by, reason, showings=showings)
    beside.note(act, changes)
    if before is not None:
        close_settled([article.pk], at=by.at)
    return act


class Imported(NamedTuple):
    """What a file makes of an article: `save.file` is its document, with the file's bytes, their digest and their source."""

    save: Save
    data: bytes
    digest: bytes
    source: str


def commit_imported(files: Sequence[Imported], *, by: Work) -> list[Revision]:
    """Write what files brought, with a revision of each file's text and one of each merged text that differs from it.

    Return the revisions of the files, in order. All changes of an import are one act, to which unchanged files do not belong.
    """
    saves = [each.save for each in files]
    _asked(by, saves)
    was = {save.article.slug: "" if save.is_new else save.article.status for save in saves}
    save_documents(saves, by.at)
    brought = [
        new_revision(each.save.article, each.data, Revision.Kind.IMPORTED, by, each.source, digest=each.digest)
        for each in files
    ]
    for revision, save in zip(brought, saves, strict=True):
        revision.applied = save.document == save.file
    merged = [
        new_revision(save.article, present_text(save.document, revision), Revision.Kind.MERGED, by, revision.reason)
        for save, revision in zip(saves, brought, strict=True)
        if not revision.applied and (save.document != save.before or save.article.status != was[save.article.slug])
    ]
    _take_part(saves, [*brought, *merged], was, by)
    record(brought)
    for revision, save in zip(brought, saves, strict=True):
        save.article.imported_id = revision.pk
    update_rows([save.article for save in saves], ["imported"])
    record(merged)
    return brought


def _take_part(saves: Sequence[Save], revisions: Sequence[Revision], was: dict[str, str], by: Work) -> None:
    changed = {
        save.article.slug: save.article
        for save in saves
        if save.is_new or save.document != save.before or save.article.status != was[save.article.slug]
    }
    taking = [each for each in revisions if each.applied and each.name in changed]
    if not taking or by.record is None:
        return
    act = act_of([changed[each.name] for each in taking], "Imported", by)
    tell(act, len(taking), by)
    for revision in taking:
        revision.part_of, revision.was, revision.became = act, was[revision.name], changed[revision.name].status


def commit_named(
    subject: Named, document: seed.SeedDocument, before: seed.SeedDocument | None, *, kind: str, by: Work, reason: str = ""
) -> Revision:  # fmt: skip
    """Record a topic or a provider that is now a document. Raises SeedError where it could not be imported again."""
    text = refuse_new_problems(document, before, subject.imported)
    revision = new_revision(subject, text, kind, by, reason)
    record([revision])
    if kind == Revision.Kind.RESTORED:
        write(Audited.RESTORE, f"Restored {reason}", subject=subject, by=by.user)
    mark_named(subject, before or document, document, by.at)
    return revision


def commit_named_file(
    subject: Named, merged: seed.SeedDocument, ours: seed.SeedDocument | None, *, shown: seed.SeedDocument,
    is_as_in_file: bool, data: bytes, source: str, by: Work,
) -> None:  # fmt: skip
    """Record what a file changed in a topic or a provider, from `ours` to `merged`. The file's bytes become the base.

    `shown` is what readers saw until now, be it what articles alone had made of it.
    """
    revision = new_revision(subject, data, Revision.Kind.IMPORTED, by, source)
    revision.applied = is_as_in_file
    record([revision])
    subject.imported = revision
    subject.save(update_fields=["imported"])
    mark_named(subject, shown, merged, by.at)
    if not is_as_in_file and merged != ours:
        record([new_revision(subject, present_text(merged, revision), Revision.Kind.MERGED, by, source)])
