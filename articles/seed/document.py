"""Seed documents as frozen values. Knows nothing of text, files or the database.

`None` means absent, which is not the same as empty: `excerpt=""` and `topics=()` are values that somebody wrote.
`extra` holds the keys that no row of `schema.py` names. They keep their order and are written back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias, Union


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping as (key, value) pairs: hashable, and in the order in which it was written."""

    pairs: "tuple[tuple[str, Data], ...]" = ()


# A value that has no row: a text, a list (tuple) of values, or a mapping.
Data: TypeAlias = Union[str, tuple["Data", ...], Pairs]  # noqa: UP007 - it names itself

NOTHING = Pairs()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as a seed names it; `url` may be root-relative."""

    table: ClassVar[str] = "image"
    url: str
    width: int | None = None
    height: int | None = None
    is_cached: bool | None = None
    title: str | None = None
    attribution: str | None = None
    extra: Pairs = NOTHING


@dataclass(frozen=True, slots=True)
class Provider:
    """The publisher of an article, as that article's file spells it. Only a related entry's provider may lack the domain."""

    table: ClassVar[str] = "provider"
    name: str | None = None
    domain: str | None = None
    images: tuple[Image, ...] | None = None
    publishers: Data | None = None
    authors: Data | None = None
    extra: Pairs = NOTHING


@dataclass(frozen=True, slots=True)
class Related:
    """An entry of related coverage with all its values, whether it follows an article of ours or not."""

    table: ClassVar[str] = "related"
    title: str
    excerpt: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    source_url: str | None = None
    original_url: str | None = None
    web_url: str | None = None
    amp_url: str | None = None
    cdn_amp_url: str | None = None
    type: str | None = None
    provider: Provider | None = None
    quality: int | None = None
    images: tuple[Image, ...] | None = None
    extra: Pairs = NOTHING


@dataclass(frozen=True, slots=True)
class Article:
    """One article's document. Moments are aware and in UTC; `body` is all the text after the line of the closing fence."""

    table: ClassVar[str] = "article"
    title: str
    published_at: datetime
    provider: Provider
    category: str | None = None
    excerpt: str | None = None
    updated_at: datetime | None = None
    source_url: str | None = None
    original_url: str | None = None
    web_url: str | None = None
    amp_url: str | None = None
    cdn_amp_url: str | None = None
    type: str | None = None
    locale: str | None = None
    quality: int | None = None
    heat: int | None = None
    removed: bool | None = None
    published: bool | None = None
    go_live_at: datetime | None = None
    featured_content: str | None = None
    highlight: str | None = None
    topics: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    images: tuple[Image, ...] | None = None
    related: tuple[Related, ...] | None = None
    secured: str | None = None
    extra: Pairs = NOTHING
    body: str = "\n"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic file. An image may be a mapping or a plain URL text."""

    table: ClassVar[str] = "topic"
    id: str
    name: str
    taxonomy: str = "topic"
    shortname: str | None = None
    parent: str | None = None
    keywords: tuple[str, ...] | None = None
    hashtags: tuple[str, ...] | None = None
    images: tuple[Image | str, ...] | None = None
    services: Data | None = None
    extra: Pairs = NOTHING
    body: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization file: the provider of one domain."""

    table: ClassVar[str] = "organization"
    id: str
    name: str
    taxonomy: str = "organization"
    other_names: tuple[str, ...] | None = None
    domain: str | None = None
    description: str | None = None
    images: tuple[Image, ...] | None = None
    extra: Pairs = NOTHING
    body: str = ""


SeedDocument: TypeAlias = Article | Topic | Organization
# What one field of a record holds: a text, a number, a moment, a record, a list. Its row's `kind` says which; no signature can.
FieldValue: TypeAlias = Any
ListEntry: TypeAlias = Image | Related | str  # what a list holds of records and texts
Record: TypeAlias = Article | Topic | Organization | Provider | Image | Related
RECORDS: dict[str, type[Record]] = {
    "article": Article,
    "provider": Provider,
    "credit": Provider,
    "image": Image,
    "data_image": Image,
    "related": Related,
    "topic": Topic,
    "organization": Organization,
}
