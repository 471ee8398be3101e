"""Suggestions under the search above the list of articles while an editor types: topics, providers, articles."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.reading.rendering import headline, provider_name
from articles.reading.search import at_address, completions, read_query, search

MOST_ARTICLES = 6


class SuggestingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Answers `{"suggestions": [...]}`: of a `query`, or of an article's `slug` and the `url` of its page, with what it says."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.suggestions_view))
        return [path("suggestions/", view, name="articles_article_suggestions"), *super().get_urls()]

    def suggestions_view(self, request: HttpRequest) -> JsonResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        text = request.GET.get("q", "")
        completed = [
            {"query": each.query, "words": each.name, "detail": each.kind} for each in completions(text.lstrip())
        ]
        return JsonResponse({"suggestions": [*completed, *(self._row(each) for each in self._found(request, text))]})

    def _found(self, request: HttpRequest, text: str) -> Iterable[Article]:
        among: Any = self.get_queryset(request)
        at_it = at_address(text, among)
        found = search(read_query(text), among).articles if at_it is None else at_it
        return found.for_lines()[:MOST_ARTICLES]

    def _row(self, article: Article) -> dict[str, str]:
        return {
            "url": reverse("admin:articles_article_change", args=[article.pk]),
            "slug": article.slug,
            "words": headline(article),
            "detail": f"{provider_name(article.provider)} · {article.get_status_display()}",
        }
