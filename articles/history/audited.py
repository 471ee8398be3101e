"""How the audit calls an act that changes articles: by what becomes of what readers see, unless it is more than that."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from django.utils import timezone

from articles.audit import note_act
from articles.history.work import Work
from articles.models import Act, Audited, Revision, Showing, Status

Showings: TypeAlias = Sequence[tuple[Showing | None, Showing]]
_KINDS = {
    Revision.Kind.JOINED: Audited.MERGE, Revision.Kind.DELETED: Audited.DELETE, Revision.Kind.RESTORED: Audited.RESTORE,
}  # fmt: skip


def tell(act: Act, number: int, by: Work, kind: str = "", showings: Showings = ()) -> None:
    """Tell the audit that an act changed so many articles. What readers do not notice is told by the history alone."""
    now = timezone.now()
    whole = (
        Audited.IMPORT if by.record is not None else by.audited or (_KINDS.get(Revision.Kind(kind)) if kind else None)
    )
    if whole is not None:
        note_act(act, whole, number, by=by.user, name=by.name)
        return
    found = Counter(filter(None, (seen_as(was, to, now) for was, to in showings)))
    if found:
        note_act(act, found.most_common(1)[0][0], found.total(), by=by.user, name=by.name)


def seen_as(was: Showing | None, to: Showing, at: datetime) -> Audited | None:
    """Return what becomes of what readers see of an article; None where that stays. `was` is None for a new one."""
    begins, began = to.begins(at), was.begins(at) if was else None
    if begins is None:
        is_marked = was is not None and to.status == Status.WITHDRAWN != was.status
        return Audited.WITHDRAW if began is not None or is_marked else None
    if began is None or begins < began:
        return Audited.PUBLISH if begins <= at else Audited.SCHEDULE
    if begins > began:
        return Audited.SCHEDULE
    if was is None or was.status == to.status:
        return None
    return Audited.PUBLISH if to.status == Status.PUBLISHED else Audited.WITHDRAW
