"""Statuses: what a seed's flags say of them, what they write into a seed, and the acts that change them.

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
from articles.store import one_writer

# How an act is told that gives articles a status.
_ACTS = {
    Status.DRAFT: "Made a draft again",
    Status.REVIEW: "Sent to review",
    Status.PUBLISHED: "Published",
    Status.FOLDED: "Folded",
    Status.WITHDRAWN: "Withdrawn",
}
_SHOWN = {Status.FOLDED: 1, Status.PUBLISHED: 2}


def status_said(document: seed.Article, *, assumed: bool = False) -> Status:
    """The status that the document's own flags mean."""
    return status_of_flags(document.published, document.removed, document.heat, assumed=assumed)


def means(document: seed.Article, status: Status, *, assumed: bool = False) -> bool:
    """Whether the flags as written mean that status; in a seed, in review is a draft."""
    said = status_said(document, assumed=assumed)
    return said == (Status.DRAFT if status == Status.REVIEW else status)


def status_after(before: seed.Article, after: seed.Article, status: Status, *, assumed: bool = False) -> Status:
    """What a status is once its document became another: it stays as long as the flags are the same or still mean it."""
    if all(getattr(before, flag) == getattr(after, flag) for flag in STATUS_FLAGS) or means(
        after, status, assumed=assumed
    ):
        return status
    return status_said(after, assumed=assumed)


@dataclass(frozen=True)
class StoryRule:
    """FORMAT, Stories: how hot a story is, and from which heat on it is news. It suggests; a person's word stands over it."""

    least_quality: int
    heat_a_member: int
    line: int

    def heat(self, quality: int | None, size: int) -> int | None:
        """Of the leader of so many articles; None without a quality."""
        if quality is None or quality < self.least_quality:
            return quality
        return quality + self.heat_a_member * (size - 1)

    def is_over_the_line(self, heat: int | None) -> bool:
        return heat is not None and heat >= self.line

    def explained(self, quality: int | None, size: int, heat: int | None) -> str:
        """Why a story is as hot as it is: `79 + 20 × 2 others = 119, over the line of 70`."""
        if heat is None:
            return "without a heat, as it has no quality"
        ruled = self.heat(quality, size)
        sum_of_it = str(heat)
        if size > 1 and quality is not None and ruled == heat:
            others = f"{size - 1} other{'s' if size > 2 else ''}"
            sum_of_it = (
                f"{quality} + {self.heat_a_member} × {others} = {heat}"
                if quality >= self.least_quality
                else f"{heat}, as a quality under {self.least_quality} gains nothing by {others}"
            )
        elif ruled is not None and ruled != heat:
            sum_of_it = f"{heat}, set by hand or by the crawler where the rule says {ruled}"
        return f"{sum_of_it}, {'over' if self.is_over_the_line(heat) else 'under'} the line of {self.line}"


def story_rule() -> StoryRule:
    """The site's own."""
    site = masthead()
    return StoryRule(site.story_quality, site.story_heat, site.story_line)


def story_heat(document: seed.Article) -> int | None:
    """What the story rule gives the leader of this article's story; None without a quality."""
    return story_rule().heat(document.quality, 1 + len(document.related or ()))


def flagged(document: seed.Article, status: Status, *, assumed: bool = False) -> seed.Article:
    """The document with flags that mean the status: as they are written where they do already."""
    if means(document, status, assumed=assumed):
        return document
    if status == Status.PUBLISHED:
        return replace(document, published=True, removed=None)
    if status == Status.WITHDRAWN:
        return replace(document, published=False, removed=True)
    if status == Status.FOLDED:
        return replace(document, published=False, removed=None, heat=-1)
    heat = story_heat(document) if document.heat == -1 else document.heat
    return replace(document, published=False, removed=None, heat=heat)


def is_shown(status: str) -> bool:
    """Whether readers may see an article of that status, be it only as coverage of another."""
    return Status(status).is_shown


def more_shown(kept: tuple[str, datetime | None], other: tuple[str, datetime | None]) -> tuple[Status, datetime | None]:
    """The status and the going live of two articles that become one: what readers see of either they see then.

    But for a withdrawn article that is kept: somebody took it from them.
    """
    ours, theirs = (_SHOWN.get(Status(status), 0) for status, _ in (kept, other))
    if kept[0] != Status.WITHDRAWN and theirs > ours:
        return Status(other[0]), other[1]
    if theirs == ours > 0:
        return Status(kept[0]), None if None in (kept[1], other[1]) else min(filter(None, (kept[1], other[1])))
    return Status(kept[0]), kept[1]


def set_status(articles: Iterable[Article], status: Status, *, by: Work, reason: str = "") -> Act | None:
    """Give each article the status, with a revision each; those that have it already are left alone. None where all have it."""
    wanted = [article.pk for article in articles if article.status != status]
    with one_writer():
        found = list(Article.objects.for_change().filter(pk__in=wanted).for_documents())
        documents = documents_of(found)
        saves = []
        for article in found:
            before = documents[article.pk]
            after = flagged(before, status, assumed=article.assumed_published)
            saves.append(Save(after, article, status, before=before))
        words = _ACTS[status] + (f": {reason}" if reason else "")
        return commit(saves, kind=Revision.Kind.CHANGED, by=by, reason=reason or status.label, words=words)


def delete(articles: Iterable[Article], *, by: Work, reason: str = "") -> int:
    """Delete articles for good: their slugs stay reserved, their history stays, and entries that name them keep their words."""
    with one_writer():
        found = list(Article.objects.for_change().filter(pk__in=[article.pk for article in articles]).for_documents())
        leave(found, by=by, reason=reason)
    return len(found)
