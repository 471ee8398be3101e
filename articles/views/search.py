"""Search for readers: public articles, the best first, with the words marked."""

from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article, Provider, Topic
from articles.reading.cards import lines_of
from articles.reading.rendering import headline, provider_name
from articles.reading.search import Found, Query, marked, meant, read_query, search
from articles.texts.legible import tidy

PER_PAGE, MOST_PAGES = 20, 25
FEW, MOST_FACETS = 5, 8  # so few results need no narrowing
_SHOWN_OF_AN_EXCERPT = 280


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what has all the words or, where nothing has, some of them, and what the reader may have meant."""
    query = read_query(request.GET.get("q", ""))
    public = Article.objects.published()
    found = search(query, public)
    number = found.all.count() if query else 0
    is_partly = bool(query) and not number and len(found.wanted) > 1
    if is_partly:
        found = search(query, public, some=True)
        number = found.all.count()
    page = Paginator(range(min(number, PER_PAGE * MOST_PAGES)), PER_PAGE).get_page(request.GET.get("page"))
    shown = lines_of(list(found.articles.pks()[max(page.start_index() - 1, 0) : page.end_index()]))
    context = {
        "query": query, "number": number, "page": page, "found": found, "heading": "Search", "is_partly": is_partly,
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
        Facet(str(topic), f'topic:"{topic}"' if " " in str(topic) else f"topic:{topic}", topic.article_count)
        for topic in Topic.objects.carried_by(found.all)[:MOST_FACETS]
        if topic not in found.topics and '"' not in str(topic)
    ]
    frequent: Any = Provider.objects.of_articles(found.all)[:MOST_FACETS]
    providers = [Facet(provider_name(each), f"provider:{each.domain}", each.article_count) for each in frequent]
    years = [Facet(f"{year}", _of_year(year), number) for year, number in found.all.per_year()]
    groups = [("Topics", topics), ("Providers", providers), ("Years", years[:MOST_FACETS])]
    return [
        (title, [facet._replace(query=f"{query.text} {facet.query}") for facet in facets])
        for title, facets in groups
        if len(facets) > 1
    ]


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
