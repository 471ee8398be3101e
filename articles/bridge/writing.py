"""Turns documents into rows, in sets: columns, children, what derives from them, and the edges. Records no history."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from articles import seed
from articles.bridge.documents import COLUMNS, EntryWords, entry_words, stored_extra
from articles.bridge.edges import rematch, write_links
from articles.bridge.freshness import Altered, mark_altered
from articles.bridge.names import providers_for, topics_for
from articles.bridge.ranking import news_of, rank_of
from articles.bridge.save import Save
from articles.bridge.stored import Given, Moved, Rewritten, rows_by_article
from articles.bridge.words import Former, Words, keep_former, replaced
from articles.models import (
    Article,
    ArticleTopic,
    FormerWord,
    Image,
    Provider,
    RelatedLink,
    Status,
    Topic,
    text_key,
)
from articles.store.rows import create_rows, insert_rows, update_rows
from articles.store.search_index import Entry, index_entries, index_stored, names_of
from articles.texts.pages import same_page
from articles.texts.spelling import nfc, same_domain

_WRITTEN = [
    *COLUMNS, "status", "provider", "provider_name", "provider_rest", "tags", "extra", "body", "empty_lists",
]  # fmt: skip
_DERIVED = [
    "web_key", "original_key", "page_key", "compared", "rank", "noise", "source_key", "source_stamp", "imported_digest",
    "imported_words", "imported_web_key", "imported_original_key", "as_imported", "file_slug", "assumed_published", "version",
]  # fmt: skip
# What duplicates are found by: after a change of it, they are looked for again.
_COMPARED = ("title", "excerpt", "publishedDateTime", "webUrl", "originalUrl")


def save_documents(saves: Sequence[Save], at: datetime) -> list[Moved | Rewritten]:
    """Write all documents, with the providers and topics that they need, and advance versions. Call it in a transaction.

    Return the changes of stored entries: those that were written again, and those of other articles whose targets changed.
    """
    if not saves:
        return []
    providers = providers_for([save.document.provider for save in saves])
    topics = topics_for(name for save in saves for name in save.document.topics or ())
    retold, was = [], [save.article.status for save in saves]
    former: dict[int, Former] = {}
    for save in saves:
        _fill(save, providers)
        now = entry_words(save.document)
        before, file = (entry_words(document) if document else None for document in (save.before, save.file))
        if before and file:
            former[save.article.pk] = replaced(before, save.article.imported_words or {}, now, file)
        if before and file and file != {**before, **(save.article.imported_words or {})}:
            retold.append(save)
        derive(save.article, now, before, file)
        save.article.as_imported = save.file is not None and save.file == save.document
    create_rows([save.article for save in saves if save.is_new])
    old = [save.article for save in saves if not save.is_new]
    if old:
        update_rows(old, [*_WRITTEN, *_DERIVED])
    keep_former(former | {save.article.pk: save.once for save in saves if save.once})
    _write_topics(saves, topics)
    _write_index(saves, topics)
    _write_images(saves)
    rewritten = _write_related(saves)
    _forget_noise(saves)
    moved = _look_around(saves, retold)
    each = zip(saves, was, strict=True)
    mark_altered(
        [Altered(save.article, save.before, save.document, status) for save, status in each if save.before], at
    )
    return [*rewritten, *moved]


def _fill(save: Save, providers: dict[str, Provider]) -> None:
    article, document = save.article, save.document
    for name in COLUMNS:
        setattr(article, name, getattr(document, name))
    if not save.is_new and (save.before != document or article.status != save.status):
        article.version += 1
    article.status = save.status
    fill_provider(article, document.provider, providers)
    article.tags = None if document.tags is None else list(document.tags)
    article.extra = stored_extra(document.extra)
    article.body = document.body
    empty = [key for key in ("topics", "images", "related") if getattr(document, key) == ()]
    article.empty_lists = empty or None


def fill_provider(article: Article, block: seed.Provider, providers: dict[str, Provider]) -> None:
    provider = providers[same_domain(block.domain or "")]
    plain = seed.as_json(block, "provider")
    plain.pop("name", None)
    if plain.get("domain") == provider.domain:
        del plain["domain"]
    article.provider, article.provider_name, article.provider_rest = provider, block.name, plain or None


def derive(article: Article, words: EntryWords, before: EntryWords | None, file: EntryWords | None) -> None:
    """Set what derives from the article's values; `file` has the words of the file that is being imported."""
    last = file if file is not None else {**(before or words), **(article.imported_words or {})}
    imported = article.imported_id is not None or file is not None
    gone = {key: last.get(key) for key in {**words, **last} if imported and last.get(key) != words.get(key)}
    article.web_key, article.original_key = text_key(article.web_url), text_key(article.original_url)
    article.page_key = text_key(same_page(article.web_url or article.original_url))
    if before is not None and any(words.get(key) != before.get(key) for key in _COMPARED):
        article.compared = False
    article.rank, article.noise = rank_of(article.heat, news_of(article)), None
    article.imported_words = gone or None
    article.imported_web_key = text_key(gone.get("webUrl"))
    article.imported_original_key = text_key(gone.get("originalUrl"))


def _changed(saves: Iterable[Save], name: str) -> list[Save]:
    return [
        save
        for save in saves
        if (save.is_new and getattr(save.document, name))
        or (save.before is not None and getattr(save.before, name) != getattr(save.document, name))
    ]


def _renew(
    model: type[ArticleTopic | Image], names: Sequence[str], saves: Collection[Save], rows: list[tuple[Any, ...]]
) -> None:
    """Replace the articles' old rows by these values, in the order of the names, of which the first is the article's."""
    old = [save.article.pk for save in saves if not save.is_new]
    if old:
        model.objects.filter(**{f"{names[0]}__in": old}).delete()
    insert_rows(model, names, rows)


def _write_topics(saves: Sequence[Save], topics: dict[str, Topic]) -> None:
    changed = _changed(saves, "topics")
    rows = [
        (save.article.pk, topics[name].pk, position, name)
        for save in changed
        for position, name in enumerate(save.document.topics or ())
    ]
    _renew(ArticleTopic, ("content_object", "tag", "position", "name"), changed, rows)


def _write_index(saves: Sequence[Save], topics: dict[str, Topic]) -> None:
    index_entries(
        Entry(
            save.article.pk, save.document.title, save.document.excerpt or "",
            names_of(save.document.provider.name, save.article.provider.name),
            names_of(*(each for name in save.document.topics or () for each in (name, topics[name].name))),
            save.document.body,
        )
        for save in saves
        if save.before is None or _sought(save.before) != _sought(save.document)
    )  # fmt: skip


def _sought(document: seed.Article) -> tuple[Any, ...]:
    return (
        document.title,
        document.excerpt,
        document.provider.name,
        document.provider.domain,
        document.topics,
        document.body,
    )


def _write_images(saves: Sequence[Save]) -> None:
    changed = _changed(saves, "images")
    names = ("article", "position", "url", "width", "height", "is_cached", "title", "attribution", "extra")
    rows = [
        (save.article.pk, position, *(getattr(image, name) for name in names[2:-1]), stored_extra(image.extra))
        for save in changed
        for position, image in enumerate(save.document.images or ())
    ]
    _renew(Image, names, changed, rows)


def _write_related(saves: Sequence[Save]) -> list[Rewritten]:
    """Write related entries. Return the former rows, except those of articles that an import writes."""
    changed = _changed(saves, "related")
    old = [save.article.pk for save in changed if not save.is_new]
    before = rows_by_article(save.article.pk for save in changed if not save.is_new and save.file is None)
    rewritten = [Rewritten(*each) for each in before.items()]
    if old:
        RelatedLink.objects.filter(article__in=old).delete()
    entries = [(save.article, save.document.related) for save in changed if save.document.related]
    if not entries:
        return rewritten
    once = FormerWord.objects.of(save.article.pk for save in saves if save.once or not save.is_new)
    words = {
        (pk := save.article.pk): Words(entry_words(save.document), save.article.imported_words or {}, once.get(pk, ()))
        for save in saves
    }
    given = {save.article.pk: Given(save.links, save.brought, save.by_editors) for save in changed if save.links}
    stale = write_links(entries, words, given, from_files=any(save.file for save in saves))
    Article.objects.filter(pk__in=stale).update(as_imported=False)
    return rewritten


def _forget_noise(saves: Sequence[Save]) -> None:
    """Mark the leaders of articles whose words or topics changed, so that their stories are searched for noise again."""
    changed = [
        save.article.pk
        for save in saves
        if save.before is not None
        and (save.before.topics != save.document.topics or entry_words(save.before) != entry_words(save.document))
    ]
    if changed:
        leaders = RelatedLink.objects.filter(target__in=changed).values("article")
        Article.objects.filter(pk__in=leaders).update(noise=None)


def _look_around(saves: Sequence[Save], retold: Sequence[Save] = ()) -> list[Moved]:
    """Match again the entries that name new articles or articles whose words changed, be it only in their files (`retold`)."""
    moved = [
        save
        for save in saves
        if save.is_new or (save.before is not None and entry_words(save.before) != entry_words(save.document))
    ]
    dropped = {url for save in saves for url in save.dropped}
    if not moved and not retold and not dropped:
        return []
    former = dropped | {
        url for save in moved if save.before for url in (save.before.web_url, save.before.original_url) if url
    }
    looked_at = {save.article.pk: save.article for save in (*moved, *retold)}
    found = rematch(list(looked_at.values()), former, {save.article.pk: save.file for save in saves if save.file})
    known = [save.article.pk for save in moved if not save.is_new]
    if known:  # afterwards: who is as its file says has no words of an editor's
        stale = RelatedLink.objects.filter(target__in=known).values("article")
        Article.objects.filter(pk__in=stale).update(as_imported=False)
    return found


def save_derived(
    article: Article, before: seed.Article | None, after: seed.Article, at: datetime, *, was: str = "",
    as_imported: bool = False,
) -> list[Moved]:  # fmt: skip
    """Do what `save_documents` does after a form has saved an article row by row: write what derives, and the edges to it.

    `before` and `was` are its former document and status; a new one has none.
    """
    derive(article, entry_words(after), entry_words(before or after), None)
    article.as_imported = as_imported
    article.save(update_fields=[*_DERIVED])
    index_stored([article.pk])
    saves = [Save(after, article, Status(article.status), before=before)]
    _forget_noise(saves)
    moved = _look_around(saves)
    if before is not None:
        mark_altered([Altered(article, before, after, was or article.status)], at)
    return moved


def fill_topic(topic: Topic, document: seed.Topic) -> None:
    """Set all of a topic file's values except the parent, which is found when every topic has arrived."""
    plain = seed.as_json(document)
    topic.seed_id, topic.parent_name = document.id, document.parent
    topic.name, topic.spelled = nfc(document.name), document.name
    topic.shortname, topic.services, topic.extra = document.shortname, plain.get("services"), plain.get("+")
    topic.keywords, topic.hashtags, topic.images = plain.get("keywords"), plain.get("hashtags"), plain.get("images")
    topic.body = document.body


def fill_organization(provider: Provider, document: seed.Organization) -> None:
    plain = seed.as_json(document)
    provider.seed_id, provider.seed_domain = document.id, document.domain
    provider.name, provider.spelled = nfc(document.name), document.name
    provider.other_names, provider.description = plain.get("otherNames"), document.description
    provider.images, provider.extra, provider.body = plain.get("images"), plain.get("+"), document.body
