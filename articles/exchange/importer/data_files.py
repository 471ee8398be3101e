"""Imports topic and organization files: finds them by name or domain, merges them as articles, keeps them as documents."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from articles import seed
from articles.bridge import mark_placed, organization_document, topic_document
from articles.bridge.names import free_slugs
from articles.bridge.writing import fill_organization, fill_topic
from articles.exchange.importer.articles import Options, Step, both_sides
from articles.exchange.importer.identity import Claims
from articles.exchange.report import CONFLICT, Outcome
from articles.history.commit import commit_named_file
from articles.history.texts import document_in
from articles.history.work import Work
from articles.models import Article, Provider, Topic, TopicAlias
from articles.models.topic import is_free_slug
from articles.seed.values import UnfitError, domain
from articles.store import index_stored
from articles.texts.spelling import nfc, same_domain, shortened_slug, slug_of


def bring(steps: Iterable[Step], claims: Claims, options: Options, by: Work) -> None:
    """Import each file in turn, in the caller's transaction; there are few. A dry run only says what would be done."""
    for step in steps:
        document = step.parsed.document
        subject: Topic | Provider | None
        if isinstance(document, seed.Topic):
            subject = _topic(step, document, claims)
        else:
            assert isinstance(document, seed.Organization)
            subject = _provider(step, document, claims)
        if subject is not None:
            _merge(step, subject, options, by)


def _claim(step: Step, claims: Claims, what: str) -> bool:
    if what in claims.by_slug:
        step.reject(
            "same-document",
            f"the same document as {claims.by_slug[what]}, which came first; keep one of the two files",
        )
        return False
    claims.claim(what, step.file.shown)
    return True


def _topic(step: Step, document: seed.Topic, claims: Claims) -> Topic | None:
    """Return the topic of that name or former name, else the one that this file brought under another name, else a new one."""
    name = nfc(document.name)
    if not _claim(step, claims, f"topic {name}"):
        return None
    named = Topic.objects.filter(name=name).first() or Topic.objects.filter(aliases__name=name).first()
    same_file = Topic.objects.filter(seed_id=document.id, source_key=step.file.key, in_data=True).first()
    topic = same_file or named
    if same_file and named and named != same_file:
        step.reject(
            "topic-name", f"another topic is called {document.name} already; merge the two or choose another name"
        )
        return None
    return topic or Topic(name=name)


def _provider(step: Step, document: seed.Organization, claims: Claims) -> Provider | None:
    try:
        where = same_domain(domain(document.domain or document.id))
    except UnfitError as wrong:
        step.reject("domain", f"no domain, and _id is not one either: {wrong.message}")
        return None
    if not _claim(step, claims, f"organization {where}"):
        return None
    return Provider.objects.filter(domain=where).first() or Provider(domain=where, name=nfc(document.name))


def _merge(step: Step, subject: Topic | Provider, options: Options, by: Work) -> None:
    theirs: Any = step.parsed.document
    base: Any = document_in(subject.imported) if subject.imported else None
    was_in_data = subject.in_data
    step.outcome = Outcome.CREATED if base is None else Outcome.UNCHANGED
    merged, ours = theirs, None  # what only articles created yields to the file
    conflicts: tuple[seed.Conflict, ...] = ()
    if was_in_data:
        ours = _document(subject)
        result = seed.merge(base or _blank(theirs), ours, theirs, take_theirs=options.take_theirs)
        merged, conflicts = result.document, result.conflicts
        if base is not None and merged != ours:
            step.outcome = Outcome.UPDATED
    if conflicts and not options.take_theirs:
        step.outcome = Outcome.CONFLICT
        for conflict in conflicts:
            line = step.parsed.lines.get(conflict.field.split("[")[0].split(" ")[0], 1)
            step.problem("conflict", both_sides(conflict), CONFLICT, conflict.field, line)
    step.before, step.after = ours, merged
    step.conflicts = () if options.take_theirs else conflicts
    if not options.dry_run:
        _write(step, subject, merged, ours, by)


def _document(subject: Topic | Provider) -> seed.Topic | seed.Organization:
    return topic_document(subject) if isinstance(subject, Topic) else organization_document(subject)


def _blank(theirs: seed.Topic | seed.Organization) -> seed.Topic | seed.Organization:
    return (
        seed.Topic(theirs.id, "")
        if isinstance(theirs, seed.Topic)
        else seed.Organization(theirs.id, "", domain=theirs.domain)
    )


def _write(step: Step, subject: Topic | Provider, merged: Any, ours: seed.SeedDocument | None, by: Work) -> None:
    was, shown = subject.name if subject.pk else None, _document(subject) if subject.pk else merged
    if isinstance(subject, Topic):
        _rename(subject, merged)
        fill_topic(subject, merged)
    else:
        fill_organization(subject, merged)
    subject.in_data = True
    subject.file_name = step.file.name
    subject.source_key, subject.imported_digest = step.file.key, step.digest
    if subject.pk and merged != ours:
        subject.version += 1
    subject.save()
    if was not in (None, subject.name):
        index_stored(Article.objects.pks_naming(subject))
    commit_named_file(
        subject,
        merged,
        ours,
        shown=shown,
        is_as_in_file=merged == step.parsed.document,
        data=step.data,
        source=step.file.shown,
        by=by,
    )


def _rename(topic: Topic, document: seed.Topic) -> None:
    """Rename a topic and keep the old name as an alias. Its first file also gives it its identifier as slug."""
    name = nfc(document.name)
    if topic.pk and topic.name != name:
        TopicAlias.objects.get_or_create(name=topic.name, defaults={"topic": topic})
    TopicAlias.objects.filter(name=name, topic_id=topic.pk or 0).delete()
    if topic.in_data and topic.slug:
        return
    wanted = shortened_slug(slug_of(document.id))
    taken = Topic.objects.filter(slug=wanted).exclude(pk=topic.pk).exists()
    if is_free_slug(wanted) and not taken:
        topic.slug = wanted
    elif not topic.slug:
        topic.slug = free_slugs([document.name])[0]


def find_parents(at: datetime) -> None:
    """Set the parent of topics whose file names one that now exists, unless it is below the topic itself."""
    topics = list(Topic.objects.all())
    standing = {topic.pk: topic.merged_into_id or topic.pk for topic in topics}
    by_name = {alias.name: standing[alias.topic_id] for alias in TopicAlias.objects.all()} | {
        topic.name: standing[topic.pk] for topic in topics
    }
    parents = {topic.pk: topic.parent_id for topic in topics}
    moved, placed = [], []
    for topic in topics:
        wanted = (
            by_name.get(nfc(topic.parent_name))
            if topic.parent_name
            else topic.parent_id
            if not topic.imported_id
            else None
        )
        if wanted != topic.parent_id and not _is_below(wanted, topic.pk, parents):
            if not wanted or not topic.parent_id:
                placed.append(topic.pk)
            topic.parent_id = parents[topic.pk] = wanted
            moved.append(topic)
    Topic.objects.bulk_update(moved, ["parent"])
    mark_placed(placed, at)


def _is_below(topic: int | None, other: int, parents: dict[int, int | None]) -> bool:
    seen: set[int] = set()
    while topic is not None and topic not in seen:
        if topic == other:
            return True
        seen.add(topic)
        topic = parents.get(topic)
    return False
