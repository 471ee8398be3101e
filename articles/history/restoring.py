"""Restores old texts. Entries that follow an article have its present words, whatever they said at the time."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from articles import seed
from articles.bridge import Matcher, Save, document_of, entry_words_by_pk
from articles.history.commit import commit
from articles.history.revisions import UNMATCHED
from articles.history.texts import document_in
from articles.history.work import Work
from articles.models import Article, Revision, Status, status_of_flags
from articles.store import one_writer


def restore(revision: Revision, *, by: Work) -> Article:
    """Give the article the document of a revision. Entries that follow other articles keep the present words of those."""
    if revision.article_id is None:
        raise ValueError("the article of this revision is deleted")
    with one_writer():
        article = Article.objects.for_change().for_documents().get(revisions=revision)
        then = document_in(revision)
        assert isinstance(then, seed.Article)
        (wanted,) = with_present_words([(then, revision, article.pk)])
        before = document_of(article)
        save = Save(wanted, article, _status_then(article, before, wanted), before=before)
        commit([save], kind=Revision.Kind.RESTORED, by=by, reason=f"as of {revision.at:%Y-%m-%d %H:%M}")
        return article


def _status_then(article: Article, before: seed.Article, then: seed.Article) -> Status:
    """Return what the restored flags mean. Of two statuses with the same flags (in review, draft), the present one stays."""
    was, said = (
        status_of_flags(document.published, document.removed, document.heat, assumed=article.assumed_published)
        for document in (before, then)
    )
    return Status(article.status) if was == said else said


def with_present_words(thens: Sequence[tuple[seed.Article, Revision, int]]) -> list[seed.Article]:
    """Return the documents of old texts, given with revision and article, in which following entries have present words."""
    plain = [[seed.as_json(entry) for entry in then.related or ()] for then, _, _ in thens]
    if not any(plain):
        return [then for then, _, _ in thens]
    matcher = Matcher(entry for entries in plain for entry in entries)
    targets = [
        [matcher.target(entry, of=pk) for entry in entries] for entries, (_, _, pk) in zip(plain, thens, strict=True)
    ]
    words = entry_words_by_pk({target for found in targets for target in found if target})
    present = []
    for (then, revision, _), entries, found in zip(thens, plain, targets, strict=True):
        owned = revision.owned or {}
        related = tuple(
            seed.from_json(_said_now(entry, words.get(target or 0), owned.get(str(place), [])), "related")
            for place, (entry, target) in enumerate(zip(entries, found, strict=True))
        )
        present.append(replace(then, related=related) if related else then)
    return present


def _said_now(entry: dict[str, Any], words: dict[str, Any] | None, owned: Collection[str]) -> dict[str, Any]:
    """Return an entry with the present words of its article, if it followed that article when the text was written."""
    if words is None or owned == UNMATCHED:
        return entry
    followed = {key: value for key, value in words.items() if key not in owned}
    return followed | {key: entry[key] for key in owned if key in entry}
