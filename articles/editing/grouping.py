"""Finds which articles make one story: those that name each other, and so on, without those that an editor has parted.

Where articles still hang together with members of several parts, `dividing` says with which each stands. Writes nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from articles.editing.dividing import Seen, divide
from articles.editing.vocabulary import weighed_article
from articles.models import Article, Parted, RelatedLink
from articles.texts.nearness import Frequencies

_CHUNK = 2_000
Partners = dict[int, set[int]]


@dataclass(frozen=True)
class Grouping:
    """`groups` are the stories as primary keys. `unsure` are newcomers, each with the members of the other stories that it
    could be of, and `around` all articles that hang together with those that were asked about."""

    groups: list[frozenset[int]] = field(default_factory=list)
    unsure: dict[int, frozenset[int]] = field(default_factory=dict)
    around: frozenset[int] = frozenset()

    def group_of(self, pk: int) -> frozenset[int]:
        return next((group for group in self.groups if pk in group), frozenset())

    def size_of(self, group: frozenset[int]) -> int:
        """Return how many articles make the story as hot as it is: a newcomer counts from when an editor says that it is one
        of them."""
        return max(1, len(group - self.unsure.keys()))

    def stories_for(self, newcomer: int) -> list[frozenset[int]]:
        """Return the stories of which it could be, the one with which it stands first."""
        others = [group for group in self.groups if group & self.unsure[newcomer]]
        return [self.group_of(newcomer), *others]


def groups_of(pks: Iterable[int]) -> list[frozenset[int]]:
    """Return the stories of these articles, each once and in their order. Each of `pks` is in a group."""
    wanted = list(dict.fromkeys(pks))
    grouping = grouping_of(wanted)
    by_pk = {pk: group for group in grouping.groups for pk in group}
    return list(dict.fromkeys(by_pk[pk] for pk in wanted))


def former_stories(kept: Iterable[Mapping[str, Any]]) -> list[frozenset[int]]:
    """Return the stories of articles that are gone, as what is kept of each tells which it named."""
    named = {each["pk"]: {target for target, _ in each.get("links", ())} for each in kept if "pk" in each}
    partners = {pk: {other for other in others if pk in named.get(other, ())} for pk, others in named.items()}
    return list(_hanging(named, partners))


def grouping_of(pks: Iterable[int]) -> Grouping:
    """Return the stories of these articles, and all that hang together with them. It takes a query for each step from article
    to article, and at most one for what was parted and one for what is told."""
    partners: Partners = defaultdict(set)
    asked: set[int] = set()
    todo = set(pks)
    while todo:
        asked |= todo
        for one, other in RelatedLink.objects.mutual(todo):
            partners[one].add(other)
        todo = {other for one in todo for other in partners[one]} - asked
    whole = list(_hanging(asked, partners))
    foes = _foes([group for group in whole if len(group) > 2])
    groups: list[frozenset[int]] = []
    parted: list[frozenset[int]] = []
    unsure: dict[int, frozenset[int]] = {}
    for group in whole:
        is_parted = any(not foes[pk].isdisjoint(group) for pk in group & foes.keys())
        (parted if is_parted else groups).append(group)
    seen = _seen(pk for group in parted for pk in group)
    for group in parted:
        division = divide(group, partners, foes, seen)
        groups += division.stories
        unsure |= division.unsure
    return Grouping(groups, unsure, frozenset(asked))


def _hanging(pks: Collection[int], partners: Partners) -> Iterator[frozenset[int]]:
    left = dict.fromkeys(sorted(pks))
    while left:
        pk, _ = left.popitem()
        group, todo = {pk}, [pk]
        while todo:
            new = partners[todo.pop()] - group
            group |= new
            todo.extend(new)
        for each in group:
            left.pop(each, None)
        yield frozenset(group)


def _foes(groups: Iterable[Collection[int]]) -> Partners:
    """Return what an editor has parted within each of the groups. Two alone name each other only where nobody has."""
    pks = sorted(pk for group in groups for pk in group)
    found: Partners = defaultdict(set)
    for start in range(0, len(pks), _CHUNK):
        for one, other in Parted.objects.said().beginning_with(pks[start : start + _CHUNK]).pairs():
            found[one].add(other)
            found[other].add(one)
    return found


def _seen(pks: Iterable[int]) -> dict[int, Seen]:
    known = (
        Frequencies()
    )  # how common words are changes with the archive, and what an editor parted may not change with it
    rows = Article.objects.with_pks(pks).only("published_at", "slug", "title", "excerpt")
    return {row.pk: Seen(row.published_at, row.slug, weighed_article(row, known)) for row in rows}
