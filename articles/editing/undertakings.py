"""Long acts in short steps: an undo of an import of thousands, a change to all articles of a list.

Each step is a transaction of less than a second, so that editors need not wait and a killed one leaves whole articles. Any
process can do the next step, and none is done twice, because each locks the row and compares how many came before.
"""

import time
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from django.db import transaction

from articles.bridge import Row
from articles.editing.acts import REFUSED, for_undoing, mark_undone, rows_before, take_back, take_back_rest
from articles.editing.batches import BatchChange, May, carry_out_some, change_of, sort
from articles.editing.grouping import former_stories, groups_of
from articles.editing.parting import Parting, parting_before
from articles.editing.undoplans import Left, UndoPlan, plan_part
from articles.history import beside
from articles.history.rights import RefusedError
from articles.history.work import Work, in_one_act
from articles.models import Act, Article, EntriesToPutBack, FormerArticle, Revision, Undertaking
from articles.seed import SeedError
from articles.store import one_writer

ALL_AT_ONCE = 200  # articles; an act on more is undertaken step by step
_TAKES = 0.4  # seconds that a step should take
_MOST = 500  # articles in a step
_TOLD = 100  # articles left alone of which the row tells
_WHOLE = ("all of it",)
_State = Undertaking.State


@dataclass(frozen=True)
class Rights:
    """What whoever goes on may do: a whole part of an undo, and a status for an article."""

    undo: Callable[[UndoPlan], bool] = lambda plan: True
    give: May = lambda article, status: True


def begin_undo(act: Act, *, by: Work) -> Undertaking:
    """Begin to undo an act, as an act of its own. Raises TooLateError where it is too late for that."""
    waiting, ends = _in_order(act)
    with one_writer():
        act = for_undoing(act, by)
        parting, entries = parting_before(act), beside.links_before(act)
        apart = {name: sorted(getattr(parting, name)) for name in ("apart", "together")}
        undertaking = _begin(f"Undone: {act.words}", {"undoes": act.pk, "ends": ends, **apart}, waiting, by, undoes=act)
        _keep(undertaking, entries)
        Act.objects.filter(pk=act.pk).update(undone_at=by.at)
    return undertaking


def _in_order(act: Act) -> tuple[list[int], list[int]]:
    """Return the act's revisions story by story, and where each story ends: its members name each other, so that to remove it
    as one is little, and to remove one after the other writes all that the rest says of it. So it is with bringing it back."""
    rows = list(Revision.objects.filter(part_of=act).values_list("pk", "article", "name"))
    formers = FormerArticle.objects.called_any({name for _, article, name in rows if article is None})
    gone = {former.slug: former.kept or {} for former in formers}
    stories = [*groups_of({article for _, article, _ in rows if article}), *former_stories(gone.values())]
    number_of = {pk: number for number, story in enumerate(stories) for pk in story}
    placed = [(number_of.get(article or gone.get(name, {}).get("pk", 0), -pk), pk) for pk, article, name in rows]
    placed.sort()
    ends = [place for place, (one, other) in enumerate(pairwise(placed), start=1) if one[0] != other[0]]
    return [pk for _, pk in placed], [*ends, len(placed)]


def begin_batch(change: BatchChange, articles: Sequence[Article], *, by: Work) -> Undertaking:
    """Begin to make a change to articles, as one act; asked for twice at once, it is begun once."""
    asked, waiting = {"batch": list(change.spec)}, [article.pk for article in articles]
    with one_writer():
        for row in Undertaking.objects.exclude(state=_State.FINISHED).filter(act__by=by.user.pk if by.user else None):
            if (row.change, row.waiting) == (asked, waiting):
                return row
        return _begin(change.done, asked, waiting, by)


def _begin(words: str, change: object, waiting: list[int], by: Work, *, undoes: Act | None = None) -> Undertaking:
    begun = in_one_act(by, words, undoes=undoes)
    return Undertaking.objects.create(
        act_id=begun.act or 0, change=change, waiting=waiting, number=len(waiting), touched_at=by.at
    )


def _keep(undertaking: Undertaking, rows: Mapping[beside.EntryPlace, Row]) -> None:
    if rows:
        plain = [[article, place, target, own] for (article, place), (target, own) in rows.items()]
        EntriesToPutBack.objects.create(undertaking=undertaking, rows=plain)


def take_step(pk: int, steps: int, *, by: Work, rights: Rights) -> Undertaking:
    """Do the next step, if so many came before it. Return the undertaking afterwards."""
    with one_writer():
        begun = time.monotonic()
        row = Undertaking.objects.for_change().select_related("act").get(pk=pk)
        if row.state != _State.GOING or row.steps != steps:
            return row
        before, row.steps, row.touched_at = row.done, row.steps + 1, by.at
        _step(row, replace(by, act=row.act_id), rights)
        if row.done > before:
            row.pace = max(2, min(_MOST, round(row.pace * min(2, _TAKES / max(0.001, time.monotonic() - begun)))))
        row.save()
    return row


def _step(row: Undertaking, by: Work, rights: Rights) -> None:
    if row.done < row.number:
        some = row.waiting[row.done : _up_to(row)]
        try:
            with transaction.atomic():
                left = (
                    _batch_some(row, some, by, rights) if "batch" in row.change else _undo_some(row, some, by, rights)
                )
        except RefusedError as refused:
            row.state, row.why = _State.STOPPED, f"{refused} Somebody who may can go on with it."
        except SeedError as wrong:
            _go_round(row, some, wrong)
        else:
            _done(row, some, left)
    elif entries := row.entries.order_by("pk").first():
        beside.restore_rows({(article, place): (target, own) for article, place, target, own in entries.rows}, by.act)
        entries.delete()
    else:
        _end(row, by)


def _up_to(row: Undertaking) -> int:
    """Return where the next step ends: at the end of a story, unless that is too far or one article is looked for."""
    ends, wanted = row.change.get("ends", ()), row.done + row.pace
    found = bisect_left(ends, wanted)
    is_near = row.pace > 1 and found < len(ends) and ends[found] <= wanted + _MOST
    return ends[found] if is_near else wanted


def _done(row: Undertaking, some: Sequence[int], left: Sequence[Left]) -> None:
    row.done += len(some)
    row.left_number += len(left)
    row.left = [*row.left, *([each.title, list(each.fields)] for each in left)][:_TOLD]


def _go_round(row: Undertaking, some: Sequence[int], wrong: SeedError) -> None:
    """Of articles that no file could hold, find the one; it stays as it is."""
    if len(some) > 1:
        row.pace = 1
        return
    why = "; ".join(problem.message for problem in wrong.problems)
    _done(row, some, [Left(_title(row, some[0]), (why,))])


def _title(row: Undertaking, pk: int) -> str:
    if "batch" in row.change:
        return str(Article.objects.filter(pk=pk).first() or "")
    found = Revision.objects.filter(pk=pk).select_related("article").first()
    return str(found.article or found.name) if found else ""


def _undo_some(row: Undertaking, revisions: Sequence[int], by: Work, rights: Rights) -> Sequence[Left]:
    plan = plan_part(Act.objects.get(pk=row.change["undoes"]), revisions)
    if not rights.undo(plan):
        raise RefusedError(REFUSED)
    entries = rows_before(plan)
    take_back(plan, by)
    _keep(row, entries)
    return plan.left


def _batch_some(row: Undertaking, pks: Sequence[int], by: Work, rights: Rights) -> Sequence[Left]:
    change = change_of(row.change["batch"])
    if change is None:
        raise RefusedError("The topic is gone.")
    found = sort(change, Article.objects.filter(pk__in=pks), rights.give)
    carry_out_some(change, [article.pk for article in found.changes], by)
    return [Left(str(article), (why,)) for why, articles in found.stays.items() for article in articles]


def _end(row: Undertaking, by: Work) -> None:
    row.state, row.waiting = _State.FINISHED, []
    if "undoes" not in row.change:
        return
    undone = Act.objects.get(pk=row.change["undoes"])
    if "is_part" in row.change:
        Act.objects.filter(pk=undone.pk).update(undone_at=None)
        return
    pairs = {name: frozenset(tuple(pair) for pair in row.change[name]) for name in ("apart", "together")}
    number = Act.objects.values_list("number", flat=True).get(pk=row.act_id)
    take_back_rest(undone, Parting(pairs["apart"], pairs["together"]), by, is_all=not number)
    mark_undone(undone, by)


def hold(pk: int, *, at: datetime) -> Undertaking:
    """Do no further step until somebody goes on with it."""
    return _turn(pk, _State.GOING, _State.STOPPED, at)


def release(pk: int, *, at: datetime) -> Undertaking:
    return _turn(pk, _State.STOPPED, _State.GOING, at)


def leave_at_that(pk: int, *, by: Work) -> Undertaking:
    """End it as far as it is: what is done stays done, and the rest as it is."""
    with transaction.atomic():
        row = Undertaking.objects.for_change().get(pk=pk)
        if row.state == _State.STOPPED:
            row.why = f"{by.name} left it at {row.done:,} of {row.number:,} articles."
            row.state, row.number, row.touched_at = _State.GOING, row.done, by.at
            row.change |= {"is_part": True}
            row.save()
        return row


def _turn(pk: int, was: str, to: str, at: datetime) -> Undertaking:
    with transaction.atomic():
        row = Undertaking.objects.for_change().get(pk=pk)
        if row.state == was:
            row.state, row.touched_at, row.why = to, at, ""
            row.save(update_fields=["state", "touched_at", "why"])
        return row
