"""Search for readers: what is public, the best first, with the words marked."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.rendering import headline, tidy
from articles.search import Found, marked, read, search

A_PAGE, MOST_PAGES = 20, 25
_SHOWN_OF_AN_EXCERPT = 280


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    query = read(request.GET.get("q", ""))
    found = search(query, Article.objects.published())
    number = found.articles.count() if query else 0
    page = Paginator(range(min(number, A_PAGE * MOST_PAGES)), A_PAGE).get_page(request.GET.get("page"))
    shown = found.articles.for_cards()[max(page.start_index() - 1, 0) : page.end_index()]
    context = {
        "query": query, "number": number, "page": page, "found": found, "heading": "Search",
        "rows": [_row(article, found) for article in shown],
    }  # fmt: skip
    return render(request, "articles/search.html", context)


def _row(article: Article, found: Found) -> dict[str, Any]:
    excerpt = tidy(article.excerpt)
    if len(excerpt) > _SHOWN_OF_AN_EXCERPT:
        excerpt = excerpt[:_SHOWN_OF_AN_EXCERPT].rsplit(" ", 1)[0] + " …"
    return {
        "article": article,
        "title": marked(headline(article), found.wanted),
        "excerpt": marked(excerpt, found.wanted),
    }
