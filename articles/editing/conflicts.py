"""Settles conflicts between an article and its file, one by one, as an editor decides."""

from collections.abc import Collection

from articles import seed
from articles.bridge import Save
from articles.editing.publishing import flagged, status_after
from articles.history.commit import commit
from articles.history.conflicts import Disputed, OpenConflict, disputed, identities
from articles.history.work import StaleError, Work
from articles.models import Article, Conflict, Revision, Status
from articles.store import one_writer

__all__ = ["Disputed", "OpenConflict", "disputed", "settle_conflicts", "with_theirs"]


def with_theirs(dispute: Disputed, fields: Collection[str]) -> Save:
    """Return what taking the file's side in the fields would write."""
    article, document = dispute.article, dispute.document
    identify = identities(article, document, dispute.theirs)
    for field in fields:
        document = seed.take(document, dispute.theirs, field, identify=identify).document
    assumed = article.assumed_published
    status = status_after(dispute.document, document, Status(article.status), assumed=assumed)
    return Save(flagged(document, status, assumed=assumed), article, status, before=dispute.document)


def settle_conflicts(
    article: Article, *, theirs: Collection[str] = (), ours: Collection[str] = (), version: int, by: Work
) -> Save:
    """Take the file's side in some fields and ours in others. The history keeps both, and the conflicts are closed.

    `version` is the version of the article that the editor saw. Raises StaleError where that has changed or a field is not
    in conflict, SeedError where the codec refuses the outcome; then nothing is changed.
    """
    with one_writer():
        fresh = list(Article.objects.for_change().filter(pk=article.pk).for_documents())
        dispute = next(iter(disputed(fresh)), None)
        fields = [*theirs, *ours]
        if dispute is None or dispute.article.version != version:
            raise StaleError
        rows = {each.row.field: each.row.pk for each in dispute.open}
        if not fields or not rows.keys() >= set(fields):
            raise StaleError
        save = with_theirs(dispute, theirs)
        commit([save], kind=Revision.Kind.MERGED, by=by, reason=_reason(theirs, ours), anyway=True)
        Conflict.objects.filter(article=article, field__in=fields, closed_at__isnull=True).update(closed_at=by.at)
        return save


def _reason(theirs: Collection[str], ours: Collection[str]) -> str:
    said = [f"{words} {', '.join(fields)}" for words, fields in (("took the file's", theirs), ("kept", ours)) if fields]
    return "; ".join(said)
