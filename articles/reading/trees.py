"""Topics as a tree, from one query for all of them. Topics in a circle are roots."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone

from articles.models import Topic
from articles.reading.drawn import only_from
from articles.store import Prepared

DEEPEST = 12

_EVERY = Prepared(lambda at: Topic.objects.with_publicity(at).for_links())


@dataclass
class Branch:
    topic: Topic
    branches: "list[Branch]" = field(default_factory=list)


def tree_order(topics: Iterable[Topic]) -> list[Topic]:
    """Return the topics as editors arranged them; those that nobody arranged are sorted by name."""
    return sorted(topics, key=lambda topic: (topic.position, topic.name.casefold(), topic.name))


def tree(topics: Iterable[Topic]) -> list[Branch]:
    """Return the roots, each with its branches."""
    found = tree_order(topics)
    branches = {topic.pk: Branch(topic) for topic in found}
    parents = {topic.pk: topic.parent_id for topic in found}
    roots = []
    for topic in found:
        above = branches.get(topic.parent_id or 0)
        if above is None or _in_circle(topic.pk, parents):
            roots.append(branches[topic.pk])
        else:
            above.branches.append(branches[topic.pk])
    for root in roots:
        _flatten(root, DEEPEST)
    return roots


def _flatten(branch: Branch, levels: int) -> None:
    """Move topics that are deeper than a page can show to its deepest level."""
    if levels == 0:
        below_it = branch.branches
        for deeper in below_it:
            below_it += deeper.branches
            deeper.branches = []
    for inner in branch.branches:
        _flatten(inner, max(levels - 1, 0))


def _in_circle(pk: int, parents: dict[int, int | None]) -> bool:
    above, seen = parents.get(pk), {pk}
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above == pk


def below(topic: Topic, topics: Iterable[Topic]) -> list[Topic]:
    """Return the topic itself and all topics below it."""
    children = defaultdict(list)
    for other in topics:
        children[other.parent_id].append(other)
    found, seen = [topic], {topic.pk}
    for above in found:
        fresh = [child for child in children[above.pk] if child.pk not in seen]
        seen.update(child.pk for child in fresh)
        found += fresh
    return found


class AroundTopic(NamedTuple):
    """The topic above another, if readers can open its page, and that other topic itself with all public ones below it. `others`
    are those around it, by primary key, that are public or may come to be so."""

    above: Topic | None
    below: list[Topic]
    others: list[int]


def public_around(topic: Topic) -> AroundTopic:
    """Return what readers see around a public topic, and say that the answer at hand shows articles of it and of what is below,
    and may come to show more."""
    every = _EVERY(at=timezone.now())
    above = next((each for each in every if each.pk == topic.parent_id), None)
    others = [each.pk for each in (*below(topic, every)[1:], above) if each]
    only_from(topics=[topic.pk, *others])
    public = [each for each in every if vars(each)["is_public"]]
    return AroundTopic(above if above in public else None, below(topic, public), others)
