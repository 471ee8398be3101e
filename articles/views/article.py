"""One article with its related coverage: for everybody where it is public, for signed-in editors in any case."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles.links import link
from articles.models import Article
from articles.rendering import address, coverage, paragraphs, picture
from articles.structured import breadcrumbs, news_article
from articles.views.pages import moved, sees_unpublished


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    pages = Article.objects.called(slug).for_page().with_shown_coverage()
    found = pages.published().first()
    # Asked for every address that is not public, so that an answer does not tell a draft from nothing.
    is_preview = found is None and sees_unpublished(request)
    if is_preview:
        found = pages.first()
    if found is None:
        return HttpResponsePermanentRedirect(moved("article", slug))
    context: dict[str, Any] = {
        "article": found,
        "picture": picture(found),
        "coverage": coverage(found.shown_coverage),
        "paragraphs": paragraphs(found.body),
        "is_preview": is_preview,
    }
    if not is_preview:
        context["structured"] = [news_article(found), breadcrumbs(_way_to(found))]
    if settings.CANONICAL == "original" and (original := address(found.url)):
        context["canonical"] = original
    response = render(request, "articles/article.html", context)
    if is_preview:
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex"
    return response


def _way_to(article: Article) -> list[tuple[str, str]]:
    """Through its first topic."""
    topics = [placed.tag for placed in list(article.topic_links.all())[:1]]
    return [
        *((topic.name, link("topic", topic.slug)) for topic in topics),
        (article.title or article.slug, link("article", article.slug)),
    ]
