"""Two names for one thing: a topic or a provider merged into another, and parted again.

The merged one stays, with its file, its history and its address, which leads to the other; articles are the other's, and say
in their files what they said. So no export changes, a seed that says the old name finds the other, and parting is exact.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from articles.bridge.names import names_of_topic
from articles.history.work import StaleError
from articles.models import Article, ArticleTopic, Named, Provider, Topic
from articles.store import index_stored, one_writer


@dataclass(frozen=True)
class UnitePlan:
    """What merging would do: `articles` become the other's, of which `both` carry it already; `below` are topics below it."""

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
    """The articles of one become those of the other. Returns how many.

    Raises StaleError where either is merged into another already, or the two are one.
    """
    with one_writer():
        model: Any = type(subject)
        found = {row.pk: row for row in model.objects.select_for_update().filter(pk__in=[subject.pk, into.pk])}
        if len(found) < 2 or any(row.merged_into_id for row in found.values()):
            raise StaleError
        moved = _move(subject, into, Article.objects.pks_naming(subject))
        model.objects.filter(merged_into=subject.pk).update(merged_into=into.pk)
        model.objects.filter(pk=subject.pk).update(merged_into=into.pk)
        subject.merged_into_id = into.pk
        if isinstance(subject, Topic):
            above = None if subject.parent_id == into.pk else subject.parent_id
            Topic.objects.filter(pk=into.pk, parent=subject.pk).update(parent=above)
            Topic.objects.filter(parent=subject.pk).exclude(pk=into.pk).update(parent=into.pk)
        index_stored(moved)
        return len(moved)


def part(subject: Named) -> int:
    """A merged one stands alone again, with the articles whose files say its name or domain. Returns how many.

    Raises StaleError where it is merged into nothing.
    """
    with one_writer():
        model: Any = type(subject)
        now = model.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=subject.pk)
        if now.merged_into is None:
            raise StaleError
        if isinstance(now, Provider):
            own = Article.objects.filter(provider=now.merged_into_id, provider_rest__domain__iexact=now.domain)
            pks = list(own.values_list("pk", flat=True))
        else:
            names = names_of_topic(now)
            pks = list(Article.objects.saying_topic(now.merged_into_id, names).values_list("pk", flat=True))
            either = Q(parent=now.merged_into_id) | Q(pk=now.merged_into_id)
            Topic.objects.filter(either, parent_name__in=names).update(parent=now.pk)
        _move(now.merged_into, now, pks)
        model.objects.filter(pk=now.pk).update(merged_into=None)
        index_stored(pks)
        return len(pks)


def _move(subject: Named, into: Named, pks: list[int]) -> list[int]:
    """Articles that were the one's are the other's; what their files say of it stays."""
    if isinstance(subject, Topic):
        links = ArticleTopic.objects.filter(tag=subject.pk, content_object__in=pks)
        if isinstance(into, Topic) and into.merged_into_id == subject.pk:
            links = links.filter(name__in=names_of_topic(into))
        links.update(tag=into.pk)
        return pks
    assert isinstance(into, Provider)
    for start in range(0, len(pks), 500):
        rows = list(Article.objects.filter(pk__in=pks[start : start + 500]).only("provider", "provider_rest"))
        for row in rows:
            row.provider_rest = _rest(row.provider_rest, subject.domain, into.domain)
            row.provider_id = into.pk
        Article.objects.bulk_update(rows, ["provider", "provider_rest"])
    return pks


def _rest(rest: Any, was: str, now: str) -> Any:
    """The provider's block of a file says the domain that it said, where that is not the provider's own."""
    said = (rest or {}).get("domain") or was
    others = {key: value for key, value in (rest or {}).items() if key != "domain"}
    return (others if said == now else {"domain": said} | others) or None
