"""Records every document's text with each change. Nothing is ever deleted. Stores no document: `commit` does that."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from articles import seed
from articles.bridge import documents_of
from articles.history.audited import Showings, tell
from articles.history.texts import present_text
from articles.history.work import Work, act_of
from articles.models import Act, Article, Provider, RelatedLink, Revision, Topic, digest_of
from articles.store import Prepared, load_texts, store_texts

UNMATCHED = "*"  # what `owned` says about an entry that matched no article
_WITH_OWN = Prepared(RelatedLink.objects.with_own_values)


def new_revision(
    subject: Article | Topic | Provider, text: bytes, kind: str, by: Work, reason: str = "", *, digest: bytes | None = None
) -> Revision:  # fmt: skip
    """Return a revision, for `record` to store, of a document that now has this text, whose `digest` is perhaps known."""
    column = {Article: "article", Topic: "topic", Provider: "provider"}[type(subject)]
    name = subject.slug if isinstance(subject, Article | Topic) else subject.domain
    revision = Revision(
        name=name, kind=kind, reason=reason, digest=digest or digest_of(text), by_import_id=by.record,
        **by.signature, **{column: subject},
    )  # fmt: skip
    revision.whole = text
    return revision


def record(revisions: Sequence[Revision]) -> None:
    """Store new revisions, and note which values of each article's related entries are now the entry's own."""
    by_article: dict[int, dict[str, Any]] = {}
    for article, position, target, own in _WITH_OWN(articles=[r.article_id for r in revisions if r.article_id]):
        by_article.setdefault(article, {})[str(position)] = sorted(own or ()) if target else UNMATCHED
    for revision in revisions:
        revision.owned = by_article.get(revision.article_id or 0)
    store_texts(revisions)


class Text(NamedTuple):
    """The present text of an article, and the status that it had; `is_last` where the article is to be deleted."""

    article: Article
    document: seed.Article
    text: bytes
    was: str
    is_last: bool = False


def imported_of(articles: Iterable[Article]) -> dict[int, Revision]:
    """Return the revisions with the last imported texts of articles, by the keys of the revisions."""
    found = Revision.objects.in_bulk([article.imported_id for article in articles if article.imported_id])
    load_texts(found.values())
    return found


def record_texts(
    texts: Sequence[Text], kind: str, by: Work, reason: str, *, words: str = "", applied: bool = True,
    showings: Showings = (),
) -> Act | None:  # fmt: skip
    """Record a revision of each text, all part of one act. Return the act, or None where there is no text.

    `words` describe the act if the work has not begun one; without them, the kind and the reason do. `showings` are what readers
    saw and see of the articles.
    """
    if not texts:
        return None
    told = words or Revision.Kind(kind).label + (f", {reason}" if reason else "")
    act = act_of([text.article for text in texts], told, by)
    tell(act, len(texts), by, kind, showings)
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
    """Record the last text of articles before they are deleted; `applied` is false where it joins another's history."""
    found = list(articles)
    documents, imported = documents_of(found), imported_of(found)
    last = []
    for article in found:
        document = documents[article.pk]
        text = present_text(document, imported.get(article.imported_id or 0))
        last.append(Text(article, document, text, article.status, is_last=True))
    return record_texts(last, kind, by, reason, applied=applied)
