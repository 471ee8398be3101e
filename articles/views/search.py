"""Search for readers: public articles, the best first, with the words marked."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Article, ArticleTopic, Provider, Topic
from articles.reading.cards import lines_of
from articles.reading.drawn import on_the_hour
from articles.reading.rendering import headline, provider_name
from articles.reading.search import COMPARED, Found, Query, marked, meant, read_query, search
from articles.store import Prepared
from articles.texts.days import year_of_moment
from articles.texts.legible import tidy

PER_PAGE, MOST_PAGES = 20, 25
FEW, MOST_FACETS = 5, 8  # so few results need no narrowing
_SHOWN_OF_AN_EXCERPT = 280

_CARRIED = Prepared(lambda articles: ArticleTopic.objects.of_articles(articles).pairs())
_TOPICS = Prepared(lambda pks: Topic.objects.filter(pk__in=pks).for_links())
_PROVIDERS = Prepared(lambda pks: Provider.objects.filter(pk__in=pks).only("name", "domain"))


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what has all the words or, where nothing has, some of them, and what the reader may have meant."""
    query = read_query(request.GET.get("q", ""))
    public, hour = Article.objects.published(), on_the_hour(timezone.now())
    found = search(query, public, at=hour, for_readers=True)
    is_partly = bool(query) and not found.pks and len(found.wanted) > 1
    if is_partly:
        found = search(query, public, at=hour, some=True, for_readers=True)
    number = len(found.pks)
    page = Paginator(found.pks[: PER_PAGE * MOST_PAGES], PER_PAGE).get_page(request.GET.get("page"))
    shown = lines_of(list(page.object_list))
    context = {
        "query": query, "number": number if found.are_all else COMPARED, "page": page, "found": found,
        "heading": "Search", "is_partly": is_partly,
        "rows": [_row(article, found) for article in shown],
        "facets": _facets(query, found) if number > FEW and not is_partly else [],
        "meant": meant(term.text for term in query.terms) if query and (is_partly or not number) else [],
    }  # fmt: skip
    return render(request, "articles/search.html", context)


class Facet(NamedTuple):
    """One way to narrow a search; `query` is the whole narrowed query."""

    name: str
    query: str
    number: int


def _facets(query: Query, found: Found) -> list[tuple[str, list[Facet]]]:
    """Return the topics, providers and years of the results, each only where there is a choice."""
    topics = [
        Facet(str(topic), f'topic:"{topic}"' if " " in str(topic) else f"topic:{topic}", number)
        for topic, number in _most(_TOPICS, (topic for topic, _ in set(_CARRIED(articles=found.pks))))
        if topic not in found.topics and '"' not in str(topic)
    ]
    providers = [
        Facet(provider_name(provider), f"provider:{provider.domain}", number)
        for provider, number in _most(_PROVIDERS, (provider for provider, _ in found.origins))
    ]
    numbers = Counter(year_of_moment(moment) for _, moment in found.origins)
    years = [Facet(f"{year}", _of_year(year), number) for year, number in sorted(numbers.items(), reverse=True)]
    groups = [("Topics", topics), ("Providers", providers), ("Years", years[:MOST_FACETS])]
    return [
        (title, [facet._replace(query=f"{query.text} {facet.query}") for facet in facets])
        for title, facets in groups
        if len(facets) > 1
    ]


def _most(named: "Prepared[Any]", keys: Iterable[int]) -> list[tuple[Any, int]]:
    """Return the topics or providers of most results, each with how many; `keys` has one for each result."""
    numbers = Counter(keys)
    least = min((number for _, number in numbers.most_common(MOST_FACETS)), default=0)
    rows = named(pks=[key for key, number in numbers.items() if number >= least])  # in the order of names
    return sorted(((row, numbers[row.pk]) for row in rows), key=lambda each: -each[1])[:MOST_FACETS]


def _of_year(year: int) -> str:
    return f"after:{year:04}" + (f" before:{year + 1:04}" if year < date.max.year else "")


def _row(article: Article, found: Found) -> dict[str, Any]:
    excerpt = tidy(article.excerpt)
    if len(excerpt) > _SHOWN_OF_AN_EXCERPT:
        excerpt = excerpt[:_SHOWN_OF_AN_EXCERPT].rsplit(" ", 1)[0] + " …"
    return {
        "article": article,
        "title": marked(headline(article), found.wanted),
        "excerpt": marked(excerpt, found.wanted),
    }
