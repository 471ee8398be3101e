"""Joins two articles: one gets the topics, pictures, related links and history of both, and the other's address leads to it.

It never decides which two are the same: an editor does.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from articles import seed
from articles.bridge import Save, documents_of
from articles.editing.departures import leave
from articles.editing.publishing import flagged, is_shown, more_shown
from articles.history.commit import commit
from articles.history.work import StaleError, Work, in_one_act
from articles.models import Article, Revision, Status
from articles.seed.schema import TYPED
from articles.store import one_writer

# A text that the kept article lacks is taken from the other, except those that identify an article. Where both have one, the
# kept article's stays.
_ITS_OWN = frozenset(("category", "title", "type", "locale", "source_url", "original_url", "web_url"))
_GAPS = tuple(name for name in TYPED if name not in _ITS_OWN)


@dataclass(frozen=True)
class JoinPlan:
    """What merging would make of the kept article: its document before and after, and the new status.

    `moves` are the changes of status that readers would notice, from and to.
    """

    before: seed.Article
    after: seed.Article
    other: seed.Article
    status: Status
    moves: tuple[tuple[str, str], ...]


def plan_join(kept: Article, other: Article) -> JoinPlan:
    """Return what `join` would do. Load both articles with `for_documents()`. Changes nothing."""
    documents = documents_of([kept, other])
    before, theirs = documents[kept.pk], documents[other.pk]
    status, go_live_at = more_shown((kept.status, kept.go_live_at), (other.status, other.go_live_at))
    joined = replace(
        before,
        **{name: getattr(theirs, name) for name in _GAPS if not getattr(before, name)},
        topics=_union(before.topics, theirs.topics),
        tags=_union(before.tags, theirs.tags),
        images=before.images or theirs.images,
        related=_related(kept, other, before, theirs),
        body=before.body if before.body.strip() else theirs.body,
        go_live_at=go_live_at,
    )
    after = flagged(joined, status, assumed=kept.assumed_published)
    lost = ((other.status, status.value),) if is_shown(other.status) and not is_shown(status) else ()
    return JoinPlan(before, after, theirs, status, ((kept.status, status.value), *lost))


def _union(ours: tuple[str, ...] | None, theirs: tuple[str, ...] | None) -> tuple[str, ...] | None:
    more = tuple(value for value in theirs or () if value not in (ours or ()))
    return (ours or ()) + more if more else ours


def _related(
    kept: Article, other: Article, before: seed.Article, theirs: seed.Article
) -> tuple[seed.Related, ...] | None:
    """Return the entries of both, the kept article's first: none twice, and neither of the two articles themselves."""
    found: dict[Hashable, seed.Related] = {}
    itself = {kept.pk, other.pk}
    for article, document in ((kept, before), (other, theirs)):
        mine = article is kept
        for link, entry in zip(article.related_links.all(), document.related or (), strict=True):
            if link.target_id in itself:
                continue
            key: Hashable = link.target_id or (entry.web_url or entry.original_url, entry.title)
            # An entry that the kept article's own file lists twice stays twice.
            found.setdefault((key, link.position) if mine and key in found else key, entry)
    entries = tuple(found.values())
    return entries if entries or before.related is not None else None


def join(kept: Article, other: Article, *, by: Work, versions: Sequence[int] | None = None) -> Article:
    """Merge the other article into the kept one, and return that.

    `versions` are those of the two that the editor saw. Raises StaleError where they have changed, SeedError where the
    codec would refuse the result, such as for too many related links; then nothing is changed.
    """
    with one_writer():
        rows = {row.pk: row for row in Article.objects.for_change().filter(pk__in=[kept.pk, other.pk]).for_documents()}
        if len(rows) < 2 or (versions is not None and [rows[kept.pk].version, rows[other.pk].version] != [*versions]):
            raise StaleError
        kept, other = rows[kept.pk], rows[other.pk]
        plan = plan_join(kept, other)
        by = in_one_act(by, "Merged two articles")
        leave([other], by=by, reason=f"into {kept.slug}", successor=kept)
        save = Save(plan.after, kept, plan.status, before=plan.before)
        commit([save], kind=Revision.Kind.JOINED, by=by, reason=f"with {other.slug}", anyway=True)
    return kept
