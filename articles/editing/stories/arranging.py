"""Puts articles into stories: links both ways and in order, sets the leader's heat and visibility, folds the others.

Splitting, moving, merging stories and choosing another leader are all the same: wishes about which articles belong together.
What is parted goes on naming each other, as its files do; it is remembered that an editor parted it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from articles import seed
from articles.bridge import Save, documents_of, entry_words
from articles.editing.grouping import Grouping, grouping_of
from articles.editing.parting import Parting, pair_of, remember, said_of
from articles.editing.publishing import StoryRule, flagged, story_rule
from articles.editing.stories.groups import by_quality, leader_of
from articles.history.commit import commit
from articles.history.work import StaleError, Work, in_one_act
from articles.models import Act, Article, Audited, Revision, Status
from articles.store import one_writer


@dataclass(frozen=True)
class Wish:
    """Articles that are to be one story, by primary key. The rule decides what the wish leaves open.

    Of its `newcomers` an editor says that they belong to it, and to no other story that they name.
    """

    members: frozenset[int]
    leader: int | None = None
    status: Status | None = None
    newcomers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ArrangedStory:
    """One story as it would be. `was` is the leader's former document and status; `heat` is the rule's reason for its heat."""

    leader: Article
    members: tuple[Article, ...]
    before: seed.Article
    after: seed.Article
    was: Status
    status: Status
    suggested: Status
    heat: str


@dataclass(frozen=True)
class Arrangement:
    """`saves` are of all articles about which something is decided, `versions` those of all in the wishes, and `grouping` are
    the stories as they were."""

    outcomes: tuple[ArrangedStory, ...]
    saves: tuple[Save, ...]
    parting: Parting
    grouping: Grouping
    versions: dict[int, int]

    @property
    def moves(self) -> set[tuple[str, str]]:
        """The statuses that would change, from and to."""
        return {(save.article.status, save.status.value) for save in self.saves if save.article.status != save.status}


class _Before:
    """The articles as they are, and their stories."""

    def __init__(self, pks: Iterable[int], *, locked: bool) -> None:
        asked = Article.objects.for_change() if locked else Article.objects.all()
        self.articles = asked.filter(pk__in=list(pks)).for_documents().in_bulk()
        self.documents = documents_of(self.articles.values())
        self.targets = {
            pk: [link.target_id for link in article.related_links.all()] for pk, article in self.articles.items()
        }
        self.leaders: dict[int, int | None] = {}
        self.sizes: dict[int, int] = {}
        self.groups: dict[int, frozenset[int]] = {}
        self.grouping = grouping_of(self.articles)
        for group in self.grouping.groups:
            here = [self.articles[pk] for pk in group if pk in self.articles]
            leader = leader_of(here).pk if here else None
            size = self.grouping.size_of(group)
            for each in here:
                self.leaders[each.pk], self.sizes[each.pk], self.groups[each.pk] = leader, size, group

    def is_one_story(self, one: int, other: int) -> bool:
        return other in self.groups[one]

    def might_be(self, newcomers: frozenset[int], other: int) -> bool:
        """Return whether one of the newcomers names the story of another article too."""
        return any(other in self.grouping.unsure.get(pk, ()) for pk in newcomers)

    def size_of(self, wish: Wish) -> int:
        """Return how many articles make the story as hot as it would be, as `Grouping.size_of` does."""
        unsure = self.grouping.unsure
        waiting = {pk for pk in wish.members & unsure.keys() if not unsure[pk] <= wish.members}
        return max(1, len(wish.members - (waiting - wish.newcomers)))

    def leads(self, pk: int) -> bool:
        return self.leaders[pk] == pk and self.articles[pk].status != Status.FOLDED


def plan_arrangement(wishes: Sequence[Wish], *, locked: bool = False) -> Arrangement:
    """Return what arranging would do. An article that is to stay in a story with one of these must be in the wishes.

    Changes nothing. Raises StaleError where one of the articles is gone.
    """
    pks = {pk for wish in wishes for pk in wish.members}
    now = _Before(pks, locked=locked)
    if len(now.articles) < len(pks):
        raise StaleError
    rule = story_rule()
    found, parting = [_outcome(wish, now, rule) for wish in wishes], _parting(wishes, now)
    saves = []
    for wish, outcome in zip(wishes, found, strict=True):
        for pk in sorted(wish.members):
            save = _save(now.articles[pk], wish, outcome, now)
            if save.is_change or pk in parting.articles:
                saves.append(save)
    versions = {pk: article.version for pk, article in now.articles.items()}
    return Arrangement(tuple(found), tuple(saves), parting, now.grouping, versions)


def _parting(wishes: Sequence[Wish], now: _Before) -> Parting:
    """Return the pairs of one story that are now in two, and those that were parted and are now in one."""
    home = {pk: wish for wish in wishes for pk in wish.members}
    together = {pair for pair in said_of(home) if home.get(pair[0]) is home.get(pair[1])}
    apart = {
        pair_of(one, other)
        for one, other in combinations(sorted(home), 2)
        if home[one] is not home[other]
        and (
            now.is_one_story(one, other)
            or now.might_be(home[one].newcomers & {one}, other)
            or now.might_be(home[other].newcomers & {other}, one)
        )
    }
    return Parting(frozenset(apart), frozenset(together))


def arrange(
    wishes: Sequence[Wish], *, words: str, by: Work, reason: str = "", versions: Mapping[int, int] | None = None
) -> Act | None:
    """Arrange the stories as one act with one revision per article, also of those that only stand elsewhere now. Return it, or
    None where there was nothing to change.

    `versions` are those that the editor saw. Raises StaleError where an article has changed, SeedError where the codec would
    refuse one, such as for too many related links; then nothing is changed.
    """
    with one_writer():
        arrangement = plan_arrangement(wishes, locked=True)
        if versions is not None and arrangement.versions != dict(versions):
            raise StaleError
        if not arrangement.saves:
            return None
        told = words + (f": {reason}" if reason else "")
        by = in_one_act(by, told, audited=Audited.MERGE)
        act = commit(arrangement.saves, kind=Revision.Kind.CHANGED, by=by, reason=told, anyway=True)
        remember(arrangement.parting, by.act, by.at)
        while parting := _gone_astray(wishes, arrangement.grouping):
            remember(parting, by.act, by.at)
        return act


def _gone_astray(wishes: Sequence[Wish], before: Grouping) -> Parting:
    """Return the pairs that keep newcomers where the editor saw that they would be, also where what is left of that story is
    less like them than another is now."""
    now = grouping_of(pk for wish in wishes for pk in wish.members)
    newcomers = before.unsure.keys() | now.unsure.keys()
    return Parting(
        frozenset(
            pair_of(pk, stranger)
            for wish in wishes
            for pk in wish.members & newcomers
            for stranger in now.group_of(pk) - wish.members - before.group_of(pk)
        )
    )


def _outcome(wish: Wish, now: _Before, rule: StoryRule) -> ArrangedStory:
    members = [now.articles[pk] for pk in wish.members]
    leading = [each for each in members if now.leads(each.pk)] or members
    leader = now.articles[wish.leader] if wish.leader else min(leading, key=by_quality)
    before, was = now.documents[leader.pk], Status(leader.status)
    size = now.size_of(wish)
    heat = _heat(leader, size, now, rule)
    suggested = _suggested(leader, members, heat, now, rule)
    status = wish.status or suggested
    after = _as_leader(leader, before, heat, status)
    others = tuple(sorted((each for each in members if each is not leader), key=by_quality))
    words = rule.explained(leader.quality, size, heat)
    return ArrangedStory(leader, others, before, after, was, status, suggested, words)


def _heat(leader: Article, size: int, now: _Before, rule: StoryRule) -> int | None:
    """Return the leader's new heat. What a person or the crawler added to the rule's heat stays added."""
    ruled = rule.heat(leader.quality, size)
    was = rule.heat(leader.quality, now.sizes[leader.pk])
    if not now.leads(leader.pk) or None in (leader.heat, ruled, was):
        return leader.heat if size == now.sizes[leader.pk] and now.leads(leader.pk) else ruled
    return (leader.heat or 0) + (ruled or 0) - (was or 0)


def _suggested(leader: Article, members: Sequence[Article], heat: int | None, now: _Before, rule: StoryRule) -> Status:
    status = Status(leader.status)
    if status == Status.WITHDRAWN:
        return status
    if not now.leads(leader.pk):
        before = now.articles[now.leaders[leader.pk] or leader.pk]
        if before.pk != leader.pk and before in members and before.status != Status.FOLDED:
            return Status(before.status)  # the leader steps back, and this article takes over its visibility to readers
        return Status.PUBLISHED if rule.is_over_the_line(heat) else Status.DRAFT
    crossed = rule.is_over_the_line(heat) - rule.is_over_the_line(leader.heat)
    if crossed > 0 and status in (Status.DRAFT, Status.REVIEW):
        return Status.PUBLISHED
    return Status.DRAFT if crossed < 0 and status == Status.PUBLISHED else status


def _as_leader(leader: Article, before: seed.Article, heat: int | None, status: Status) -> seed.Article:
    after = before if heat == before.heat else replace(before, heat=heat)
    return flagged(after, status, assumed=leader.assumed_published)


def _save(article: Article, wish: Wish, outcome: ArrangedStory, now: _Before) -> Save:
    before = now.documents[article.pk]
    if article.pk == outcome.leader.pk:
        document, status = outcome.after, outcome.status
    else:
        status = _as_member(article, outcome.leader, now)
        document = flagged(before, status, assumed=article.assumed_published)
    related = _related(article, wish, now)
    return Save(document if related == before.related else replace(document, related=related), article, status, before)


def _as_member(article: Article, leader: Article, now: _Before) -> Status:
    """Return the status of a member: one that joins or steps back is folded; an existing member with its own page keeps it."""
    status = Status(article.status)
    joins = now.leaders[article.pk] != now.leaders[leader.pk]
    if status == Status.WITHDRAWN or not (joins or now.leads(article.pk)):
        return status
    return Status.FOLDED


def _related(article: Article, wish: Wish, now: _Before) -> tuple[seed.Related, ...] | None:
    """Return its entries with those that join it, placed by quality, and then without those that now belong elsewhere.

    Where nobody joins it they stay as its file has them, also those from which it was parted.
    """
    before = now.documents[article.pk].related
    joining = wish.members - set(now.targets[article.pk]) - {article.pk}
    if not joining:
        return before
    entries = [
        (target, entry)
        for target, entry in zip(now.targets[article.pk], before or (), strict=True)
        if target is None or target not in now.articles or target in wish.members
    ]
    for other in sorted((now.articles[pk] for pk in joining), key=by_quality):
        entry = seed.from_json(entry_words(now.documents[other.pk]), "related")
        entries.insert(_place(other, [target for target, _ in entries], now), (other.pk, entry))
    return tuple(entry for _, entry in entries)


def _place(other: Article, targets: Sequence[int | None], now: _Before) -> int:
    """Return the place in front of the first member that comes after it. Links to elsewhere are behind all members."""
    last = 0
    for place, target in enumerate(targets):
        if target in now.articles:
            if by_quality(now.articles[target]) > by_quality(other):
                return place
            last = place + 1
    return last
