"""The front page, and the list of all that is newest."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.links import link
from articles.models import Article, Topic
from articles.structured import breadcrumbs, collection, of_articles
from articles.trees import tree
from articles.views.pages import page_of

TOP, LATEST = 7, 12


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    public = Article.objects.published()
    top = list(public.hottest().for_cards()[:TOP])
    context = {
        "top": top,
        "latest": list(public.without(top).newest().for_cards()[:LATEST]),
        "structured": [collection(settings.SITE_NAME, link("front"), of_articles(top))],
        "topics": [branch.topic for branch in tree(Topic.objects.public())],
    }
    return render(request, "articles/front.html", context)


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    context = page_of(Article.objects.published(), request)
    here = link("latest")
    context |= {
        "heading": "Latest",
        "structured": [collection("Latest", here, of_articles(context["articles"])), breadcrumbs([("Latest", here)])],
    }
    return render(request, "articles/latest.html", context)
