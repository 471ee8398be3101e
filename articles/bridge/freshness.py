"""Marks when what readers see of articles changes: their words, topics and picture, their provider, their related coverage.

`changed_at` moves then, whoever changed it, and for nothing else. That an entry finds the article it names changes no word of it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles import seed
from articles.models import (
    Article,
    ArticleTopic,
    Image,
    Named,
    Picture,
    Provider,
    RelatedLink,
    Status,
    Topic,
    TopicAlias,
    text_key,
)
from articles.store.rows import update_rows
from articles.texts.addresses import address
from articles.texts.legible import tidy
from articles.texts.spelling import nfc, same_domain

_CHUNK = 500
# What a row of related coverage shows, by the seed's keys, and the attributes of a document that say it.
_ROW = {"title": "title", "excerpt": "excerpt", "publishedDateTime": "published_at"}
_URLS = ("web_url", "original_url")
_PAGE = ("published_at", "amp_url", "locale", "featured_content", "body", *_URLS)


@dataclass(frozen=True)
class Altered:
    """An article that has been written: its documents before and after, and its status before."""

    article: Article
    before: seed.Article
    after: seed.Article
    was: str


def mark_altered(altered: Sequence[Altered], at: datetime) -> None:
    """Mark the articles, and those whose related coverage shows them, where readers now see something else of them."""
    meant = _Meant.of(altered)
    changed = {each.article.pk for each in altered if each.article.is_public(at) and _looks_other(each, meant, at)}
    mark([*changed, *_showing(altered, at)], at)
    # The original's own change is no change of what readers see here.
    still = [each for each in altered if each.article.pk not in changed and each.article.changed_at is None]
    kept = [each for each in still if each.before.updated_at != each.after.updated_at]
    for each in kept:
        each.article.changed_at = min(each.before.updated_at or each.before.published_at, at)
    update_rows([each.article for each in kept], ["changed_at"])


def mark(articles: Iterable[int], at: datetime) -> None:
    pks = list(dict.fromkeys(articles))
    for start in range(0, len(pks), _CHUNK):
        Article.objects.filter(pk__in=pks[start : start + _CHUNK]).with_status([Status.PUBLISHED]).update(changed_at=at)


def mark_named(subject: Named, before: seed.SeedDocument, after: seed.SeedDocument, at: datetime) -> None:
    """Mark the articles of a topic or provider, where its document changes the name or the logo that their pages show.

    Where a topic stands is not its document's to say; see `mark_placed`.
    """
    seen = [
        (nfc(tidy(each.name)), _logo(each) if isinstance(each, seed.Organization) else None)
        for each in (before, after)
        if isinstance(each, seed.Topic | seed.Organization)
    ]
    if len(seen) == 2 and seen[0] != seen[1]:
        mark_carrying(subject, Article.objects.pks_naming(subject), at, renamed=seen[0][0] != seen[1][0])


def mark_placed(topics: Collection[int], at: datetime) -> None:
    """Mark the articles with another topic above their headline, since these topics came to stand below another, or no longer do.

    A page has there the first topic that stands below another, else the first.
    """
    carrying = ArticleTopic.objects.filter(tag__in=topics).order_by().values("content_object")
    links = ArticleTopic.objects.filter(content_object__in=carrying).order_by("position", "pk")
    places: dict[int, list[tuple[int, bool, bool]]] = {}
    for article, topic, parent in links.values_list("content_object", "tag", "tag__parent") if topics else ():
        is_below = parent is not None
        places.setdefault(article, []).append((topic, is_below, is_below != (topic in topics)))
    mark([article for article, each in places.items() if _above(each, 1) != _above(each, 2)], at)


def _above(places: list[tuple[int, bool, bool]], column: int) -> int:
    return next((place for place in places if place[column]), places[0])[0]


def _logo(document: seed.Organization) -> str | None:
    images = [seed.as_json(image) for image in document.images or ()]
    logo = Picture.objects.logo_of(Provider(images=images))
    return logo.name if logo else None


def mark_showing(url: str, at: datetime) -> None:
    """Mark the articles on whose pages our copy of that picture is: among their own, in their text, as their provider's logo."""
    mark(Image.objects.articles_showing(url), at)
    for provider in Provider.objects.with_picture(url):
        logo = Picture.objects.logo_of(provider)
        if logo and logo.url == url:
            mark(Article.objects.pks_naming(provider), at)


def mark_carrying(subject: Named, pks: Collection[int], at: datetime, *, renamed: bool = True) -> None:
    """Mark articles of a topic or provider, and those whose related coverage shows its name with one of them."""
    mark(pks, at)
    if renamed and isinstance(subject, Provider):
        mark(_owners(pks, without="provider"), at)


def _owners(targets: Collection[int], *, without: str) -> Iterator[int]:
    """Yield the articles with entries that follow these, where the entry has no such value of its own."""
    wanted = list(targets)
    for start in range(0, len(wanted), _CHUNK):
        links = RelatedLink.objects.together().filter(target__in=wanted[start : start + _CHUNK])
        links = links.filter(target__status__in=[status for status in Status if status.is_shown])
        yield from links.filter(**{f"own__{without}__isnull": True}).values_list("article", flat=True)


def _shows(status: str, document: seed.Article, at: datetime) -> bool:
    """Return whether related coverage shows an article of that status."""
    return Status(status).is_shown and (document.go_live_at is None or document.go_live_at <= at)


@dataclass(frozen=True)
class _Meant:
    """What the names and URLs of documents lead to: topics, providers, our copies, and URLs of articles that nobody sees."""

    topics: dict[str, int]
    providers: dict[str, int]
    copies: dict[str, Picture]
    hidden: set[str]

    @classmethod
    def of(cls, altered: Sequence[Altered]) -> "_Meant":
        pairs = [(each.before, each.after) for each in altered]
        topics = {
            name for one, two in pairs if one.topics != two.topics for each in (one, two) for name in each.topics or ()
        }
        domains = {_domain(each) for pair in pairs if _domain(pair[0]) != _domain(pair[1]) for each in pair}
        urls = {
            image.url
            for one, two in pairs
            if one.images != two.images
            for each in (one, two)
            for image in each.images or ()
        }
        entries = {url for one, two in pairs for entry in _differing(one, two) for url in _entry_urls(entry)}
        return cls(_topics(topics), _providers(domains), Picture.objects.shown_for(sorted(urls)), _hidden(entries))


def _topics(names: Collection[str]) -> dict[str, int]:
    if not names:
        return {}
    aliases = TopicAlias.objects.filter(name__in=names).values_list("name", "topic", "topic__merged_into")
    own = Topic.objects.filter(name__in=names).values_list("name", "pk", "merged_into")
    return {name: into or pk for name, pk, into in [*aliases, *own]}


def _providers(domains: Collection[str]) -> dict[str, int]:
    found = Provider.objects.filter(domain__in=domains).values_list("domain", "pk", "merged_into") if domains else ()
    return {domain: into or pk for domain, pk, into in found}


def _hidden(urls: Collection[str]) -> set[str]:
    """Return those of the URLs that only articles have which no coverage shows."""
    found: dict[str, bool] = {}
    wanted = sorted(urls)
    for start in range(0, len(wanted), _CHUNK):
        keys = [text_key(url) for url in wanted[start : start + _CHUNK]]
        for status, *places in Article.objects.with_url(keys, keys).values_list("status", *_URLS):
            for url in places:
                found[url or ""] = found.get(url or "", False) or Status(status).is_shown
    return {url for url in wanted if url in found and not found[url]}


def _domain(document: seed.Article) -> str:
    return same_domain(document.provider.domain or "")


def _row(entry: seed.Related) -> tuple[Any, ...]:
    credit = entry.provider
    return (*(getattr(entry, name) for name in _ROW.values()), *_entry_urls(entry), credit.name if credit else None)


def _entry_urls(entry: seed.Related) -> tuple[str, ...]:
    return tuple(url for name in _URLS if (url := getattr(entry, name)))


def _differing(before: seed.Article, after: seed.Article) -> list[seed.Related]:
    """Return the related entries that only one of the documents has, as far as readers see them."""
    one, two = ({_row(entry): entry for entry in document.related or ()} for document in (before, after))
    return [entry for row, entry in [*one.items(), *two.items()] if (row in one) != (row in two)]


def _looks_other(each: Altered, meant: _Meant, at: datetime) -> bool:
    before, after = each.before, each.after
    if each.was != Status.PUBLISHED or not _shows(each.was, before, at):
        return True
    return any(
        one != two
        for one, two in (
            (tidy(before.title), tidy(after.title)),
            (tidy(before.excerpt), tidy(after.excerpt)),
            *((getattr(before, name), getattr(after, name)) for name in _PAGE),
            *(tuple(told(document, meant) for document in (before, after)) for told in (_named, _picture, _coverage)),
        )
    )


def _named(document: seed.Article, meant: _Meant) -> tuple[Any, ...]:
    topics = dict.fromkeys(meant.topics.get(name, name) for name in map(nfc, document.topics or ()))
    return meant.providers.get(_domain(document)), *topics


def _picture(document: seed.Article, meant: _Meant) -> tuple[Any, ...] | None:
    images = document.images or ()
    found = next((image for image in images if image.url in meant.copies), None)
    found = found or next((image for image in images if address(image.url)), None)
    return (found.url, found.title, found.attribution) if found else None


def _coverage(document: seed.Article, meant: _Meant) -> list[tuple[Any, ...]]:
    shown = [entry for entry in document.related or () if not meant.hidden.intersection(_entry_urls(entry))]
    return [_row(entry) for entry in shown]


def _showing(altered: Sequence[Altered], at: datetime) -> Iterator[int]:
    """Yield the articles whose related coverage shows something else of these."""
    told: dict[int, set[str]] = {}
    for each in altered:
        was, now = _shows(each.was, each.before, at), _shows(each.article.status, each.after, at)
        keys = {key for key, name in _ROW.items() if getattr(each.before, name) != getattr(each.after, name)}
        if _domain(each.before) != _domain(each.after):
            keys.add("provider")
        if was != now or (now and keys):
            told[each.article.pk] = keys if was == now else set()
    wanted = list(told)
    for start in range(0, len(wanted), _CHUNK):
        links = RelatedLink.objects.together().filter(target__in=wanted[start : start + _CHUNK])
        for owner, target, own in links.values_list("article", "target", "own"):
            if target and (not told[target] or told[target] - {*(own or {})}):
                yield owner
