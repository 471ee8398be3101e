"""Suggestions under the search above the list of articles while an editor types: topics, providers, articles."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from articles.admin.kit.pages import Page
from articles.models import Article
from articles.reading.rendering import headline, provider_name
from articles.reading.search import at_address, completions, read_query, search

MOST_ARTICLES = 6
_COMPARED = 200  # of the articles that match what is typed


class SuggestionsPage(Page):
    """Answers `{"suggestions": [...]}` for a `query`; each has its text and, for an article, its `slug` and `url`."""

    route, name = "suggestions/", "suggestions"

    def may_see(self) -> bool:
        return bool(self.admin.has_view_permission(self.request))

    def get(self, request: HttpRequest) -> JsonResponse:
        text = request.GET.get("q", "")
        completed = [
            {"query": each.query, "words": each.name, "detail": each.kind} for each in completions(text.lstrip())
        ]
        return JsonResponse({"suggestions": [*completed, *(_row(each) for each in self._found(text))]})

    def _found(self, text: str) -> Iterable[Article]:
        among: Any = self.admin.get_queryset(self.request)
        at_it = at_address(text, among)
        if at_it is not None:
            return at_it.for_lines()[:MOST_ARTICLES]
        return search(read_query(text), among, most=_COMPARED).best(among.for_lines(), MOST_ARTICLES)


def _row(article: Article) -> dict[str, str]:
    return {
        "url": reverse("admin:articles_article_change", args=[article.pk]),
        "slug": article.slug,
        "words": headline(article),
        "detail": f"{provider_name(article.provider)} · {article.shown_status}",
    }
