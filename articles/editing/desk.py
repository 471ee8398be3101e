"""What waits for an editor, what happened since their last visit, and what readers see first. Decides nothing.

It takes a constant number of queries, each with an index.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Value

from articles.editing.publishing import story_rule
from articles.models import Account, Act, Article, Duplicate, ImportProblem, Status, Tally, Undertaking, Visit
from articles.store import in_passing

SOON, IMPORTS_FOR = timedelta(hours=24), timedelta(days=7)
A_VISIT = timedelta(hours=1)  # after so long an absence, a new visit begins
_TOUCHED = timedelta(minutes=1)  # how often the end of a visit is written
ACTS, TOP = 12, 10


@dataclass(frozen=True)
class Desk:
    """`counts` is by what is counted; `since` is when this editor was last here, None on the first visit."""

    counts: dict[str, int]
    line: int
    since: datetime | None
    acts: Sequence[Act]
    under_way: Sequence[Undertaking]
    top: Sequence[Article]


def desk(user: Account, at: datetime) -> Desk:
    since = visited(user, at)
    recent = Act.objects.latest_first().changing()
    acts = list((recent.since(since) if since else recent)[:ACTS])
    public = Article.objects.published(at)
    pinned = list(public.pinned(at).for_lines()[:TOP])
    hottest = public.without(each.pk for each in pinned).hottest().for_lines()[: TOP - len(pinned)]
    line = story_rule().line
    return Desk(counts(at, line), line, since, acts, list(Undertaking.objects.unfinished()), [*pinned, *hottest])


def counts(at: datetime, line: int) -> dict[str, int]:
    """Return how much of each kind there is, and how much of it waits. What only a status says is kept."""
    found = _counted({
        "near": Article.objects.near_the_line(line),
        "waiting": Article.objects.waiting(at),
        "soon": Article.objects.going_live(at, at + SOON),
        **_to_do(at),
    })  # fmt: skip
    kept = Counter(Tally.objects.of_all().in_all().by_status())
    live = kept[Status.PUBLISHED] - found.pop("waiting")
    return found | {"triage": kept[Status.DRAFT], "in_review": kept[Status.REVIEW], "live": live}


def waiting_now(at: datetime) -> dict[str, int]:
    """Return how much waits for somebody, as every page of the desk says it."""
    kept = Counter(Tally.objects.of_all().in_all().by_status())
    return _counted(_to_do(at)) | {"triage": kept[Status.DRAFT]}


def _to_do(at: datetime) -> dict[str, QuerySet[Any]]:
    return {
        "noisy": Article.objects.noisy(),
        "newcomers": Article.objects.newcomers(),
        "conflicts": Article.objects.in_conflict(),
        "duplicates": Duplicate.objects.open(),
        "problems": ImportProblem.objects.errors_since(at - IMPORTS_FOR),
    }


def _counted(asked: dict[str, QuerySet[Any]]) -> dict[str, int]:
    """Return how many rows each of them has, in one query: they are few."""
    rows = [
        found.order_by()
        .annotate(kind=Value(kind))
        .values("kind")
        .annotate(number=Count("pk"))
        .values_list("kind", "number")
        for kind, found in asked.items()
    ]
    return dict.fromkeys(asked, 0) | dict(rows[0].union(*rows[1:], all=True))


def visited(user: Account, at: datetime) -> datetime | None:
    """Note that a user is here. Return when their previous visit ended."""
    visit = Visit.objects.filter(pk=user.pk).first()
    if visit is None:
        in_passing(Visit(user_id=user.pk, seen_at=at).save)
        return None
    if at - visit.seen_at >= _TOUCHED:
        if at - visit.seen_at >= A_VISIT:
            visit.before = visit.seen_at
        visit.seen_at = at
        in_passing(visit.save)
    return visit.before
