"""What *public* means, in one place: the statuses that readers see, and from what moment."""

from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Greatest, Least
from django.db.models.lookups import In
from django.utils import timezone

from articles.models.querysets.expressions import Unindexed

DRAFT, REVIEW, PUBLISHED, FOLDED, WITHDRAWN = EVERY_STATUS = ("draft", "review", "published", "folded", "withdrawn")
# Large columns that no page shows, and no card either.
UNSEEN_ON_A_PAGE = ("secured", "extra", "imported_words", "provider_rest")
UNSEEN = (*UNSEEN_ON_A_PAGE, "featured_content")


def is_live(at: datetime, prefix: str = "") -> Q:
    """Match what has gone live by an instant. For rows that lead to an article, `prefix` is the lookup path to it."""
    return Q(**{f"{prefix}go_live_at__isnull": True}) | Q(**{f"{prefix}go_live_at__lte": at})


def went_live(at: datetime, prefix: str) -> Q:
    """Match rows that lead to an article which coverage shows since its `go live at`."""
    return Q(In(Unindexed(f"{prefix}status"), (PUBLISHED, FOLDED)), **{f"{prefix}go_live_at__lte": at})


def coverage_shown(at: datetime | None = None) -> Q:
    """Match related links that the public may see: to elsewhere, to folded articles and to public ones.

    An article that was withdrawn and then deleted is not "elsewhere", nor is a URL whose articles are all hidden.
    """
    shown = Q(status__in=(PUBLISHED, FOLDED)) & is_live(at or timezone.now())
    articles = apps.get_model("articles", "Article").objects.all()
    former = apps.get_model("articles", "FormerArticle").objects.filter(was_shown=False)
    hidden: Any = Q()
    for key in ("web_key", "original_key"):
        same = {key: OuterRef(key)}
        hidden |= Exists(former.filter(**same))
        hidden |= Exists(articles.filter(**same).exclude(shown)) & ~Exists(articles.filter(shown, **same))
    target = Q(target__status__in=(PUBLISHED, FOLDED)) & is_live(at or timezone.now(), "target__")
    elsewhere: Q = Q(target__isnull=True) & ~hidden
    return elsewhere | target


def is_of_the_story(*, meanwhile: bool = False) -> Q:
    """Match related links whose article and target were not parted.

    With `meanwhile`, also those of which only an editor's answer can say whether they are.
    """
    everyone = apps.get_model("articles", "Parted").objects
    pairs = everyone.said() if meanwhile else everyone.all()
    ends = OuterRef("article"), OuterRef("target")
    apart: Any = Exists(pairs.filter(first=Least(*ends), second=Greatest(*ends)))
    found: Q = Q(target__isnull=True) | ~apart
    return found


def appeared_by(end: datetime, said: str) -> Q:
    """Related links that were there when a day ended: to what had appeared by then, as far as they say when that was.

    `said` is the same moment as entries say it; see `as_entries_say`.
    """
    elsewhere = Q(own__publishedDateTime__isnull=True) | Q(own__publishedDateTime__lt=said)
    return Q(target__published_at__lt=end) | Q(target__isnull=True) & elsewhere


def as_entries_say(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
