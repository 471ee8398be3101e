"""What every document's text was: recorded with each change. Nothing is ever taken out. Stores no document: `commit` does."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from articles import seed
from articles.bridge import documents_of
from articles.history.texts import present_text
from articles.history.work import Work, act_of
from articles.models import Act, Article, Provider, RelatedLink, Revision, Topic, digest_of
from articles.store import load_texts, store_texts

UNMATCHED = "*"  # what `owned` says of an entry that matched no article


def new_revision(subject: Article | Topic | Provider, text: bytes, kind: str, by: Work, reason: str = "") -> Revision:
    """A revision of a document that has this text now, for `record` to store."""
    column = {Article: "article", Topic: "topic", Provider: "provider"}[type(subject)]
    name = subject.slug if isinstance(subject, Article | Topic) else subject.domain
    revision = Revision(
        name=name, kind=kind, reason=reason, digest=digest_of(text), by_import_id=by.record, **by.signature, **{column: subject},
    )  # fmt: skip
    revision.whole = text
    return revision


def record(revisions: Sequence[Revision]) -> None:
    """Store new revisions, with which values of each article's related entries are the entry's own now."""
    by_article: dict[int, dict[str, Any]] = {}
    rows = RelatedLink.objects.filter(article__in=[r.article_id for r in revisions if r.article_id], own__isnull=False)
    for article, position, target, own in rows.values_list("article_id", "position", "target_id", "own").iterator():
        by_article.setdefault(article, {})[str(position)] = sorted(own or ()) if target else UNMATCHED
    for revision in revisions:
        revision.owned = by_article.get(revision.article_id or 0)
    store_texts(revisions)


class Text(NamedTuple):
    """What an article says now, and the status that it had; `is_last` where the article goes."""

    article: Article
    document: seed.Article
    text: bytes
    was: str
    is_last: bool = False


def imported_of(articles: Iterable[Article]) -> dict[int, Revision]:
    """The last imported texts of articles, by the keys of these revisions."""
    found = Revision.objects.in_bulk([article.imported_id for article in articles if article.imported_id])
    load_texts(found.values())
    return found


def record_texts(
    texts: Sequence[Text], kind: str, by: Work, reason: str, *, words: str = "", applied: bool = True
) -> Act | None:
    """A revision of each text, all part of one act, which is returned; None where there is no text.

    `words` tell the act where the work has begun none; else what each revision says tells it.
    """
    if not texts:
        return None
    told = words or Revision.Kind(kind).label + (f", {reason}" if reason else "")
    act = act_of([text.article for text in texts], told, by)
    revisions = []
    for each in texts:
        revision = new_revision(each.article, each.text, kind, by, reason)
        revision.applied, revision.part_of_id, revision.was = applied, act.pk, each.was
        revision.became = "" if each.is_last else each.article.status
        revisions.append(revision)
    record(revisions)
    return act


def record_last(
    articles: Iterable[Article], *, by: Work, reason: str = "", kind: str = Revision.Kind.DELETED, applied: bool = True
) -> Act | None:
    """The last text of articles that are about to go; `applied` is false where it becomes part of another's history."""
    found = list(articles)
    documents, imported = documents_of(found), imported_of(found)
    last = []
    for article in found:
        document = documents[article.pk]
        text = present_text(document, imported.get(article.imported_id or 0))
        last.append(Text(article, document, text, article.status, is_last=True))
    return record_texts(last, kind, by, reason, applied=applied)
