"""Articles that are perhaps the same: found in sets, however they were written, and dismissed by editors. Merges nothing.

Two articles are perhaps the same where their URLs lead to one page, or where headline and excerpt are nearly the same within
three days: two reports of one event are not. Whatever writes an article marks it as not compared, so a killed run misses nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from articles.editing.vocabulary import frequencies, keep_frequencies
from articles.history.work import Work
from articles.models import Article, Duplicate
from articles.store import one_writer
from articles.texts.headlines import DAYS_APART, Headline, alike, headline_words

_PART = 2_000  # articles compared per transaction
_CHUNK = 500
_MOST_PER_PAGE = 20  # articles with one URL, of which each is paired with each
Why = Duplicate.Why


class _Fresh:
    """An article that is to be compared."""

    def __init__(self, pk: int, published_at: datetime, page_key: int | None) -> None:
        self.pk, self.published_at, self.page_key = pk, published_at, page_key


def find_duplicates(*, at: datetime | None = None) -> int:
    """Look for duplicates of every article that arrived or changed since the last time. Return how many pairs were found."""
    found = 0
    while part := _compare_some(at or timezone.now()):
        found += part[1]
        if part[0] < _PART:
            break
    return found


def _compare_some(at: datetime) -> tuple[int, int] | None:
    """Compare some articles. Return how many, and how many pairs were found; None when none are left."""
    if not Article.objects.uncompared().exists():
        return None
    keep_frequencies()
    with one_writer():
        rows = Article.objects.uncompared().values_list("pk", "published_at", "page_key")[:_PART]
        fresh = [_Fresh(*row) for row in rows]
        pks = [each.pk for each in fresh]
        for chunk in _chunks(pks):
            Duplicate.objects.open().of(chunk).delete()
        pairs = [*_of_one_page(fresh), *_of_one_headline(fresh)]
        found = {(min(one, other), max(one, other)): (why, share) for why, one, other, share in reversed(pairs)}
        Duplicate.objects.bulk_create(
            (
                Duplicate(first_id=first, second_id=second, why=why, likeness=share, found_at=at)
                for (first, second), (why, share) in sorted(found.items())
            ),
            ignore_conflicts=True,  # a pair that was dismissed stays so
        )
        for chunk in _chunks(pks):
            Article.objects.filter(pk__in=chunk).update(compared=True)
    return len(fresh), len(found)


def _chunks(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    return (pks[start : start + _CHUNK] for start in range(0, len(pks), _CHUNK))


def _of_one_page(fresh: Sequence[_Fresh]) -> Iterator[tuple[str, int, int, float]]:
    keys = sorted({each.page_key for each in fresh if each.page_key is not None})
    new = {each.pk for each in fresh}
    by_page: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for chunk in _chunks(keys):
        for pk, key, title in Article.objects.on_page(chunk).order_by("pk").values_list("pk", "page_key", "title"):
            by_page[key or 0].append((pk, title))
    for same in by_page.values():
        for place, (pk, _) in enumerate(same):
            for other, _ in same[max(0, place - _MOST_PER_PAGE) : place]:
                if pk in new or other in new:
                    yield Why.PAGE, other, pk, 1.0


def _of_one_headline(fresh: Sequence[_Fresh]) -> Iterator[tuple[str, int, int, float]]:
    new = {each.pk for each in fresh}
    known = frequencies()
    for first, last in _spans(each.published_at for each in fresh):
        rows = Article.objects.around(first, last, DAYS_APART.days).values_list(
            "pk", "published_at", "title", "excerpt"
        )
        headlines = (
            Headline(pk, moment, headline_words(title), title, excerpt or "", pk in new)
            for pk, moment, title, excerpt in rows.iterator()
        )
        for pair in alike(headlines, known):
            yield Why.HEADLINE, pair.one, pair.other, pair.likeness


def _spans(moments: Iterable[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """Yield stretches of time, divided at gaps so long that no headlines on both sides could be near each other."""
    first = last = None
    for moment in moments:
        if first is None or last is None or moment - last > 2 * DAYS_APART:
            if first is not None and last is not None:
                yield first, last
            first = moment
        last = moment
    if first is not None and last is not None:
        yield first, last


def dismiss(pairs: Iterable[Duplicate], *, by: Work) -> int:
    """Mark pairs as two different articles after all. Return how many were not dismissed before."""
    pks = [pair.pk for pair in pairs]
    return Duplicate.objects.open().filter(pk__in=pks).update(dismissed_at=by.at, dismissed_by=by.name)


def bring_back(pairs: Iterable[Duplicate]) -> int:
    """Make dismissed pairs possible duplicates again. Return how many."""
    pks = [pair.pk for pair in pairs]
    return Duplicate.objects.dismissed().filter(pk__in=pks).update(dismissed_at=None, dismissed_by="")
