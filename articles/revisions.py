"""What every document's text was: recorded with each change, compared, and restored. Nothing is ever taken out.

A document's text is its last imported text with its present values in it (`seed.rewrite`), or canonical text where it was
never imported.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from articles import seed
from articles.bridge import (
    Matcher,
    Save,
    document_of,
    documents_of,
    load,
    one_writer,
    save_documents,
    store,
    words_by_pk,
)
from articles.models import Article, Provider, RelatedLink, Revision, Status, Topic, digest_of, status_of_flags

_UNMATCHED = "*"


class StaleError(Exception):
    """What an editor decided about was changed, or is gone, since they looked at it."""


@dataclass(frozen=True)
class Author:
    """Who changes something, and when: a person, or a command by its name; `record` is the import that does it."""

    name: str = ""
    user: AbstractBaseUser | None = None
    at: datetime = field(default_factory=timezone.now)
    record: int | None = None

    @classmethod
    def of(cls, user: Any) -> "Author":
        return cls(name=user.get_username(), user=user)


def text_of(revision: Revision) -> bytes:
    """The text as it was, byte for byte. Of many, `bridge.load` them first."""
    load([revision])
    return revision.whole or b""


def document_in(revision: Revision) -> seed.SeedDocument:
    return seed.parse(text_of(revision), plain=True)


def present_text(document: seed.SeedDocument, imported: Revision | None) -> bytes:
    """The text that says `document`: in the style of its last imported text, or canonical."""
    if imported is None:
        return seed.serialise(document).encode()
    return seed.rewrite(text_of(imported), document, plain=True)


def checked_text(document: seed.SeedDocument, imported: Revision | None) -> bytes:
    """As `present_text`; raises SeedError where that text could not be imported again."""
    text = present_text(document, imported)
    seed.parse(text, plain=isinstance(document, seed.Topic))
    return text


def new_revision(subject: Article | Topic | Provider, text: bytes, act: str, by: Author, reason: str = "") -> Revision:
    """A revision of a document that has this text now, for `record` to store."""
    kind = {Article: "article", Topic: "topic", Provider: "provider"}[type(subject)]
    name = subject.slug if isinstance(subject, Article | Topic) else subject.domain
    revision = Revision(
        name=name, act=act, by_id=by.user.pk if by.user else None, by_name=by.name, at=by.at, reason=reason,
        digest=digest_of(text), by_import_id=by.record, **{kind: subject},
    )  # fmt: skip
    revision.whole = text
    return revision


def record(revisions: Sequence[Revision]) -> None:
    """Store new revisions, with which values of each article's related entries are the entry's own now."""
    by_article: dict[int, dict[str, Any]] = {}
    rows = RelatedLink.objects.filter(article__in=[r.article_id for r in revisions if r.article_id], own__isnull=False)
    for article, position, target, own in rows.values_list("article_id", "position", "target_id", "own").iterator():
        by_article.setdefault(article, {})[str(position)] = sorted(own or ()) if target else _UNMATCHED
    for revision in revisions:
        revision.owned = by_article.get(revision.article_id or 0)
    store(revisions)


def commit(saves: Sequence[Save], *, act: str, by: Author, reason: str = "") -> list[Article]:
    """Write documents and record a revision of each that changed. Returns the changed articles."""
    changed = [
        save for save in saves if save.is_new or save.before != save.document or save.article.status != save.status
    ]
    with one_writer():
        save_documents(changed)
        _record([(save.article, save.document) for save in changed], act, by, reason)
    return [save.article for save in changed]


def record_change(article: Article, document: seed.Article, *, act: str, by: Author, reason: str = "") -> None:
    """Record a change that a form has saved already. Raises SeedError where the codec would refuse it as a file."""
    checked_text(document, article.imported)
    _record([(article, document)], act, by, reason)


def record_last(
    articles: Iterable[Article], *, by: Author, reason: str = "", act: str = Revision.Act.DELETED, applied: bool = True
) -> None:
    """The last text of articles that are about to go; `applied` is false where it becomes part of another's history."""
    found = list(articles)
    documents = documents_of(found)
    _record([(article, documents[article.pk]) for article in found], act, by, reason, applied=applied)


def reassign(article: Article, successor: Article) -> None:
    """An article's history is another's from now on, each text under the name that it had."""
    Revision.objects.filter(article=article).update(article=successor)


def _record(
    changed: Sequence[tuple[Article, seed.Article]], act: str, by: Author, reason: str, *, applied: bool = True
) -> None:
    imported = Revision.objects.in_bulk([article.imported_id for article, _ in changed if article.imported_id])
    load(imported.values())
    revisions = [
        new_revision(article, present_text(document, imported.get(article.imported_id or 0)), act, by, reason)
        for article, document in changed
    ]
    for revision in revisions:
        revision.applied = applied
    record(revisions)


def restore(revision: Revision, *, by: Author) -> Article:
    """Give the article the document of a revision. Entries that follow other articles go on saying what those say now."""
    if revision.article_id is None:
        raise ValueError("the article of this revision is deleted")
    with one_writer():
        article = Article.objects.for_change().for_documents().get(revisions=revision)
        then = document_in(revision)
        assert isinstance(then, seed.Article)
        wanted = _with_present_words(then, revision, article)
        before = document_of(article)
        save = Save(wanted, article, _status_then(article, before, wanted), before=before)
        commit([save], act=Revision.Act.RESTORED, by=by, reason=f"as of {revision.at:%Y-%m-%d %H:%M}")
        return article


def status_then(revision: Revision) -> Status:
    """The status that restoring a revision would give its article."""
    article = Article.objects.for_documents().get(revisions=revision)
    then = document_in(revision)
    assert isinstance(then, seed.Article)
    return _status_then(article, document_of(article), then)


def _status_then(article: Article, before: seed.Article, then: seed.Article) -> Status:
    """What the restored flags mean; a status that the flags cannot tell apart (in review, a draft) stays."""
    was, said = (
        status_of_flags(document.published, document.removed, document.heat, assumed=article.assumed_published)
        for document in (before, then)
    )
    return Status(article.status) if was == said else said


def _with_present_words(then: seed.Article, revision: Revision, article: Article) -> seed.Article:
    if not then.related:
        return then
    entries = [seed.as_json(entry) for entry in then.related]
    matcher = Matcher(entries)
    targets = [matcher.target(entry, of=article.pk) for entry in entries]
    words = words_by_pk({target for target in targets if target})
    owned = revision.owned or {}
    related = []
    for place, (entry, target) in enumerate(zip(entries, targets, strict=True)):
        keys = owned.get(str(place), [])
        if target and keys != _UNMATCHED:
            followed = {key: value for key, value in words[target].items() if key not in keys}
            entry = followed | {key: entry[key] for key in keys if key in entry}  # noqa: PLW2901
        related.append(seed.from_json(entry, "related"))
    return replace(then, related=tuple(related))
