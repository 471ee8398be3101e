"""Finishes what a form has saved row by row: order, edges, flags, derived values, and the revision."""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, cast

from articles import seed
from articles.bridge import Moved, Rewritten, Row, document_of, mark_placed, rows_by_article, save_derived
from articles.bridge.documents import organization_document, topic_document
from articles.bridge.edges import point_unmatched
from articles.bridge.writing import fill_organization, fill_topic
from articles.editing.publishing import flagged
from articles.history.commit import commit_named, commit_stored
from articles.history.texts import document_in
from articles.history.work import Work
from articles.models import Act, Article, Named, Provider, Revision, Status, Topic, TopicAlias
from articles.reading.trees import below, tree_order
from articles.seed.schema import STATUS_FLAGS
from articles.store import index_stored, one_writer
from articles.texts.spelling import nfc


def finish_article(
    article: Article, before: seed.Article | None, entries: Sequence[Row], *, by: Work, reason: str = "", was: str = ""
) -> Act | None:
    """Finish an article whose columns, topics, pictures and related links a form has saved, and record its revision.

    `before` is its former document, None for a new one; `entries` are the former rows of its related links, and `was` is its
    former status. Return the act, or None where neither the document nor the status has changed.
    """
    fresh = Article.objects.for_documents().get(pk=article.pk)
    _renumber(fresh.topic_links.all())
    _renumber(fresh.images.all())
    _renumber(fresh.related_links.all())
    point_unmatched(fresh)
    fresh = Article.objects.for_documents().with_others_counted().get(pk=article.pk)
    document, status = document_of(fresh), Status(fresh.status)
    wanted = flagged(document, status, assumed=fresh.assumed_published, others=fresh.others_counted)
    if wanted != document:
        for flag in STATUS_FLAGS:
            setattr(fresh, flag, getattr(wanted, flag))
        fresh.save(update_fields=STATUS_FLAGS)
    changed = wanted != before
    fresh.version = article.version + (1 if before is not None else 0)
    changes: list[Moved | Rewritten] = []
    if before is not None and rows_by_article([fresh.pk])[fresh.pk] != entries:
        changes.append(Rewritten(fresh.pk, [*entries]))
    as_imported = fresh.as_imported and not changed
    changes += save_derived(fresh, before, wanted, by.at, was=was, as_imported=as_imported)
    article.version = fresh.version
    act = None
    if changed or reason:
        kind = Revision.Kind.CHANGED if before is not None else Revision.Kind.ADDED
        act = commit_stored(fresh, wanted, before, kind=kind, by=by, reason=reason, was=was, changes=changes)
    return act


def _renumber(rows: Iterable[Any]) -> None:
    """Give the rows the places 0, 1, 2 … in the editor's order."""
    moved = []
    for place, row in enumerate(sorted(rows, key=lambda row: (row.position, row.pk))):
        if row.position != place:
            row.position = place
            moved.append(row)
    if moved:
        type(moved[0]).objects.bulk_update(moved, ["position"])


def finish_topic(topic: Topic, before: Topic | None, *, by: Work) -> None:
    """Make an edited topic a document of its own, and keep its former name, which still finds it."""
    _keep_former_name(topic, before or topic)
    if before is None or before.parent_id != topic.parent_id:
        topic.parent_name = topic.parent.name if topic.parent else None
    _finish_data(topic, before, topic_document(topic), by)


class CircleError(Exception):
    """Raised where a topic would be below itself."""


def move_topic(topic: Topic, parent: Topic | None, before: Topic | None, *, by: Work) -> None:
    """Move a topic below another or to the top, in front of one there or last. A new parent changes its document.

    Raises CircleError where it would be below itself.
    """
    with one_writer():
        fresh = {each.pk: each for each in Topic.objects.select_for_update().order_by("pk")}
        now = fresh[topic.pk]
        if parent and parent.pk in {each.pk for each in below(now, fresh.values())}:
            raise CircleError
        was = copy(now)
        if now.parent_id != (parent.pk if parent else None):
            now.parent, now.version = parent, now.version + 1
            finish_topic(now, was, by=by)
        beside = [each for each in fresh.values() if each.parent_id == now.parent_id and not each.merged_into_id]
        order = [each for each in tree_order(beside) if each.pk != now.pk]
        order.insert(next((at for at, each in enumerate(order) if before and each.pk == before.pk), len(order)), now)
        moved = []
        for position, each in enumerate(order, start=1):
            if each.position != position:
                each.position = position
                moved.append(each)
        Topic.objects.bulk_update(moved, ["position"])


def finish_provider(provider: Provider, before: Provider | None, *, by: Work) -> None:
    _finish_data(provider, before, organization_document(provider), by)


class TakenError(Exception):
    """Raised where another topic has the name."""


def restore_named(revision: Revision, *, by: Work) -> Named:
    """Give a topic or a provider the document of a revision.

    Raises TakenError where another topic now has its name, CircleError where it would be below itself.
    """
    with one_writer():
        subject = revision.topic or revision.provider
        if subject is None:
            raise ValueError("the subject of this revision is gone")
        now: Any = type(subject).objects.select_for_update().get(pk=subject.pk)
        before, document, reason = copy(now), document_in(revision), f"as of {revision.at:%Y-%m-%d %H:%M}"
        now.version += 1
        if isinstance(document, seed.Topic):
            fill_topic(now, document)
            if Topic.objects.filter(name=now.name).exclude(pk=now.pk).exists():
                raise TakenError
            now.parent = _topic_called(document.parent)
            if now.parent and now.parent.pk in {each.pk for each in below(now, Topic.objects.all())}:
                raise CircleError
            _keep_former_name(now, before)
        else:
            assert isinstance(document, seed.Organization)
            fill_organization(now, document)
        _finish_data(now, before, document, by, kind=Revision.Kind.RESTORED, reason=reason)
        return cast("Named", now)


def _topic_called(name: str | None) -> Topic | None:
    """Return the topic of a name or a former name; for a merged topic, the one into which it was merged."""
    topics, name = Topic.objects.select_related("merged_into"), nfc(name or "")
    found = topics.filter(name=name).first() or topics.filter(aliases__name=name).first() if name else None
    return (found.merged_into or found) if found else None


def _data_document(subject: Named) -> seed.SeedDocument:
    return topic_document(subject) if isinstance(subject, Topic) else organization_document(subject)


def _keep_former_name(topic: Topic, before: Topic) -> None:
    if before.name != topic.name:
        TopicAlias.objects.get_or_create(name=before.name, defaults={"topic": topic})
    TopicAlias.objects.filter(name=topic.name).delete()


def _finish_data(
    subject: Named, before: Named | None, document: seed.SeedDocument, by: Work, *, kind: str = "", reason: str = ""
) -> None:
    subject.in_data = True
    subject.save()
    if before is not None and before.name != subject.name:
        index_stored(Article.objects.pks_naming(subject))
    kind = kind or (Revision.Kind.ADDED if before is None else Revision.Kind.CHANGED)
    if isinstance(before, Topic) and isinstance(subject, Topic) and bool(before.parent_id) != bool(subject.parent_id):
        mark_placed([subject.pk], by.at)
    known = _data_document(before) if before is not None else None
    commit_named(subject, document, known, kind=kind, by=by, reason=reason)
