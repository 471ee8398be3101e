"""The front page, and the list of all that is newest."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article, Topic
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
        "topics": [branch.topic for branch in tree(Topic.objects.public())],
    }
    return render(request, "articles/front.html", context)


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/latest.html", page_of(Article.objects.published(), request))
