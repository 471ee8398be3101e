"""What every document's text was: recorded with each change, compared, and restored. Nothing is ever taken out.

A document's text is its last imported text with its present values in it (`seed.rewrite`), or canonical text where it was
never imported.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F
from django.utils import timezone

from articles import seed
from articles.bridge import Matcher, Save, document_of, documents_of, entry_words_by_pk, save_documents
from articles.models import Act, Article, Provider, RelatedLink, Revision, Status, Topic, digest_of, status_of_flags
from articles.store import load_texts, one_writer, store_texts

_UNMATCHED = "*"


class StaleError(Exception):
    """What an editor decided about was changed, or is gone, since they looked at it."""


@dataclass(frozen=True)
class Author:
    """Who changes something, and when: a person, or a command by its name.

    `record` is the import that does it. All that is written with the same `act` is one act of that person, to be undone as
    one; what is written without is an act of its own.
    """

    name: str = ""
    user: AbstractBaseUser | None = None
    at: datetime = field(default_factory=timezone.now)
    record: int | None = None
    act: int | None = None

    @classmethod
    def of(cls, user: Any) -> "Author":
        return cls(name=user.get_username(), user=user)


def in_one_act(by: Author, words: str, *, undoes: Act | None = None) -> Author:
    """The same author, whose changes from now on are one act, which is told in these words."""
    act = Act.objects.create(
        words=words, by_id=by.user.pk if by.user else None, by_name=by.name, at=by.at, undoes=undoes
    )
    return replace(by, act=act.pk)


def text_of(revision: Revision) -> bytes:
    """The text as it was, byte for byte. Of many, `bridge.load` them first."""
    load_texts([revision])
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
    store_texts(revisions)


def commit(saves: Sequence[Save], *, act: str, by: Author, reason: str = "", words: str = "") -> list[Article]:
    """Write documents and record a revision of each that changed. Returns the changed articles.

    `words` tell the act where the author has begun none; else what each revision says tells it.
    """
    changed = [
        save for save in saves if save.is_new or save.before != save.document or save.article.status != save.status
    ]
    was = ["" if save.is_new else save.article.status for save in changed]
    with one_writer():
        save_documents(changed)
        texts = [Text(save.article, save.document, status) for save, status in zip(changed, was, strict=True)]
        _record(texts, act, by, reason, words=words)
    return [save.article for save in changed]


def record_change(
    article: Article, document: seed.Article, *, act: str, by: Author, reason: str = "", was: str = ""
) -> None:
    """Record a change that a form has saved already; `was` is its status until then, empty for a new article.

    Raises SeedError where the codec would refuse it as a file.
    """
    checked_text(document, article.imported)
    _record([Text(article, document, was)], act, by, reason)


def record_last(
    articles: Iterable[Article], *, by: Author, reason: str = "", act: str = Revision.Act.DELETED, applied: bool = True
) -> None:
    """The last text of articles that are about to go; `applied` is false where it becomes part of another's history."""
    found = list(articles)
    documents = documents_of(found)
    last = [Text(article, documents[article.pk], article.status, is_last=True) for article in found]
    _record(last, act, by, reason, applied=applied)


def reassign(article: Article, successor: Article) -> None:
    """An article's history is another's from now on, each text under the name that it had."""
    Revision.objects.filter(article=article).update(article=successor)


class Text(NamedTuple):
    """What an article says now, and the status that it had; `is_last` where the article goes."""

    article: Article
    document: seed.Article
    was: str
    is_last: bool = False


def _record(texts: Sequence[Text], act: str, by: Author, reason: str, *, words: str = "", applied: bool = True) -> None:
    imported = Revision.objects.in_bulk([text.article.imported_id for text in texts if text.article.imported_id])
    load_texts(imported.values())
    part_of = _act_of(texts, words or Revision.Act(act).label + (f", {reason}" if reason else ""), by)
    revisions = []
    for article, document, was, is_last in texts:
        text = present_text(document, imported.get(article.imported_id or 0))
        revision = new_revision(article, text, act, by, reason)
        revision.applied, revision.part_of_id, revision.was = applied, part_of, was
        revision.became = "" if is_last else article.status
        revisions.append(revision)
    record(revisions)


def _act_of(texts: Sequence[Text], words: str, by: Author) -> int | None:
    """The act that these changes are part of, none where there are none."""
    return act_of([text.article for text in texts], words, by) if texts else None


def act_of(articles: Sequence[Article], words: str, by: Author) -> int:
    """The act of which changes of these articles are part: an import's own for all it does, else the author's, or a new one."""
    if by.record is not None:
        told = {"words": words, "by_id": by.user.pk if by.user else None, "by_name": by.name, "at": by.at}
        pk = Act.objects.get_or_create(by_import_id=by.record, defaults=told)[0].pk
    else:
        pk = by.act or in_one_act(by, words).act or 0
    written = Act.objects.filter(pk=pk)
    written.update(number=F("number") + len(articles), undone_at=None)  # an import taken back half-way may go on
    written.filter(about="").update(about=articles[0].title)
    return pk


def restore(revision: Revision, *, by: Author) -> Article:
    """Give the article the document of a revision. Entries that follow other articles go on saying what those say now."""
    if revision.article_id is None:
        raise ValueError("the article of this revision is deleted")
    with one_writer():
        article = Article.objects.for_change().for_documents().get(revisions=revision)
        then = document_in(revision)
        assert isinstance(then, seed.Article)
        (wanted,) = with_present_words([(then, revision, article.pk)])
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


def with_present_words(thens: Sequence[tuple[seed.Article, Revision, int]]) -> list[seed.Article]:
    """Documents of old texts, each with its revision and its article, whose following entries say what those say now."""
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


def _said_now(entry: dict[str, Any], words: dict[str, Any] | None, owned: Any) -> dict[str, Any]:
    """An entry that followed its article when its text was written, with that article's present words."""
    if words is None or owned == _UNMATCHED:
        return entry
    followed = {key: value for key, value in words.items() if key not in owned}
    return followed | {key: entry[key] for key in owned if key in entry}
