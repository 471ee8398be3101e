"""Articles by when they appeared: the moments and days between which they did, and how many each day, month and year has."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Self

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDay
from django.db.models.lookups import Exact, LessThanOrEqual
from django.utils import timezone

from articles.models.querysets.desk import DeskQuerySet
from articles.models.querysets.expressions import Unindexed
from articles.models.querysets.public import FOLDED, PUBLISHED, is_live, is_of_the_story, went_live
from articles.models.querysets.tallied import waiting
from articles.texts.days import Days, Span, spans_until

# What is dated at this very moment appears in the archive in the next.
_TURNS = {"go_live_at": "gt", "published_at": "gte", "pinned_until": "gt", "updated_at": "gt"}


class ChangeDates(NamedTuple):
    """When an article appeared, became news and was changed, which may be ahead."""

    published_at: datetime
    news_at: datetime
    changed_at: datetime | None

    def last(self, at: datetime) -> datetime | None:
        """Return the last of them by a moment."""
        return max((moment for moment in self[1:] if moment and moment <= at), default=None)


class DatedQuerySet(DeskQuerySet):
    """The part of `ArticleQuerySet` that asks when."""

    def since(self, instant: datetime) -> Self:
        return self.filter(published_at__gte=instant)

    def until(self, instant: datetime) -> Self:
        return self.filter(published_at__lt=instant)

    def told(self, at: datetime) -> Self:
        """Those that are news by an instant, the newest first: what went live after its date counts from then on.

        What is dated in the future is no news yet, though readers may see it.
        """
        return self.filter(news_at__lte=at).order_by("-news_at", "path")

    def already_told(self, at: datetime) -> Self:
        """The same as `told`, in the present order."""
        return self.filter(LessThanOrEqual(Unindexed("news_at"), at))

    def told_since(self, instant: datetime) -> Self:
        return self.filter(news_at__gte=instant)

    def told_within(self, since: datetime, until: datetime) -> Self:
        """Those that became news between two moments, both included."""
        return self.filter(news_at__gte=since, news_at__lte=until)

    def waiting(self, at: datetime) -> Self:
        """Those that are published and go live later."""
        return self.filter(pk__in=waiting(at).values("pk"))

    def ahead(self, at: datetime) -> Self:
        """Those whose date is still to come."""
        return self.filter(news_at__gt=at)

    def next_turns(self, at: datetime) -> list[datetime]:
        """Return the next moments after an instant at which one goes live, becomes news, loses its pin or counts as updated."""
        seen, found = self.filter(status__in=(PUBLISHED, FOLDED)), list[datetime]()
        for moment, since in _TURNS.items():
            after = seen.filter(**{f"{moment}__{since}": at}).order_by(moment)
            found += after.values_list(moment, flat=True)[:1]
        return found

    def turned(self, since: datetime, until: datetime) -> set[int]:
        """Return the primary keys of those of which a moment that `next_turns` knows has passed since one, until another."""
        seen, found = self.filter(status__in=(PUBLISHED, FOLDED)).order_by(), set[int]()
        for moment, begins in _TURNS.items():
            passed = seen.filter(**{f"{moment}__{begins}": since, f"{moment}__lte": until})
            found.update(passed.values_list("pk", flat=True))
        return found

    def during(self, days: Days, by: datetime | None = None) -> Self:
        """Those of these days, as the site's clocks call them; with `by`, only those before that moment."""
        return self.within(days.spans if by is None else spans_until(days.spans, by))

    def within(self, spans: Sequence[Span]) -> Self:
        """Those of these spans of moments, which are in order."""
        if not spans:
            return self.none()
        # The bounds of all of them let the database use the order of its index; it takes one pair, so there is no other.
        found = _between(spans[0].start, spans[-1].end)
        return self.filter(found & _of_any(spans) if len(spans) > 1 else found)

    def scattered(self, spans: Sequence[Span]) -> Self:
        """Those of these spans, which are far from each other: each is looked up by itself, before anything else is asked."""
        every = self.model._default_manager.filter(_of_any(spans)).order_by()
        return self.filter(pk__in=every.values("pk")) if spans else self.none()

    def changes(self) -> list[ChangeDates]:
        """Return when each of them changed."""
        rows = self.order_by().values_list("published_at", "news_at", Coalesce("changed_at", "updated_at"))
        return [ChangeDates(*row) for row in rows]

    def changed_after(self, at: datetime) -> Self:
        """Those of the published ones that become news later, or whose files say a later date for their last change."""
        every = self.model._default_manager.order_by().values("pk")
        news, updated = every.filter(status=PUBLISHED, news_at__gt=at), every.filter(updated_at__gt=at)
        return self.filter(pk__in=news.union(updated))

    def last_made(self) -> datetime:
        """Return when the last of them came here, of which there is one at least."""
        found: datetime = self.aggregate(last=Max("made_at"))["last"]
        return found

    def coverage_live_by_date(self, at: datetime) -> "QuerySet[Any, tuple[datetime, datetime]]":
        """Return, by when public articles appeared, when the last one that their coverage shows went live by the clock."""
        late: Any = _late_coverage(self, at).filter(is_live(at, "article__")).order_by()
        late = late.filter(Exact(Unindexed("article__status"), PUBLISHED))
        return late.values_list("article__published_at").annotate(Max("target__go_live_at"))  # type: ignore[no-any-return]

    def with_coverage_live(self, at: datetime | None = None) -> Self:
        """Adds `coverage_live_at` to a few: when the last article that their coverage shows went live by the clock."""
        late = _late_coverage(self, at or timezone.now()).filter(article=OuterRef("pk")).order_by()
        last = late.values("article").annotate(last=Max("target__go_live_at")).values("last")
        return self.annotate(coverage_live_at=Subquery(last))

    def last_coverage_live(self) -> dict[int, datetime]:
        """Return the same of many by primary key, in one pass; those of whose coverage nothing went live so are left out."""
        late = _late_coverage(self, timezone.now()).filter(article__in=self.order_by().values("pk")).order_by()
        return dict(late.values_list("article").annotate(Max("target__go_live_at")))

    def per_day(self) -> dict[date, int]:
        """Return how many each day of the current time zone has; days without any are left out."""
        rows = self.order_by().annotate(day=TruncDay("published_at")).values_list("day").annotate(Count("pk"))
        return {day.date(): number for day, number in rows}

    def before(self, published_at: datetime, path: str, *, inclusive: bool = True) -> Self:
        """Those at that place in `newest()` order and in front of it, nearest first."""
        paths = {"path__lte" if inclusive else "path__lt": path}
        later = Q(published_at__gt=published_at) | Q(published_at=published_at, **paths)
        return self.filter(later, published_at__gte=published_at).order_by("published_at", "-path")

    def places(self) -> "QuerySet[Any, tuple[datetime, str]]":
        found: Any = self.values_list("published_at", "path")
        return found  # type: ignore[no-any-return]

    def after(self, published_at: datetime, path: str) -> Self:
        """Those behind that place in `newest()` order."""
        behind = Q(published_at__lt=published_at) | Q(published_at=published_at, path__gt=path)
        return self.filter(behind, published_at__lte=published_at)


def _late_coverage(articles: "QuerySet[Any]", at: datetime) -> "QuerySet[Any]":
    """Return the entries of related coverage whose articles readers see since these went live by the clock."""
    link: Any = articles.model._meta.get_field("related_links").related_model
    found: QuerySet[Any] = link.objects.filter(went_live(at, "target__"), is_of_the_story())
    return found


def _of_any(spans: Sequence[Span]) -> Q:
    found = Q()
    for span in spans:
        found |= _between(*span)
    return found


def _between(start: datetime | None, end: datetime | None) -> Q:
    bounds = {"published_at__gte": start, "published_at__lt": end}
    return Q(**{lookup: bound for lookup, bound in bounds.items() if bound})
