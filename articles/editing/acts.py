"""Undoes acts on one article or a thousand: what an act changed is set back, unless somebody has changed it since.

Checks no rights: `plan_undo` says what would change, and the caller compares that with what a person may do.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Q

from articles import seed
from articles.bridge import Row, Save, documents_of
from articles.editing.departures import leave, released, rows_of, settle_back, settle_pairs
from articles.editing.earlier import article_in, present, rewrote_entries, with_rows, without_act
from articles.editing.parting import Parting, parting_before, remember, settle_apart
from articles.history import beside
from articles.history.commit import commit
from articles.history.conflicts import close_settled
from articles.history.restoring import with_present_words
from articles.history.rights import RefusedError
from articles.history.work import Work, act_of, in_one_act
from articles.models import Act, Article, Conflict, FormerArticle, Revision, Showing, Status
from articles.store import load_texts, one_writer

UNDO_FOR = timedelta(days=30)
_PAGE = 500  # texts in memory at once


class TooLateError(Exception):
    """Raised for an act that can no longer be undone: it already was, or it is too old."""


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
    goes_on = act.by_import is not None and act.by_import.is_under_way
    return act.undone_at is None and act.at >= at - UNDO_FOR and not goes_on


def plan_undo(act: Act) -> UndoPlan:
    """Return what `undo` would do now. Changes nothing."""
    plan = UndoPlan(act)
    rows = list(Revision.objects.of_act(act))
    plan = replace(plan, conflicts=len(_closed_by(act)), parting=parting_before(act))
    for start in range(0, len(rows), _PAGE):
        _plan_some(plan, rows[start : start + _PAGE])
    return plan


def undo(act: Act, *, by: Work, allowed: Callable[[UndoPlan], bool] = lambda plan: True) -> UndoPlan:
    """Undo an act, as an act of its own, and return the plan of what was done.

    Raises TooLateError where it is too late for that, RefusedError where `allowed` denies it.
    """
    with one_writer():
        act = Act.objects.for_change().get(pk=act.pk)
        if not is_undoable(act, by.at):
            raise TooLateError
        plan = plan_undo(act)
        if not allowed(plan):
            raise RefusedError("Your account may not make this change to some of these articles.")
        by = in_one_act(by, f"Undone: {act.words}", undoes=act)
        rows = _rows_before(plan)
        _remove(plan, by)
        _revive(plan.revived, by)
        commit(plan.saves, kind=Revision.Kind.RESTORED, by=by, reason=f"undone: {act.words}")
        remember(plan.parting, by.act, by.at)
        turned = [*_turn_conflicts(act, by), *Article.objects.filter(pk__in=plan.parting.articles)]
        if turned and not plan.number:
            act_of(turned, by=by, words="")
        beside.restore_rows(rows, by.act)
        Act.objects.filter(pk=act.pk).update(undone_at=by.at)
        if act.undoes_id:
            Act.objects.filter(pk=act.undoes_id).update(undone_at=None)
    return plan


def _remove(plan: UndoPlan, by: Work) -> None:
    for_good = [article for article in plan.removed if article.pk not in plan.into]
    if for_good:
        leave(for_good, by=by, reason=f"undone: {plan.act.words}")
    for article in plan.removed:
        if successor := plan.into.get(article.pk):
            leave([article], by=by, reason=f"into {successor.slug}", successor=successor)


def _rows_before(plan: UndoPlan) -> dict[beside.EntryPlace, Row]:
    entries = {
        (save.article.pk, place): row for save in plan.saves for place, row in enumerate(save.links or ()) if row
    }
    for former, _ in plan.revived:
        kept = former.kept or {}
        links = enumerate(kept.get("links", ()))
        entries |= {(kept["pk"], place): (target, own) for place, (target, own) in links if target}
    return beside.links_before(plan.act) | entries


def _closed_by(act: Act) -> list[Conflict]:
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
    still = Conflict.objects.open().of({pk for pk, _ in found}).exclude(_opened_by(act)).values_list("article", "field")
    return [row for place, row in found.items() if place not in set(still)]


def _opened_by(act: Act) -> Q:
    opened = Q(pk__in=beside.conflicts_of(act, "opened"))
    return opened | Q(revision__by_import=act.by_import_id) if act.by_import_id else opened


def _turn_conflicts(act: Act, by: Work) -> list[Article]:
    """Open the conflicts that the act closed and close those that it opened, unless somebody has done so since.

    Return the articles that have them.
    """
    closed = _closed_by(act)
    closing = Conflict.objects.open().filter(_opened_by(act))
    opened = list(closing.values_list("pk", flat=True))
    closing.update(closed_at=by.at)
    Conflict.objects.filter(pk__in=[row.pk for row in closed]).update(closed_at=None)
    beside.note(by.act, opened=[row.pk for row in closed], closed=opened)
    close_settled({row.article_id for row in closed}, at=by.at)
    return list(Article.objects.filter(conflicts__in=[*opened, *(row.pk for row in closed)]).distinct())


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


def _revive(gone: Iterable[tuple[FormerArticle, Revision]], by: Work) -> None:
    """Bring articles back with their address, their history and everything that belonged to them."""
    found = list(gone)
    if not found:
        return
    load_texts(revision for _, revision in found)
    articles = rows_of(former for former, _ in found)
    for article in articles:
        article.changed_at = by.at
    documents = with_present_words([(article_in(revision), revision, 0) for _, revision in found])
    saves = [
        _coming(former, article, document)
        for (former, _), article, document in zip(found, articles, documents, strict=True)
    ]
    leading = released(former for former, _ in found)
    commit(saves, kind=Revision.Kind.RESTORED, by=by, reason="brought back")
    moved = []
    for (former, revision), article in zip(found, articles, strict=True):
        moved += settle_back(former, article, revision, leading[former.slug])
    settle_pairs(former for former, _ in found)
    settle_apart(former for former, _ in found)
    FormerArticle.objects.filter(pk__in=[former.pk for former, _ in found]).delete()
    into = {former.slug: former.successor.slug if former.successor else "" for former, _ in found}
    beside.note(by.act, moved, back=into)


def _coming(former: FormerArticle, article: Article, document: seed.Article) -> Save:
    """Set its entries to the targets that they had when it was deleted, with the present words of those."""
    kept = former.kept or {}
    rows = [(target, own) for target, own in kept.get("links", ())]
    save = Save(document, article, Status(article.status), once=[(key, value) for key, value in kept.get("once", ())])
    if len(rows) == len(document.related or ()):
        save.document, save.links = with_rows(document, rows), rows
    return save
