"""Turns rows into documents. Writes nothing.

An entry that follows an article of ours has that article's words: `entry_words` gives them, and `entry_of` puts the
entry's own values over them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from articles import seed
from articles.models import Article, Image, Provider, RelatedLink, Topic
from articles.seed.plain import Json, data_as_json, data_from_json
from articles.seed.schema import ARTICLE
from articles.seed.values import moment_text
from articles.store import Prepared, hang
from articles.texts.spelling import nfc

EntryWords: TypeAlias = dict[str, Json]
_SHAPE = ("url", "width", "height", "isCached")

# Attributes that have a column of the same name and the same value.
COLUMNS = [row.name for row in ARTICLE if row.name not in ("provider", "topics", "tags", "images", "related")]
# FORMAT: an entry repeats the original URL of its article only where there is no web URL, and pictures without titles.
FOLLOWED_TEXTS = {
    "title": "title", "excerpt": "excerpt", "originalUrl": "original_url", "webUrl": "web_url", "ampWebUrl": "amp_url",
    "cdnAmpWebUrl": "cdn_amp_url", "type": "type", "quality": "quality",
}  # fmt: skip


class _Dated(Protocol):
    """What has the attributes of an article, be it a row, a document or only some of its columns."""

    @property
    def published_at(self) -> datetime: ...


def entry_words(article: "Article | seed.Article") -> EntryWords:
    """Return the values of an entry that follows the article: JSON by the seed's keys, without absent ones."""
    pictures = article.images.all() if isinstance(article, Article) else article.images or ()
    shapes = ((image.url, image.width, image.height, image.is_cached) for image in pictures)
    return _words(article, _credit(article), shapes)


def _words(article: _Dated, credit: tuple[str | None, str | None], shapes: Iterable[tuple[Any, ...]]) -> EntryWords:
    words = {key: value for key, name in FOLLOWED_TEXTS.items() if (value := getattr(article, name)) is not None}
    if "webUrl" in words:
        words.pop("originalUrl", None)
    words["publishedDateTime"] = moment_text(article.published_at)
    words["provider"] = {key: value for key, value in zip(("name", "domain"), credit, strict=True) if value is not None}
    images = [{key: value for key, value in zip(_SHAPE, shape, strict=True) if value is not None} for shape in shapes]
    return words | ({"images": images} if images else {})


def _credit(article: "Article | seed.Article") -> tuple[str | None, str | None]:
    if isinstance(article, seed.Article):
        return article.provider.name, article.provider.domain
    return article.provider_name, _written(article.provider_rest) or article.provider.domain


def _written(rest: Json) -> str | None:
    """Return the domain as the article's own file spells it."""
    found: str | None = (rest or {}).get("domain")
    return found


def entry_of(link: RelatedLink, words: EntryWords | None) -> EntryWords:
    """Return all values of an entry as JSON: its own, and for the rest the words of the article that it follows."""
    return said(link.own, words)


def said(own: EntryWords | None, words: EntryWords | None) -> EntryWords:
    entry = (words or {}) | (own or {})
    return {key: value for key, value in entry.items() if value is not None}


def document_of(article: Article) -> seed.Article:
    return documents_of([article])[article.pk]


def documents_of(articles: Iterable[Article], *, related: bool = True) -> dict[int, seed.Article]:
    """Return documents by primary key. Load the articles with `for_documents()`, or without `related` with `for_items()`."""
    found = list(articles)
    links = {article.pk: list(article.related_links.all()) if related else [] for article in found}
    words = entry_words_by_pk({link.target_id for rows in links.values() for link in rows if link.target_id})
    followed: dict[int, seed.Related] = {}  # in a story, every member has the same entry
    return {article.pk: _document(article, links[article.pk], words, followed) for article in found}


_ROWS = Prepared(lambda pks: Article.objects.with_pks(pks).for_words())
_IMAGES = Prepared(Image.objects.of_articles)
_WORDS = Prepared(lambda pks: Article.objects.with_pks(pks).words())
_SHAPES = Prepared(lambda articles: Image.objects.of_articles(articles).shapes())


def articles_for_words(pks: Iterable[int]) -> list[Article]:
    """Return the articles with what entries that follow them may say."""
    wanted = list(pks)
    found = _ROWS(pks=wanted)
    hang(found, "images", _IMAGES(articles=wanted))
    return found


def entry_words_by_pk(pks: Iterable[int]) -> dict[int, EntryWords]:
    wanted = list(pks)
    shapes: dict[int, list[tuple[Any, ...]]] = {}
    for article, *shape in _SHAPES(articles=wanted):
        shapes.setdefault(article, []).append(tuple(shape))
    return {
        row.pk: _words(
            row, (row.provider_name, _written(row.provider_rest) or row.provider__domain), shapes.get(row.pk, ())
        )
        for row in _WORDS(pks=wanted)
    }


def _entry(link: RelatedLink, words: dict[int, EntryWords], followed: dict[int, seed.Related]) -> seed.Related:
    target = link.target_id or 0
    if target and not link.own:
        if target not in followed:
            followed[target] = seed.from_json(entry_of(link, words[target]), "related")
        return followed[target]
    entry: seed.Related = seed.from_json(entry_of(link, words.get(target)), "related")
    return entry


def _document(
    article: Article, links: list[RelatedLink], words: dict[int, EntryWords], followed: dict[int, seed.Related]
) -> seed.Article:
    empty = article.empty_lists or ()
    entries = tuple(_entry(link, words, followed) for link in links)
    images = tuple(image_document(image) for image in article.images.all())
    topics = tuple(link.name for link in article.topic_links.all())
    return seed.Article(
        **{name: getattr(article, name) for name in COLUMNS},
        provider=provider_block(article),
        topics=topics or (() if "topics" in empty else None),
        tags=None if article.tags is None else tuple(article.tags),
        images=images or (() if "images" in empty else None),
        related=entries or (() if "related" in empty else None),
        extra=extra_of(article.extra),
        body=article.body,
    )


def extra_of(stored: Json) -> seed.Pairs:
    found = data_from_json(stored) if stored else seed.NOTHING
    assert isinstance(found, seed.Pairs)
    return found


def stored_extra(extra: seed.Pairs) -> Json:
    return data_as_json(extra) if extra.pairs else None


def image_document(image: Image) -> seed.Image:
    return seed.Image(
        url=image.url, width=image.width, height=image.height, is_cached=image.is_cached, title=image.title,
        attribution=image.attribution, extra=extra_of(image.extra),
    )  # fmt: skip


def provider_block(article: Article) -> seed.Provider:
    """Return the provider as the article's own file spells it."""
    plain = {"domain": article.provider.domain} | (article.provider_rest or {})
    if article.provider_name is not None:
        plain["name"] = article.provider_name
    block: seed.Provider = seed.from_json(plain, "provider")
    return block


def _spelled(subject: Topic | Provider) -> str:
    """Return the name as its file spells it, as long as that is the name."""
    spelled = subject.spelled or ""
    return spelled if nfc(spelled) == subject.name else subject.name


def topic_document(topic: Topic) -> seed.Topic:
    plain = {
        "_id": topic.seed_id or topic.slug,
        "name": _spelled(topic),
        "shortname": topic.shortname,
        "parent": topic.parent_name,
        "keywords": topic.keywords,
        "hashtags": topic.hashtags,
        "images": topic.images,
        "services": topic.services,
        "+": topic.extra,
    }
    document: seed.Topic = _data_document(plain, "topic", topic.body)
    return document


def organization_document(provider: Provider) -> seed.Organization:
    in_file = provider.imported_id is not None
    plain = {
        "_id": provider.seed_id or provider.domain,
        "name": _spelled(provider),
        "otherNames": provider.other_names,
        "domain": provider.seed_domain if in_file else provider.domain,
        "description": provider.description,
        "images": provider.images,
        "+": provider.extra,
    }
    document: seed.Organization = _data_document(plain, "organization", provider.body)
    return document


def _data_document(plain: dict[str, Json], table: str, body: str) -> Any:
    present = {key: value for key, value in plain.items() if value is not None}
    return seed.from_json(present | {"taxonomy": table}, table, body=body)
