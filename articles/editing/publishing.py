"""Statuses: what a seed's flags say about them, how they are written into a seed, and the acts that change them.

Admin, commands and importer all change a status here. SEMANTICS, Status, has the rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from articles import seed
from articles.bridge import Save, documents_of
from articles.editing.departures import leave
from articles.history.commit import commit
from articles.history.work import Work
from articles.models import Act, Article, Revision, Status, status_of_flags
from articles.reading.masthead import masthead
from articles.seed.schema import STATUS_FLAGS
from articles.seed.values import moment_text
from articles.store import one_writer

# How an act that gives articles a status is described.
_ACTS = {
    Status.DRAFT: "Made a draft again",
    Status.REVIEW: "Sent to review",
    Status.PUBLISHED: "Published",
    Status.FOLDED: "Folded",
    Status.WITHDRAWN: "Withdrawn",
}
_SHOWN = {Status.FOLDED: 1, Status.PUBLISHED: 2}


def status_said(document: seed.Article, *, assumed: bool = False) -> Status:
    """Return the status that the document's own flags mean."""
    return status_of_flags(document.published, document.removed, document.heat, assumed=assumed)


def means(document: seed.Article, status: Status, *, assumed: bool = False) -> bool:
    """Return whether the flags as written mean that status; in a seed, an article in review is a draft."""
    said = status_said(document, assumed=assumed)
    return said == (Status.DRAFT if status == Status.REVIEW else status)


def status_after(before: seed.Article, after: seed.Article, status: Status, *, assumed: bool = False) -> Status:
    """Return the status after a change of the document. It stays if the flags are the same or still mean it."""
    if all(getattr(before, flag) == getattr(after, flag) for flag in STATUS_FLAGS) or means(
        after, status, assumed=assumed
    ):
        return status
    return status_said(after, assumed=assumed)


@dataclass(frozen=True)
class StoryRule:
    """FORMAT, Stories: how hot a story is, and from what heat it is news. It only suggests: what a person says counts more."""

    minimum_quality: int
    heat_per_member: int
    line: int

    def heat(self, quality: int | None, size: int) -> int | None:
        """Return the heat of the leader of a story of `size` articles; None without a quality."""
        if quality is None or quality < self.minimum_quality:
            return quality
        return quality + self.heat_per_member * (size - 1)

    def is_over_the_line(self, heat: int | None) -> bool:
        return heat is not None and heat >= self.line

    def explained(self, quality: int | None, size: int, heat: int | None) -> str:
        """Say why a story is as hot as it is: `79 + 20 × 2 others = 119, over the line of 70`."""
        if heat is None:
            return "without a heat, as it has no quality"
        ruled = self.heat(quality, size)
        sum_of_it = str(heat)
        if size > 1 and quality is not None and ruled == heat:
            others = f"{size - 1} other{'s' if size > 2 else ''}"
            sum_of_it = (
                f"{quality} + {self.heat_per_member} × {others} = {heat}"
                if quality >= self.minimum_quality
                else f"{heat}, as a quality under {self.minimum_quality} gains nothing by {others}"
            )
        elif ruled is not None and ruled != heat:
            sum_of_it = f"{heat}, set by hand or by the crawler where the rule says {ruled}"
        return f"{sum_of_it}, {'over' if self.is_over_the_line(heat) else 'under'} the line of {self.line}"


def story_rule() -> StoryRule:
    """Return the rule with the site's own numbers."""
    site = masthead()
    return StoryRule(site.story_quality, site.story_heat, site.story_line)


def story_heat(document: seed.Article, others: int | None = None) -> int | None:
    """Return the heat that the story rule gives the leader of this article's story; None without a quality.

    `others` are counted as its other members; None for all that the document names.
    """
    return story_rule().heat(document.quality, 1 + (len(document.related or ()) if others is None else others))


def flagged(
    document: seed.Article, status: Status, *, assumed: bool = False, others: int | None = None
) -> seed.Article:
    """Return the document with flags that mean the status, unchanged where they already do. `others` as in `story_heat`."""
    if means(document, status, assumed=assumed):
        return document
    if status == Status.PUBLISHED:
        return replace(document, published=True, removed=None)
    if status == Status.WITHDRAWN:
        return replace(document, published=False, removed=True)
    if status == Status.FOLDED:
        return replace(document, published=False, removed=None, heat=-1)
    heat = story_heat(document, others) if document.heat == -1 else document.heat
    return replace(document, published=False, removed=None, heat=heat)


def said_of_date(article: Article | seed.Article, at: datetime) -> str:
    """Warn of a date in the future; empty where it is none, or where the article goes live no earlier."""
    is_planned = article.go_live_at is not None and article.go_live_at >= article.published_at
    if article.published_at <= at or is_planned:
        return ""
    return (
        f"{moment_text(article.published_at)} is in the future: until then it leads nothing and no feed tells of it. Correct the"
        " date, or say in Go live at (goLiveAt) from when readers are to see the article."
    )


def is_shown(status: str) -> bool:
    """Return whether readers may see an article of that status, even if only as coverage of another."""
    return Status(status).is_shown


def more_shown(kept: tuple[str, datetime | None], other: tuple[str, datetime | None]) -> tuple[Status, datetime | None]:
    """Return the status and the going-live moment of two articles that become one: what readers see of either stays visible.

    A withdrawn article that is kept is the exception: somebody took it from readers.
    """
    ours, theirs = (_SHOWN.get(Status(status), 0) for status, _ in (kept, other))
    if kept[0] != Status.WITHDRAWN and theirs > ours:
        return Status(other[0]), other[1]
    if theirs == ours > 0:
        return Status(kept[0]), None if None in (kept[1], other[1]) else min(filter(None, (kept[1], other[1])))
    return Status(kept[0]), kept[1]


def set_status(articles: Iterable[Article], status: Status, *, by: Work, reason: str = "") -> Act | None:
    """Give articles a status, with a revision each, except those that have it. Return the act; None where all have it."""
    wanted = [article.pk for article in articles if article.status != status]
    with one_writer():
        found = list(Article.objects.for_change().filter(pk__in=wanted).for_documents().with_others_counted())
        documents = documents_of(found)
        saves = []
        for article in found:
            before = documents[article.pk]
            after = flagged(before, status, assumed=article.assumed_published, others=article.others_counted)
            saves.append(Save(after, article, status, before=before))
        words = _ACTS[status] + (f": {reason}" if reason else "")
        return commit(saves, kind=Revision.Kind.CHANGED, by=by, reason=reason or status.label, words=words)


def delete(articles: Iterable[Article], *, by: Work, reason: str = "") -> int:
    """Delete articles for good. Their slugs stay reserved, their history stays, and entries that name them keep their words."""
    with one_writer():
        found = list(Article.objects.for_change().filter(pk__in=[article.pk for article in articles]).for_documents())
        leave(found, by=by, reason=reason)
    return len(found)
