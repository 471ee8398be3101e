"""Remembers which articles are not one story because an editor said so, forgets it, and keeps it with articles that are gone.

Checks no rights and decides nothing: the acts that part stories and make them one say which pairs.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q

from articles.bridge import mark
from articles.history import beside
from articles.models import Act, Article, FormerArticle, Parted, RelatedLink
from articles.models.querysets import PairOfArticles

_BATCH = 2_000


@dataclass(frozen=True)
class Parting:
    """Pairs that an act parts, and those that it makes one story again."""

    apart: frozenset[PairOfArticles] = frozenset()
    together: frozenset[PairOfArticles] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.apart or self.together)

    @cached_property
    def articles(self) -> frozenset[int]:
        return frozenset(pk for pair in self.apart | self.together for pk in pair)


def pair_of(one: int, other: int) -> PairOfArticles:
    return (min(one, other), max(one, other))


def said_of(pks: Collection[int]) -> frozenset[PairOfArticles]:
    """Return the pairs with one of these articles that an editor has parted."""
    return frozenset(Parted.objects.said().of(pks).pairs())


def remember(parting: Parting, act: Act | int | None, at: datetime) -> None:
    """Store pairs and forget others, as part of an act. Those of articles that are gone are kept with these."""
    pks = parting.articles
    if not pks:
        return
    there = set(Article.objects.filter(pk__in=pks).values_list("pk", flat=True))
    known = said_of(pks)
    new = {pair for pair in parting.apart - known if there.issuperset(pair)}
    old = parting.together & known
    changed = new | old
    # A newcomer that was kept out of a story meanwhile may now be parted from it.
    forget_rows(_rows_of(changed))
    Parted.objects.bulk_create((Parted(first_id=one, second_id=other) for one, other in sorted(new)), batch_size=_BATCH)
    gone = _keep_with_the_gone(parting, there) if len(there) < len(pks) else Parting()
    beside.note(act, apart=new | gone.apart, together=old | gone.together)
    concerned = {pk for pair in changed for pk in pair}
    Article.objects.filter(pk__in=concerned).update(noise=None)
    links = RelatedLink.objects.between(concerned)
    mark({article for article, target in links if pair_of(article, target) in changed}, at)


def forget_rows(pks: Sequence[int]) -> None:
    for start in range(0, len(pks), _BATCH):
        Parted.objects.filter(pk__in=pks[start : start + _BATCH]).delete()


def _rows_of(pairs: Collection[PairOfArticles]) -> list[int]:
    rows = Parted.objects.within({pk for pair in pairs for pk in pair}).values_list("pk", "first", "second")
    return [pk for pk, *pair in rows if tuple(pair) in pairs] if pairs else []


def parting_before(act: Act) -> Parting:
    """Return what undoing an act would remember and forget, as far as nobody has done so since."""
    made, ended = beside.parted_by(act)
    known = said_of({pk for pair in made | ended for pk in pair}) | frozenset(_kept_with_the_gone(made | ended))
    return Parting(apart=ended - known, together=made & known)


def _gone(pks: Iterable[int]) -> Iterator[tuple[FormerArticle, dict[str, Any]]]:
    """Yield the former articles with these primary keys, each with what is kept of it."""
    asked = Q(pk__in=[])
    for pk in pks:
        asked |= Q(kept__pk=pk)
    for former in FormerArticle.objects.filter(asked).order_by("pk"):
        if former.kept is not None:
            yield former, former.kept


def _kept_with_the_gone(pairs: Collection[PairOfArticles]) -> Iterator[PairOfArticles]:
    pks = {pk for pair in pairs for pk in pair}
    there = Article.objects.filter(pk__in=pks).values_list("pk", flat=True)
    for _, kept in _gone(pks - set(there)):
        yield from (pair_of(kept["pk"], other) for other in kept.get("apart", ()))


def _keep_with_the_gone(parting: Parting, there: Collection[int]) -> Parting:
    """Change what those that are gone will bring back with them. Return the pairs of which that is a change."""
    apart: set[PairOfArticles] = set()
    together: set[PairOfArticles] = set()
    for former, kept in _gone(parting.articles - set(there)):
        pk, known = kept["pk"], set(kept.get("apart", ()))
        new, old = ({sum(pair) - pk for pair in pairs if pk in pair} for pairs in (parting.apart, parting.together))
        apart |= {pair_of(pk, other) for other in new - known}
        together |= {pair_of(pk, other) for other in old & known}
        kept["apart"] = sorted(known - old | new)
        former.save(update_fields=["kept"])
    return Parting(frozenset(apart), frozenset(together))


def kept_of(pks: Collection[int]) -> dict[int, list[int]]:
    """Return, by article, from which others it was parted, to be kept when it leaves."""
    found: dict[int, list[int]] = {pk: [] for pk in pks}
    for one, other in sorted(said_of(pks)):
        for pk, from_it in ((one, other), (other, one)):
            if pk in found:
                found[pk].append(from_it)
    return found


def settle_apart(formers: Iterable[FormerArticle]) -> None:
    """Part restored articles from those from which they were. A pair whose other article is gone is kept with that one."""
    pairs = {
        pair_of(kept["pk"], other) for former in formers if (kept := former.kept) for other in kept.get("apart", ())
    }
    pks = {pk for pair in pairs for pk in pair}
    there = set(Article.objects.filter(pk__in=pks).values_list("pk", flat=True))
    whole = {pair for pair in pairs if there.issuperset(pair)}
    known = said_of(pks)
    forget_rows(_rows_of(whole - known))
    Parted.objects.bulk_create(
        (Parted(first_id=one, second_id=other) for one, other in sorted(whole - known)), batch_size=_BATCH
    )
    rest = frozenset(pairs - whole)
    if rest:
        _keep_with_the_gone(Parting(apart=rest), there)
