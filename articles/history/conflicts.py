"""Fields on which an article and its file disagree: finds what both say, and closes settled ones. Decides nothing.

The importer opens them. Ours is what the article says now; theirs is what its file said last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from articles import seed
from articles.bridge import Matcher, documents_of
from articles.history.texts import document_in
from articles.models import Article, Conflict, Revision, Status, status_of_flags
from articles.store import load_texts

_PURE_FLAGS = set(seed.STATUS_FLAGS) - {seed.HEAT}  # a heat is a number as well


@dataclass(frozen=True)
class OpenConflict:
    """An open conflict with what both sides now say: JSON, None where absent. `document` is the article with theirs."""

    row: Conflict
    ours: object
    theirs: object
    document: seed.Article
    is_settled: bool


@dataclass(frozen=True)
class Disputed:
    """An article with its open conflicts, oldest first."""

    article: Article
    document: seed.Article
    theirs: seed.Article
    open: list[OpenConflict]


def open_fields(pks: Iterable[int]) -> dict[int, list[str]]:
    """Return, per article that has any, the fields in conflict, the first to be opened first.

    The flags of a status are that one field, also where an earlier version listed one of them.
    """
    found: dict[int, list[str]] = {}
    for pk, field in Conflict.objects.open().of(list(pks)).order_by("pk").values_list("article", "field"):
        found.setdefault(pk, []).append(seed.STATUS if field in _PURE_FLAGS else field)
    return found


def disputed(articles: Iterable[Article]) -> list[Disputed]:
    """Return what articles and files disagree about. Costs one query where they agree. Load with `for_documents()`."""
    found = {article.pk: article for article in articles}
    rows = list(Conflict.objects.open().of(found).order_by("pk"))
    if not rows:
        return []
    ours = [article for pk, article in found.items() if pk in {row.article_id for row in rows}]
    documents = documents_of(ours)
    imported = Revision.objects.in_bulk([article.imported_id for article in ours if article.imported_id])
    load_texts(imported.values())
    disputes = []
    for article in ours:
        revision = imported.get(article.imported_id or 0)
        theirs = document_in(revision) if revision else documents[article.pk]
        assert isinstance(theirs, seed.Article)
        mine = [row for row in rows if row.article_id == article.pk]
        disputes.append(_compared(article, documents[article.pk], theirs, mine))
    return disputes


def _compared(article: Article, document: seed.Article, theirs: seed.Article, rows: list[Conflict]) -> Disputed:
    identify = identities(article, document, theirs)
    compared = []
    for row in rows:
        taken = seed.take(document, theirs, row.field, identify=identify)
        sides, is_settled = (taken.ours, taken.theirs), taken.document == document
        if row.field == seed.STATUS:
            said, file = (_status(side, article) for side in (document, theirs))
            sides, is_settled = (Status(article.status).label, file.label), said == file
        compared.append(OpenConflict(row, *sides, taken.document, is_settled))
    return Disputed(article, document, theirs, compared)


def _status(document: seed.Article, article: Article) -> Status:
    flags = (getattr(document, flag) for flag in seed.STATUS_FLAGS)
    return status_of_flags(*flags, assumed=article.assumed_published)


def identities(article: Article, document: seed.Article, theirs: seed.Article) -> seed.Identify:
    """Return a function that gives the article of ours to which an entry points, in the article and in its file."""
    known = {
        entry: link.target_id
        for link, entry in zip(article.related_links.all(), document.related or (), strict=True)
    }  # fmt: skip
    others = [entry for entry in theirs.related or () if entry not in known]
    plain = {entry: seed.as_json(entry) for entry in others}
    matcher = Matcher(plain.values()) if plain else None
    for entry in others:
        known[entry] = matcher.target(plain[entry], of=article.pk) if matcher else None
    return known.get


def close_settled(pks: Iterable[int], *, at: datetime) -> int:
    """Close the conflicts on which an article and its file now agree. Return how many.

    Costs one query where none of the articles has any.
    """
    concerned = set(Conflict.objects.open().of(pks).values_list("article", flat=True))
    if not concerned:
        return 0
    disputes = disputed(Article.objects.filter(pk__in=concerned).for_documents())
    agreed = [each.row.pk for dispute in disputes for each in dispute.open if each.is_settled]
    return Conflict.objects.filter(pk__in=agreed).update(closed_at=at)
