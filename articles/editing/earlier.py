"""Articles as they were before an act, and as they would be without it: documents, statuses and where entries pointed.

Writes nothing, and decides nothing: what somebody changed since stays.
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
from articles.seed.schema import STATUS_FLAGS, TABLES


def present(texts: Sequence[tuple[Revision, int]], now: Mapping[int, seed.Article]) -> dict[int, seed.Article]:
    """By revision, its document; entries that followed an article say what that says now."""
    thens = [(article_in(revision), revision, pk) for revision, pk in texts]
    found = {revision.pk: document for document, revision, _ in thens}
    others = [each for each in thens if each[0].related != now[each[2]].related]
    for (_, revision, _), document in zip(others, with_present_words(others), strict=True):
        found[revision.pk] = document
    return found


def without_act(
    row: Revision, article: Article, now: seed.Article, before: seed.Article, after: seed.Article
) -> tuple[Save, tuple[str, ...]]:
    """What the article would be without the act, and what of it stays as somebody made it since."""
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
        article.assumed_published = not article.assumed_published  # an import's option made it so, or had not yet
    document = flagged(document, status, assumed=article.assumed_published)
    return Save(document, article, status, before=now), tuple(sorted(_label(name) for name in left))


def _label(place: str) -> str:
    """An editor's word for a place that a merge names, such as `images[URL].width`."""
    key = place.partition("[")[0].partition(".")[0].partition(" ")[0]
    return next((row.label for row in TABLES["article"] if row.key == key), key)


def with_rows(document: seed.Article, rows: Sequence[Row]) -> seed.Article:
    """With entries that point where these rows do, and say what their articles say now; where those are gone, what they said."""
    words = entry_words_by_pk({target for target, _ in rows if target})
    related = tuple(
        entry
        if (target or 0) not in words and (target or not own)
        else seed.from_json(said(own, words.get(target or 0)), "related")
        for (target, own), entry in zip(rows, document.related or (), strict=True)
    )
    return replace(document, related=related) if related else document


def rewrote_entries(row: Revision, was: Revision, act: Act) -> bool:
    """Whether the act gave the article other related entries; of an import, or an old act, the texts tell."""
    if act.beside is None:
        return article_in(row).related != article_in(was).related
    return row.article_id in beside.articles_rewritten(act)


def article_in(revision: Revision) -> seed.Article:
    document = document_in(revision)
    assert isinstance(document, seed.Article)
    return document
