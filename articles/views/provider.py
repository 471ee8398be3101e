"""All providers with public articles, and one of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.models import Article, Provider
from articles.views.pages import page_of


@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/providers.html", {"providers": Provider.objects.with_public_articles()})


@require_safe
def provider(request: HttpRequest, domain: str) -> HttpResponse:
    found = get_object_or_404(Provider.objects.public(), domain=domain.lower())
    context = page_of(Article.objects.published().from_provider(found), request)
    return render(request, "articles/provider.html", context | {"provider": found})
