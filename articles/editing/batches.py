"""One change to many articles: first sorted by what it would do to each, then done in one transaction, as one act.

Knows no form and no page. The caller says who may give an article a status.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from django.utils.timezone import localtime

from articles import seed
from articles.bridge import Save, documents_of
from articles.editing.publishing import flagged
from articles.history.commit import commit
from articles.history.work import StaleError, Work, in_one_act
from articles.models import Act, Article, Revision, Status, Topic
from articles.models.querysets import ArticleQuerySet
from articles.store import one_writer

ALREADY = "already"
# Takes an article and the status that it would have, and says whether the user may do that.
May = Callable[[Article, Status], bool]
_PART = 500  # documents in memory at once


@dataclass(frozen=True)
class BatchChange:
    """`verdict` gives "" for an article that would change, ALREADY for one that is so already, else why it stays as it is.

    `becomes` gives the status that it would have, and `after` the document.
    """

    spec: tuple[str, str]  # by which `change_of` makes it again
    label: str
    done: str
    verdict: Callable[[Article], str]
    after: Callable[[Article, seed.Article], seed.Article]
    becomes: Callable[[Article], Status] = field(default=lambda article: Status(article.status))


@dataclass(frozen=True)
class Sorted:
    """`stays` are those that would stay as they are, by reason; `digest` identifies the articles as they were sorted."""

    changes: list[Article]
    already: list[Article]
    stays: Mapping[str, list[Article]]
    digest: str


def giving(status: Status) -> BatchChange:
    """Return the change to a status. Withdrawn articles stay so: a batch is no way to bring them back to readers."""

    def verdict(article: Article) -> str:
        if article.status == status:
            return ALREADY
        return "withdrawn, and stays so" if article.status == Status.WITHDRAWN and status != Status.DRAFT else ""

    labels = {
        Status.PUBLISHED: ("Publish", "Published"),
        Status.REVIEW: ("Send to review", "Sent to review"),
        Status.FOLDED: ("Fold", "Folded"),
        Status.DRAFT: ("Make a draft again", "Made a draft again"),
        Status.WITHDRAWN: ("Withdraw", "Withdrawn"),
    }
    return BatchChange(
        ("status", status.value), *labels[status], verdict,
        after=lambda article, document: flagged(
            document, status, assumed=article.assumed_published, others=article.others_counted
        ),
        becomes=lambda article: status,
    )  # fmt: skip


def adding(topic: Topic) -> BatchChange:
    def after(article: Article, document: seed.Article) -> seed.Article:
        return replace(document, topics=(*(document.topics or ()), topic.name))

    def verdict(article: Article) -> str:
        if any(link.tag_id == topic.pk for link in article.topic_links.all()):
            return ALREADY
        return ""

    return BatchChange(("add", str(topic.pk)), f"Add the topic {topic}", f"Topic {topic} added", verdict, after)


def removing(topic: Topic) -> BatchChange:
    def after(article: Article, document: seed.Article) -> seed.Article:
        kept = [link.name for link in article.topic_links.all() if link.tag_id != topic.pk]
        return replace(document, topics=tuple(kept) or None)

    def verdict(article: Article) -> str:
        return "" if any(link.tag_id == topic.pk for link in article.topic_links.all()) else ALREADY

    return BatchChange(
        ("remove", str(topic.pk)), f"Take the topic {topic} off", f"Topic {topic} taken off", verdict, after
    )


def going_live(at: datetime | None) -> BatchChange:
    def after(article: Article, document: seed.Article) -> seed.Article:
        return replace(document, go_live_at=at)

    def verdict(article: Article) -> str:
        return ALREADY if article.go_live_at == at else ""

    words = f"{localtime(at):%Y-%m-%d %H:%M %Z}" if at else "at once"
    return BatchChange(
        ("live", at.isoformat() if at else ""), f"Go live {words}", f"Set to go live {words}", verdict, after
    )


def change_of(spec: Sequence[str]) -> BatchChange | None:
    """Return the change that has this spec; None where its topic is gone."""
    kind, value = spec
    if kind == "status":
        return giving(Status(value))
    if kind == "live":
        return going_live(datetime.fromisoformat(value) if value else None)
    topic = Topic.objects.standing().filter(pk=value).first()
    return (adding if kind == "add" else removing)(topic) if topic else None


def sort(change: BatchChange, articles: ArticleQuerySet, may: May) -> Sorted:
    """Return what the change would do to each article. Changes nothing."""
    changes: list[Article] = []
    already: list[Article] = []
    stays: dict[str, list[Article]] = {}
    seen = sha256()
    for article in articles.for_lines().with_topics().order_by("pk"):
        seen.update(f"{article.pk}:{article.version};".encode())
        why = change.verdict(article)
        if why == ALREADY:
            already.append(article)
        elif why:
            stays.setdefault(why, []).append(article)
        elif not may(article, change.becomes(article)):
            stays.setdefault("your account may not make this change", []).append(article)
        else:
            changes.append(article)
    return Sorted(changes, already, stays, seen.hexdigest())


def carry_out(change: BatchChange, articles: ArticleQuerySet, may: May, *, by: Work, seen: str = "") -> Act | None:
    """Make the change in one transaction, and return its act; None where there was nothing to change.

    `seen` is the digest of what the editor saw. Raises StaleError where the articles are no longer the same.
    """
    with one_writer():
        found = sort(change, articles, may)
        if seen and found.digest != seen:
            raise StaleError
        if not found.changes:
            return None
        act = in_one_act(by, change.done)
        pks = [article.pk for article in found.changes]
        for start in range(0, len(pks), _PART):
            carry_out_some(change, pks[start : start + _PART], act)
    return Act.objects.filter(pk__in=[act.act]).first()


def carry_out_some(change: BatchChange, pks: Collection[int], by: Work) -> None:
    """Make the change to articles that were sorted, as part of an act that was begun."""
    articles = list(Article.objects.for_change().filter(pk__in=pks).for_documents().with_others_counted())
    documents = documents_of(articles)
    saves = []
    for article in articles:
        before = documents[article.pk]
        saves.append(Save(change.after(article, before), article, change.becomes(article), before=before))
    commit(saves, kind=Revision.Kind.CHANGED, by=by, reason=change.done)
