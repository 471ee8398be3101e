"""What undoing an act would do: what it changed is set back, unless somebody has changed it since. Changes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Q

from articles.bridge import Save, documents_of
from articles.editing.earlier import present, rewrote_entries, with_rows, without_act
from articles.editing.parting import Parting, parting_before
from articles.history import beside
from articles.models import Act, Article, Conflict, FormerArticle, Revision, Showing
from articles.store import load_texts

UNDO_FOR = timedelta(days=30)
_PAGE = 500  # texts in memory at once


@dataclass(frozen=True)
class Left:
    """An article with the labels of the fields that stay as they are, because somebody changed them after the act."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class UndoPlan:
    """What undoing an act would do. `moves` are the statuses of articles that would go or come, from and to; "" for none.

    `removed` are articles that the act created or brought back, `into` those of them that another takes in again, and
    `revived` the last texts of those that it deleted. `conflicts` is how many would be open again, `parting` what would be
    one story again or two.
    """

    act: Act
    saves: list[Save] = field(default_factory=list)
    removed: list[Article] = field(default_factory=list)
    into: dict[int, Article] = field(default_factory=dict)
    revived: list[tuple[FormerArticle, Revision]] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    conflicts: int = 0
    parting: Parting = field(default_factory=Parting)

    @property
    def number(self) -> int:
        return len(self.saves) + len(self.removed) + len(self.revived)

    @property
    def does_something(self) -> bool:
        return bool(self.number or self.conflicts or self.parting)

    @property
    def showings(self) -> list[tuple[Showing | None, Showing]]:
        """What decides whether readers see what is written, now and then."""
        return [save.showings for save in self.saves]

    @property
    def moves(self) -> set[tuple[str, str]]:
        gone = {(article.status, "") for article in self.removed}
        return gone | {("", str((former.kept or {}).get("status", ""))) for former, _ in self.revived}


def is_undoable(act: Act, at: datetime) -> bool:
    by_import, undertaking = act.by_import, getattr(act, "undertaking", None)
    goes_on = (by_import and by_import.is_under_way) or (undertaking and undertaking.is_open)
    return act.undone_at is None and act.at >= at - UNDO_FOR and not goes_on


def plan_undo(act: Act, most: int | None = None) -> UndoPlan:
    """Return what undoing would do now; for at most so many of the texts that the act wrote. Changes nothing."""
    found = Revision.objects.of_act(act)
    rows = list(found if most is None else found[:most])
    plan = UndoPlan(act, conflicts=len(closed_by(act)), parting=parting_before(act))
    for start in range(0, len(rows), _PAGE):
        _plan_some(plan, rows[start : start + _PAGE])
    return plan


def plan_part(act: Act, revisions: Collection[int]) -> UndoPlan:
    """Return what undoing would do to the articles of some of the act's texts, by their primary keys."""
    plan = UndoPlan(act)
    _plan_some(plan, list(Revision.objects.of_act(act).filter(pk__in=revisions)))
    return plan


def closed_by(act: Act) -> list[Conflict]:
    """Return the conflicts that the act closed and that nothing has opened since, the last one per field.

    Closing a conflict and recording the change that closed it have the same instant.
    """
    rows = Revision.objects.filter(part_of=act, article__isnull=False).order_by().values_list("article", "at")
    concerned, moments = {pk for pk, _ in rows}, {at for _, at in rows}
    closed = Q(article__in=concerned, closed_at__in=moments) | Q(pk__in=beside.conflicts_of(act, "closed"))
    found = {
        (row.article_id, row.field): row
        for row in Conflict.objects.filter(closed).exclude(closed_at=None).order_by("pk")
    }
    still = Conflict.objects.open().of({pk for pk, _ in found}).exclude(opened_by(act)).values_list("article", "field")
    return [row for place, row in found.items() if place not in set(still)]


def opened_by(act: Act) -> Q:
    opened = Q(pk__in=beside.conflicts_of(act, "opened"))
    return opened | Q(revision__by_import=act.by_import_id) if act.by_import_id else opened


def _plan_some(plan: UndoPlan, rows: Sequence[Revision]) -> None:
    gone = {row.name: row for row in rows if not row.became}
    away = {former.slug: former for former in FormerArticle.objects.called_any([row.name for row in rows])}
    plan.revived.extend((away[name], row) for name, row in gone.items() if name in away)
    plan.left.extend(_all_of(str(away[row.name])) for row in rows if row.became and row.name in away)
    staying = [row for row in rows if row.became and row.article_id and row.name not in away]
    current = Article.objects.filter(pk__in=[row.article_id for row in staying]).for_documents().in_bulk()
    back = beside.brought_back_by(plan.act)
    for row in staying:
        if row.previous is None or row.name in back:
            _plan_removal(plan, row, current[row.article_id or 0], back.get(row.name, ""))
    changed = [row for row in staying if row.previous is not None and row.name not in back]
    previous = Revision.objects.in_bulk([row.previous for row in changed if row.previous])
    load_texts([*previous.values(), *changed])
    documents = documents_of(current[row.article_id or 0] for row in changed)
    before = present([(previous[row.previous or 0], row.article_id or 0) for row in changed], documents)
    after = present([(row, row.article_id or 0) for row in changed if not row.is_last], documents)
    entries = beside.entries_before(plan.act)
    for row in changed:
        article = current[row.article_id or 0]
        now, was = documents[article.pk], previous[row.previous or 0]
        then, rows_then = (before[was.pk], after.get(row.pk, now)), entries.get(article.pk)
        if rows_then is not None:
            then = with_rows(then[0], rows_then), replace(then[1], related=now.related)
        elif not rewrote_entries(row, was, plan.act):
            then = replace(then[0], related=now.related), replace(then[1], related=now.related)
        save, fields = without_act(row, article, now, *then)
        if rows_then is not None and save.document.related == then[0].related:
            save.links = rows_then
        if save.document != now or save.status != article.status:
            plan.saves.append(save)
        if fields:
            plan.left.append(Left(str(article), fields))


def _all_of(title: str) -> Left:
    return Left(title, ("all of it",))


def _plan_removal(plan: UndoPlan, row: Revision, article: Article, successor: str) -> None:
    """Delete articles that the act created. One that it brought back returns to where it had gone, if that still exists."""
    into = Article.objects.called(successor).for_documents().first() if successor else None
    if not row.is_last or (successor and into is None):
        plan.left.append(_all_of(str(article)))
        return
    plan.removed.append(article)
    if into:
        plan.into[article.pk] = into
