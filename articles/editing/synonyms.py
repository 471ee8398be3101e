"""Two names for one thing: merges a topic or a provider into another, and parts them again.

The merged one stays, with its file, its history and its address, which leads to the other. Its articles become the other's,
but their files keep their words. So no export changes, a seed with the old name finds the other, and parting is exact.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django.db.models import Q
from django.utils import timezone

from articles.audit import write
from articles.bridge import mark_carrying
from articles.bridge.names import names_of_topic
from articles.history.work import StaleError
from articles.models import Article, ArticleTopic, Audited, Named, Provider, Topic
from articles.reading.trees import below
from articles.store import index_stored, one_writer
from articles.texts.spelling import nfc


@dataclass(frozen=True)
class UnitePlan:
    """What merging would do: `articles` become the other's, and `both` of them carry it already; `below` are its subtopics."""

    articles: int
    both: int
    below: list[str]


def plan_unite(subject: Named, into: Named) -> UnitePlan:
    if isinstance(subject, Provider):
        return UnitePlan(Article.objects.filter(provider=subject).count(), 0, [])
    carrying = Article.objects.on_topic(subject)
    assert isinstance(into, Topic)
    below = list(subject.children.exclude(pk=into.pk).order_by("name").values_list("name", flat=True))
    return UnitePlan(carrying.count(), carrying.on_topic(into).count(), below)


def unite(subject: Named, into: Named) -> int:
    """Make the articles of one those of the other. Return how many.

    Raises StaleError where either is already merged into another, or the two are the same.
    """
    with one_writer():
        model: Any = type(subject)
        found = {row.pk: row for row in model.objects.select_for_update().filter(pk__in=[subject.pk, into.pk])}
        if len(found) < 2 or any(row.merged_into_id for row in found.values()):
            raise StaleError
        moved = Article.objects.pks_naming(subject)
        _move(subject, into, moved)
        along = model.objects.filter(merged_into=subject.pk)
        along.filter(first_into=None).update(first_into=subject.pk)
        along.update(merged_into=into.pk)
        model.objects.filter(pk=subject.pk).update(merged_into=into.pk, first_into=into.pk)
        subject.merged_into_id = subject.first_into_id = into.pk
        if isinstance(subject, Topic) and isinstance(into, Topic):
            _lift(subject, into)
        index_stored(moved)
        mark_carrying(into, moved, timezone.now())
        write(Audited.MERGE, f"Merged into {into}:", subject=subject, number=len(moved))
        return len(moved)


def _lift(subject: Topic, into: Topic) -> None:
    """Move the topics below one to the other, except the branch that contains the other: that takes the one's place."""
    way_up = {above.pk for above in _way_up(into)}
    children = Topic.objects.filter(parent=subject.pk)
    children.filter(pk__in=way_up).update(parent=None if subject.parent_id in way_up else subject.parent_id)
    children.exclude(pk__in=way_up).update(parent=into.pk)


def _way_up(topic: Topic) -> list[Topic]:
    """Return the topic and its ancestors, itself first."""
    by_pk = {each.pk: each for each in Topic.objects.all()}
    found: list[Topic] = []
    here = by_pk.get(topic.pk)
    while here is not None and here not in found:
        found.append(here)
        here = by_pk.get(here.parent_id or 0)
    return found


def part(subject: Named) -> int:
    """Part a merged one from the other, with the articles whose files have its name or domain and with what had been merged
    into it before. Return how many articles.

    Raises StaleError where it is not merged into another.
    """
    with one_writer():
        model: Any = type(subject)
        now = model.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=subject.pk)
        if now.merged_into is None:
            raise StaleError
        family = _family(now)
        if isinstance(now, Provider):
            domains = Q(pk__in=[])
            for each in family:
                for spelled in (each.domain, normalize("NFD", each.domain)):
                    domains |= Q(provider_rest__domain__iexact=spelled)
            own = Article.objects.filter(domains, provider=now.merged_into_id)
            pks = list(own.values_list("pk", flat=True))
            _move(now.merged_into, now, pks)
        else:
            names = _spellings(
                now, [name for each in family if isinstance(each, Topic) for name in names_of_topic(each)]
            )
            pks = list(Article.objects.saying_topic(now.merged_into_id, names).values_list("pk", flat=True))
            _move(now.merged_into, now, pks, names)
            _lower(now, now.merged_into, names)
        model.objects.filter(pk__in=[each.pk for each in family]).update(merged_into=now.pk)
        model.objects.filter(pk=now.pk).update(merged_into=None, first_into=None)
        index_stored(pks)
        mark_carrying(now, pks, timezone.now())
        write(Audited.MERGE, f"Parted from {now.merged_into}:", subject=subject, number=len(pks))
        return len(pks)


def _spellings(topic: Topic, names: Collection[str]) -> list[str]:
    """Return the names, and how the files of articles and topics beside a merged topic spell them."""
    beside = ArticleTopic.objects.filter(tag=topic.merged_into_id).order_by().values_list("name", flat=True).distinct()
    parents = Topic.objects.exclude(parent_name=None).values_list("parent_name", flat=True).distinct()
    return [*names, *(each for each in {*beside, *parents} if each and each not in names and nfc(each) in names)]


def _family(subject: Named) -> list[Named]:
    """Return the one itself and those that had been merged into it, which moved with it when it was merged."""
    model: Any = type(subject)
    others = list(model.objects.filter(merged_into=subject.merged_into_id).exclude(pk=subject.pk))
    found: list[Named] = [subject]
    for above in found:
        found += [each for each in others if each.first_into_id == above.pk]
    return found


def _lower(subject: Topic, other: Topic, names: list[str]) -> None:
    """Put the topics whose file names the one below it again, where that makes no circle."""
    lifted = Q(parent=other.pk) | Q(pk__in=[each.pk for each in _way_up(other)])
    for topic in Topic.objects.filter(lifted, parent_name__in=names).exclude(pk=subject.pk):
        if subject.pk not in {each.pk for each in below(topic, Topic.objects.all())}:
            Topic.objects.filter(pk=topic.pk).update(parent=subject.pk)


def _move(subject: Named, into: Named, pks: list[int], names: list[str] | None = None) -> None:
    """Move articles from one to the other; what their files say stays. For topics, only links with these names move."""
    if isinstance(subject, Topic):
        links = ArticleTopic.objects.filter(tag=subject.pk, content_object__in=pks)
        (links if names is None else links.filter(name__in=names)).update(tag=into.pk)
        return
    assert isinstance(into, Provider)
    for start in range(0, len(pks), 500):
        rows = list(Article.objects.filter(pk__in=pks[start : start + 500]).only("provider", "provider_rest"))
        for row in rows:
            row.provider_rest = _rest(row.provider_rest, subject.domain, into.domain)
            row.provider_id = into.pk
        Article.objects.bulk_update(rows, ["provider", "provider_rest"])


def _rest(rest: dict[str, Any] | None, was: str, now: str) -> dict[str, Any] | None:
    """Return the rest of a file's provider block, which keeps the file's domain where that is not the provider's own."""
    said = (rest or {}).get("domain") or was
    others = {key: value for key, value in (rest or {}).items() if key != "domain"}
    return (others if said == now else {"domain": said} | others) or None
