"""Finds articles by their words, and marks those words in what is shown. The index is written together with articles."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.utils import timezone

from articles.models import Article, Provider, Topic, text_key
from articles.models.querysets import ArticleQuerySet
from articles.models.querysets.matching import Limits, pks_matching, ranked
from articles.models.querysets.relevance import Wanted
from articles.reading.search.completions import Completion, completions, meant
from articles.reading.search.query import Query, Term, read_query
from articles.reading.trees import below
from articles.store import in_parts, index_stored
from articles.texts.days import Days
from articles.texts.pages import same_page
from articles.texts.spelling import nfc
from articles.texts.words import WORD, stem, words

__all__ = [
    "COMPARED", "Completion", "Found", "MarkedPiece", "Query", "Term", "at_address",
    "completions", "marked", "meant", "narrowed", "number", "proposed_for", "read_query", "rebuild", "search",
]  # fmt: skip

COMPARED = 500  # of articles that match, so many are ranked; more would cost more than they bring
# An address that somebody pastes to find its article: a host and a path, with or without a scheme.
_URL = re.compile(r"(?:https?://\S+|[\w-]+(?:\.[\w-]+)+/\S+)", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*[./-]\S*")  # a URL, a slug, or a part of one


class Found(NamedTuple):
    """`pks` are the articles that match, the best first; `are_all` unless there are more. `topics` and `providers` are those
    that the query names. `origins` has of each article the primary key of its provider, and when it appeared."""

    pks: list[int]
    are_all: bool
    wanted: tuple[Wanted, ...]
    topics: list[Topic]
    providers: list[Provider]
    origins: list[tuple[int, datetime]]

    def best(self, rows: ArticleQuerySet, number: int) -> list[Article]:
        """Return the first of them, as these rows have them."""
        first = self.pks[:number]
        found = {article.pk: article for article in rows.with_pks(first)}
        return [found[pk] for pk in first if pk in found]


class MarkedPiece(NamedTuple):
    text: str
    is_found: bool


def search(
    query: Query, among: ArticleQuerySet, *, at: datetime | None = None, some: bool = False, most: int = COMPARED,
    for_readers: bool = False,
) -> Found:  # fmt: skip
    """Return the articles among these that a query finds. An unknown topic or provider counts as a word.

    With `some`, an article needs only one of the words. `most` is how many of those that match are compared. `for_readers`,
    the name of what readers see nothing of is as unknown as any that nobody has.
    """
    articles, wanted, unwanted, topics, providers, limits = _limited(query, among, for_readers=for_readers)
    if not (wanted or unwanted or topics or providers or query.after or query.before):
        return Found([], True, (), [], [], [])
    best = ranked(articles, wanted, unwanted, at or timezone.now(), most, some=some, limits=limits)
    return Found(best.pks, best.are_all, wanted, topics, providers, best.origins)


def narrowed(query: Query, among: ArticleQuerySet) -> ArticleQuerySet:
    """Return the articles among these that a query finds, in their present order. A single word may be part of a URL."""
    articles, wanted, unwanted, topics, providers, _ = _limited(query, among)
    if not (wanted or unwanted):
        return articles if topics or providers or query.after or query.before else articles.none()
    address = query.text if _ADDRESS.fullmatch(query.text) else ""
    return articles.with_words(wanted, unwanted, address)


def at_address(text: str, among: ArticleQuerySet) -> ArticleQuerySet | None:
    """Return the articles to which a pasted URL leads, the original's, however spelled, or our page's; None if it is no URL."""
    text = text.strip()
    if not _URL.fullmatch(text):
        return None
    page = text if text.lower().startswith(("http://", "https://")) else f"https://{text}"
    try:
        slug = nfc(unquote(urlsplit(page).path.rstrip("/").rpartition("/")[2]))
    except ValueError:  # such as https://[
        return None
    found: ArticleQuerySet = among.at_address(text_key(same_page(page)), slug)
    return found if found.exists() else None


def proposed_for(topic: Topic, among: ArticleQuerySet) -> ArticleQuerySet:
    """Return the articles that lack the topic but contain one of its keywords exactly; none where it has no keywords."""
    wanted = tuple(_wanted(Term(phrase, exact=True) for phrase in topic.keywords or ()))
    return among.filter(pk__in=pks_matching(wanted, some=True)).without_topic(topic) if wanted else among.none()


class _Limited(NamedTuple):
    """The articles of the topics, providers and dates that a query names, and the words that they must have."""

    articles: ArticleQuerySet
    wanted: tuple[Wanted, ...]
    unwanted: tuple[Wanted, ...]
    topics: list[Topic]
    providers: list[Provider]
    limits: Limits


def _limited(query: Query, among: ArticleQuerySet, *, for_readers: bool = False) -> _Limited:
    terms = list(query.terms)
    topics, providers, carried = [], [], []
    articles = among
    for name in query.topics:
        topic = _topic(name, for_readers=for_readers)
        if topic is None:
            terms.append(Term(name))
        else:
            topics.append(topic)
            carried.append([each.pk for each in below(topic, Topic.objects.all())])
            articles = articles.on_topic(carried[-1])
    for name in query.providers:
        provider = _provider(name, for_readers=for_readers)
        if provider is None:
            terms.append(Term(name))
        else:
            providers.append(provider)
            articles = articles.from_provider(provider)
    if query.after or query.before:
        articles = articles.during(Days(query.after, query.before))
    limits = Limits(carried, [provider.pk for provider in providers])
    return _Limited(articles, tuple(_wanted(terms)), tuple(_wanted(query.excluded)), topics, providers, limits)


def _topic(name: str, *, for_readers: bool) -> Topic | None:
    for how in (Topic.objects.called_by_anybody, Topic.objects.called_nearly):
        found = how(name)
        if topic := (found.public() if for_readers else found).first():
            return topic
    return None


def _provider(name: str, *, for_readers: bool) -> Provider | None:
    for how in (Provider.objects.called_by_anybody, Provider.objects.called_nearly):
        found = how(name)
        if provider := (found.public() if for_readers else found).first():
            return provider
    return None


def _wanted(terms: Iterable[Term]) -> Iterable[Wanted]:
    for term in terms:
        found = tuple(words(term.text))
        if not found:
            continue
        # The index has a single character of a script without spaces only as the beginning of pairs.
        alone = len(found) == 1 and len(found[0]) == 1 and not found[0].isascii()
        base = stem(found[0]) if len(found) == 1 and not term.exact else ""
        yield Wanted(found, base if base != found[0] else "", unfinished=term.unfinished or alone)


def number() -> int:
    """Return how many articles can be found."""
    return Article.objects.count()


def rebuild(among: ArticleQuerySet | None = None) -> Iterator[int]:
    """Write the index of these articles, or of all, again. Yield how many there were after each part."""
    yield from in_parts(Article.objects.all() if among is None else among, index_stored)


@lru_cache(maxsize=20_000)
def _parts(word: str) -> tuple[tuple[str, str], ...]:
    """Return the words of which one in a text consists, each with its stem: most results have the same ones."""
    return tuple((part, stem(part)) for part in words(word))


def marked(text: str, wanted: Iterable[Wanted]) -> list[MarkedPiece]:
    """Return the text in pieces, with the words of the search marked. Only words are ever marked."""
    plain = {word for each in wanted for word in each.words}
    stems = {each.stem or stem(each.words[0]) for each in wanted if len(each.words) == 1}
    begun = tuple(each.words[-1] for each in wanted if each.unfinished)
    pieces: list[MarkedPiece] = []
    last = 0
    for match in WORD.finditer(text):
        parts = _parts(match[0])
        is_found = any(part in plain or base in stems or (begun and part.startswith(begun)) for part, base in parts)
        if is_found:
            if match.start() > last:
                pieces.append(MarkedPiece(text[last : match.start()], is_found=False))
            pieces.append(MarkedPiece(match[0], is_found=True))
            last = match.end()
    return [*pieces, MarkedPiece(text[last:], is_found=False)] if last < len(text) else pieces
