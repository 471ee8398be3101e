"""Takes acts back: of one article or a thousand, what an act changed becomes as it was, unless somebody changed it since.

Decides nobody's rights: `plan_undo` says what would change, and whoever asks for it compares that with what a person may.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from articles import seed
from articles.bridge import Save, documents_of
from articles.editing.publishing import brought_back, delete, flagged
from articles.editing.rights import RefusedError
from articles.history.commit import commit
from articles.history.restoring import with_present_words
from articles.history.texts import document_in
from articles.history.work import Work, in_one_act
from articles.models import Act, Article, Conflict, FormerArticle, Revision, Status
from articles.seed.schema import STATUS_FLAGS, TABLES
from articles.store import load_texts, one_writer

UNDO_FOR = timedelta(days=30)
_PAGE = 500  # texts in memory at once


class TooLateError(Exception):
    """The act cannot be taken back any more: it has been already, or it is too long ago."""


@dataclass(frozen=True)
class Left:
    """An article of which something stays as it is, since somebody changed it after the act: the fields' labels."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class UndoPlan:
    """What taking an act back would do. `moves` are the statuses that would change, from and to; "" for none.

    `removed` are articles that the act made, `revived` the last texts of those that it took away.
    """

    act: Act
    saves: list[Save] = field(default_factory=list)
    removed: list[Article] = field(default_factory=list)
    revived: list[tuple[FormerArticle, Revision]] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.saves) + len(self.removed) + len(self.revived)

    @property
    def moves(self) -> set[tuple[str, str]]:
        changed = {(save.article.status, save.status.value) for save in self.saves}
        gone = {(article.status, "") for article in self.removed}
        return changed | gone | {("", str((former.kept or {}).get("status", ""))) for former, _ in self.revived}


def is_undoable(act: Act, at: datetime) -> bool:
    goes_on = act.by_import is not None and act.by_import.is_under_way
    return act.undone_at is None and act.at >= at - UNDO_FOR and not goes_on


def plan_undo(act: Act) -> UndoPlan:
    """What `undo` would do now. Changes nothing."""
    plan = UndoPlan(act)
    rows = list(Revision.objects.of_act(act))
    for start in range(0, len(rows), _PAGE):
        _plan_some(plan, rows[start : start + _PAGE])
    return plan


def undo(act: Act, *, by: Work, allowed: Callable[[UndoPlan], bool] = lambda plan: True) -> UndoPlan:
    """Take an act back, as an act of its own. Raises TooLateError where that cannot be done any more, RefusedError where
    `allowed` says so.

    The plan that it returns is what was done.
    """
    with one_writer():
        act = Act.objects.for_change().get(pk=act.pk)
        if not is_undoable(act, by.at):
            raise TooLateError
        plan = plan_undo(act)
        if not allowed(plan):
            raise RefusedError("Your account may not change some of these articles so.")
        by = in_one_act(by, f"Undone: {act.words}", undoes=act)
        if plan.removed:
            delete(plan.removed, by=by, reason=f"undone: {act.words}")
        _revive(plan.revived, by)
        commit(plan.saves, kind=Revision.Kind.RESTORED, by=by, reason=f"undone: {act.words}")
        Act.objects.filter(pk=act.pk).update(undone_at=by.at)
        if act.undoes_id:
            Act.objects.filter(pk=act.undoes_id).update(undone_at=None)
    return plan


def _plan_some(plan: UndoPlan, rows: Sequence[Revision]) -> None:
    gone = {row.name: row for row in rows if not row.became}
    for former in FormerArticle.objects.called_any(gone):
        plan.revived.append((former, gone[former.slug]))
    staying = [row for row in rows if row.became and row.article_id]
    current = Article.objects.filter(pk__in=[row.article_id for row in staying]).for_documents().in_bulk()
    for row in staying:
        if row.previous is None and row.is_last:
            plan.removed.append(current[row.article_id or 0])
        elif row.previous is None:
            plan.left.append(Left(current[row.article_id or 0].title, ("all of it",)))
    changed = [row for row in staying if row.previous is not None]
    previous = Revision.objects.in_bulk([row.previous for row in changed if row.previous])
    load_texts([*previous.values(), *(row for row in changed if not row.is_last)])
    documents = documents_of(current[row.article_id or 0] for row in changed)
    before = _present([(previous[row.previous or 0], row.article_id or 0) for row in changed], documents)
    after = _present([(row, row.article_id or 0) for row in changed if not row.is_last], documents)
    for row in changed:
        article = current[row.article_id or 0]
        now = documents[article.pk]
        save, fields = _taken_back(row, article, now, before[row.previous or 0], after.get(row.pk, now))
        if save.document != now or save.status != article.status:
            plan.saves.append(save)
        if fields:
            plan.left.append(Left(article.title, fields))


def _present(texts: Sequence[tuple[Revision, int]], now: Mapping[int, seed.Article]) -> dict[int, seed.Article]:
    """By revision, its document; entries that followed an article say what that says now."""
    thens = [(_document(revision), revision, pk) for revision, pk in texts]
    found = {revision.pk: document for document, revision, _ in thens}
    others = [each for each in thens if each[0].related != now[each[2]].related]
    for (_, revision, _), document in zip(others, with_present_words(others), strict=True):
        found[revision.pk] = document
    return found


def _taken_back(
    row: Revision, article: Article, now: seed.Article, before: seed.Article, after: seed.Article
) -> tuple[Save, tuple[str, ...]]:
    """What the article would be without the act, and what of it stays as somebody made it since."""
    merged = seed.merge(after, now, before)
    document, status = merged.document, Status(article.status)
    left = {conflict.field for conflict in merged.conflicts}
    if row.was and row.was != row.became:
        if article.status == row.became:
            status = Status(row.was)
        elif article.status != row.was:
            left.add("status")
    if status == article.status != row.was:
        document = replace(document, **{flag: getattr(now, flag) for flag in STATUS_FLAGS if row.was != row.became})
    document = flagged(document, status, assumed=article.assumed_published)
    return Save(document, article, status, before=now), tuple(sorted(_label(name) for name in left))


def _label(place: str) -> str:
    """An editor's word for a place that a merge names, such as `images[URL].width`."""
    key = place.partition("[")[0].partition(".")[0].partition(" ")[0]
    return next((row.label for row in TABLES["article"] if row.key == key), key)


def _revive(gone: Iterable[tuple[FormerArticle, Revision]], by: Work) -> None:
    """Bring articles back with their address, their history and their open conflicts."""
    found = list(gone)
    load_texts(revision for _, revision in found)
    FormerArticle.objects.filter(pk__in=[former.pk for former, _ in found]).delete()
    articles = [brought_back(former) for former, _ in found]
    documents = with_present_words([(_document(revision), revision, 0) for _, revision in found])
    saves = [
        Save(document, article, Status(article.status)) for article, document in zip(articles, documents, strict=True)
    ]
    commit(saves, kind=Revision.Kind.RESTORED, by=by, reason="brought back")
    for (former, revision), article in zip(found, articles, strict=True):
        earlier = Revision.objects.filter(name=former.slug, pk__lte=revision.pk, article=revision.article_id)
        earlier.update(article=article)
        Conflict.objects.bulk_create(
            Conflict(article=article, **row) for row in (former.kept or {}).get("conflicts", ())
        )


def _document(revision: Revision) -> seed.Article:
    document = document_in(revision)
    assert isinstance(document, seed.Article)
    return document
