"""Articles as they were before an act, and as they would be without it: documents, statuses and targets of entries.

Writes and decides nothing: what somebody has changed since stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from articles import seed
from articles.bridge import Row, Save, entry_words_by_pk, said
from articles.editing.publishing import flagged, means
from articles.history import beside
from articles.history.restoring import with_present_words
from articles.history.texts import document_in
from articles.models import Act, Article, Revision, Status
from articles.seed.labels import label_of_conflict
from articles.seed.schema import STATUS_FLAGS


def present(texts: Sequence[tuple[Revision, int]], now: Mapping[int, seed.Article]) -> dict[int, seed.Article]:
    """Return the document of each revision; entries that followed an article have its present words."""
    thens = [(article_in(revision), revision, pk) for revision, pk in texts]
    found = {revision.pk: document for document, revision, _ in thens}
    others = [each for each in thens if each[0].related != now[each[2]].related]
    for (_, revision, _), document in zip(others, with_present_words(others), strict=True):
        found[revision.pk] = document
    return found


def without_act(
    row: Revision, article: Article, now: seed.Article, before: seed.Article, after: seed.Article
) -> tuple[Save, tuple[str, ...]]:
    """Return the article without the act, and the fields that stay because somebody changed them since."""
    merged = seed.merge(after, now, before)
    document, status = merged.document, Status(article.status)
    left = {conflict.field for conflict in merged.conflicts}
    if row.was and row.was != row.became:
        if article.status == row.became:
            status = Status(row.was)
        elif article.status != row.was:
            left.add("status")
    if status == article.status != row.was:
        document = replace(document, **{flag: getattr(now, flag) for flag in STATUS_FLAGS if row.was != row.became})
    meant = [means(document, status, assumed=assumed) for assumed in (False, True)]
    if status == row.was and any(meant) and not meant[article.assumed_published]:
        article.assumed_published = (
            not article.assumed_published
        )  # an import's option made it so, or had not done so yet
    document = flagged(document, status, assumed=article.assumed_published)
    return Save(document, article, status, before=now), tuple(sorted(map(label_of_conflict, left)))


def with_rows(document: seed.Article, rows: Sequence[Row]) -> seed.Article:
    """Return the document with the targets of these rows and their articles' present words, or former ones if those are gone."""
    words = entry_words_by_pk({target for target, _ in rows if target})
    related = tuple(
        entry
        if (target or 0) not in words and (target or not own)
        else seed.from_json(said(own, words.get(target or 0)), "related")
        for (target, own), entry in zip(rows, document.related or (), strict=True)
    )
    return replace(document, related=related) if related else document


def rewrote_entries(row: Revision, was: Revision, act: Act) -> bool:
    """Return whether the act changed the article's related entries; for an import or an old act, the texts show it."""
    if act.beside is None:
        return article_in(row).related != article_in(was).related
    return row.article_id in beside.articles_rewritten(act)


def article_in(revision: Revision) -> seed.Article:
    document = document_in(revision)
    assert isinstance(document, seed.Article)
    return document
