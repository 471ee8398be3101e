"""Undoes acts on one article or a thousand: what an act changed is set back, unless somebody has changed it since.

Checks no rights: `plan_undo` says what would change, and the caller compares that with what a person may do.
"""

from collections.abc import Callable, Iterable

from articles import seed
from articles.bridge import Row, Save
from articles.editing.departures import leave, released, rows_of, settle_back, settle_pairs
from articles.editing.earlier import article_in, with_rows
from articles.editing.parting import Parting, remember, settle_apart
from articles.editing.undoplans import UndoPlan, closed_by, is_undoable, opened_by, plan_undo
from articles.history import beside
from articles.history.audited import tell
from articles.history.commit import commit
from articles.history.conflicts import close_settled
from articles.history.restoring import with_present_words
from articles.history.rights import RefusedError
from articles.history.work import Work, act_of, in_one_act
from articles.models import Act, Article, Conflict, FormerArticle, Revision, Status
from articles.store import load_texts, one_writer

REFUSED = "Your account may not make this change to some of these articles."


class TooLateError(Exception):
    """Raised for an act that can no longer be undone: it already was, or it is too old."""


def undo(act: Act, *, by: Work, allowed: Callable[[UndoPlan], bool] = lambda plan: True) -> UndoPlan:
    """Undo an act, as an act of its own, and return the plan of what was done.

    Raises TooLateError where it is too late for that, RefusedError where `allowed` denies it.
    """
    with one_writer():
        act = for_undoing(act, by)
        plan = plan_undo(act)
        if not allowed(plan):
            raise RefusedError(REFUSED)
        by = in_one_act(by, f"Undone: {act.words}", undoes=act)
        rows = beside.links_before(act) | rows_before(plan)
        take_back(plan, by)
        take_back_rest(act, plan.parting, by, is_all=not plan.number)
        beside.restore_rows(rows, by.act)
        mark_undone(act, by)
    return plan


def for_undoing(act: Act, by: Work) -> Act:
    """Return the act as it is now, locked. Raises TooLateError where it can no longer be undone."""
    found = Act.objects.for_change().get(pk=act.pk)
    if not is_undoable(found, by.at):
        raise TooLateError
    return found


def take_back(plan: UndoPlan, by: Work) -> None:
    """Remove, bring back and rewrite the articles of a plan, as part of an act that was begun."""
    _remove(plan, by)
    _revive(plan.revived, by)
    commit(plan.saves, kind=Revision.Kind.RESTORED, by=by, reason=f"undone: {plan.act.words}")


def take_back_rest(act: Act, parting: Parting, by: Work, *, is_all: bool) -> None:
    """Take back what an act did besides documents. `is_all`: it did nothing else, so this is what the undo is about."""
    remember(parting, by.act, by.at)
    turned = [*_turn_conflicts(act, by), *Article.objects.filter(pk__in=parting.articles)]
    if turned and is_all:
        tell(act_of(turned, by=by, words=""), len(turned), by)


def mark_undone(act: Act, by: Work) -> None:
    Act.objects.filter(pk=act.pk).update(undone_at=by.at)
    if act.undoes_id:
        Act.objects.filter(pk=act.undoes_id).update(undone_at=None)


def _remove(plan: UndoPlan, by: Work) -> None:
    for_good = [article for article in plan.removed if article.pk not in plan.into]
    if for_good:
        leave(for_good, by=by, reason=f"undone: {plan.act.words}")
    for article in plan.removed:
        if successor := plan.into.get(article.pk):
            leave([article], by=by, reason=f"into {successor.slug}", successor=successor)


def rows_before(plan: UndoPlan) -> dict[beside.EntryPlace, Row]:
    """Return the rows that entries of a plan's articles had before the act, to be put back when all articles are there."""
    entries = {
        (save.article.pk, place): row for save in plan.saves for place, row in enumerate(save.links or ()) if row
    }
    for former, _ in plan.revived:
        kept = former.kept or {}
        links = enumerate(kept.get("links", ()))
        entries |= {(kept["pk"], place): (target, own) for place, (target, own) in links if target}
    return entries


def _turn_conflicts(act: Act, by: Work) -> list[Article]:
    """Open the conflicts that the act closed and close those that it opened, unless somebody has done so since.

    Return the articles that have them.
    """
    closed = closed_by(act)
    closing = Conflict.objects.open().filter(opened_by(act))
    opened = list(closing.values_list("pk", flat=True))
    closing.update(closed_at=by.at)
    Conflict.objects.filter(pk__in=[row.pk for row in closed]).update(closed_at=None)
    beside.note(by.act, opened=[row.pk for row in closed], closed=opened)
    close_settled({row.article_id for row in closed}, at=by.at)
    return list(Article.objects.filter(conflicts__in=[*opened, *(row.pk for row in closed)]).distinct())


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
