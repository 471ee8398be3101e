"""The content of a feed, whatever its format. Queries nothing: articles arrive as `reading.whole` loads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from articles.models import Article
from articles.reading.links import link
from articles.reading.prose import with_whole_links
from articles.reading.rendering import headline, provider_name, provider_site
from articles.reading.shown import first_picture, shared_picture
from articles.texts.addresses import address
from articles.texts.legible import language, paragraphs, tidy

# An empty feed must say when it changed, and must not change between requests.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Enclosure:
    url: str
    width: int | None
    height: int | None
    credit: str


@dataclass(frozen=True)
class Item:
    """Texts are plain text. `url` is our page and the identity: a slug never changes; `original` links to the original."""

    url: str
    original: str
    title: str
    summary: str
    body: str
    provider: str
    provider_site: str
    topics: tuple[str, ...]
    published_at: datetime
    updated_at: datetime
    language: str
    picture: Enclosure | None


@dataclass(frozen=True)
class Channel:
    """`page` is the list for people, `url` is the feed's own address, `hub` is that of a WebSub hub or empty."""

    title: str
    description: str
    page: str
    url: str
    language: str
    hub: str
    items: tuple[Item, ...]

    @property
    def updated_at(self) -> datetime:
        return max((item.updated_at for item in self.items), default=_NEVER)


def items_of(articles: Iterable[Article]) -> tuple[Item, ...]:
    return tuple(_item(article) for article in articles)


def _item(article: Article) -> Item:
    provider = article.provider
    return Item(
        url=link("article", article.slug),
        original=address(article.url),
        title=headline(article),
        summary=tidy(article.excerpt),
        body="\n\n".join(paragraphs(with_whole_links(article.body, address(article.url)))),
        provider=provider_name(provider),
        provider_site=provider_site(provider),
        topics=tuple(name for topic in article.topic_links.all() if (name := tidy(topic.tag.name))),
        published_at=article.news_at,
        updated_at=article.modified_at,
        language=language(article.locale),
        picture=_picture(article),
    )


def _picture(article: Article) -> Enclosure | None:
    found = first_picture(article)
    if found is None:
        return None
    return Enclosure(*shared_picture(found), tidy(found.attribution))
