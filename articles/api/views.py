"""The JSON API: read only, for everybody, at the addresses and in the bytes that existing clients of the format read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from articles.api import openapi
from articles.api.items import item, related_entry, topic_item
from articles.api.json import in_json
from articles.api.loading import article_called, articles_of
from articles.bridge import documents_of, entry_words_by_pk, said
from articles.models import Article, Topic
from articles.models.querysets import ArticleQuerySet
from articles.reading.drawn import only_from
from articles.reading.links import moved_to, successor_of
from articles.reading.masthead import site_name
from articles.reading.named import public_topic

PER_PAGE, PER_TOPIC_PAGE = 25, 30
_METHODS = ("GET", "HEAD", "OPTIONS")


def public(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Return a view that answers with its value as JSON that any site may read; a missing page is JSON too."""

    @csrf_exempt  # it changes nothing, and a wrong method gets an answer that says so
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in _METHODS:
            response: HttpResponse = HttpResponseNotAllowed(_METHODS)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": ", ".join(_METHODS)})
            response["Access-Control-Allow-Methods"] = response["Allow"]
        else:
            response = _json(view, request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answered


def _json(view: Callable[..., Any], *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        value, status = view(*args, **kwargs), 200
    except Http404 as gone:
        value, status = {"error": str(gone)}, 404
    if isinstance(value, HttpResponse):
        return value
    return HttpResponse(in_json(value), content_type="application/json", status=status)


def _page(articles: ArticleQuerySet, number: int, size: int, topic: Topic | None = None) -> dict[str, Any]:
    """Return one page. A page past the end is missing; the first page of an empty list exists, and is empty."""
    start = (number - 1) * size
    if number < 1 or start > 10**9:
        raise Http404("no such page")
    pks = list(articles.newest().pks()[start : start + size + 1])
    if not pks and number > 1:
        raise Http404("no such page")
    every = articles_of(pks)
    found, beyond = every[:size], every[size:]
    since = beyond[0].published_at if beyond else None
    if topic:
        only_from(of_topics=[(topic.pk, since, None)])
    else:
        only_from(between=[(since, None)])
    documents = documents_of(found, related=False)
    value = [item(article, documents[article.pk]) for article in found]
    return {"page": number, "value": value, "nextPage": number + 1 if beyond else None}


@public
def news(request: HttpRequest, number: int = 1) -> dict[str, Any]:
    return _page(Article.objects.published(), number, PER_PAGE)


@public
def topic_or_article(request: HttpRequest, slug: str) -> dict[str, Any] | HttpResponse:
    """Find a topic or an article. An article's slug usually begins with a date, a topic's never; any other is tried as both."""
    topic = public_topic(slug)
    if topic is not None:
        only_from(topics=[topic.pk])
        return _page(Article.objects.published().on_topic(topic), 1, PER_TOPIC_PAGE, topic)
    if (found := _article(slug)) is not None:
        return found
    into = Topic.objects.public().in_place_of(slug).first() or successor_of(slug)
    if into is None:
        raise Http404("no such article")
    return moved_to("api-topic-or-article", into.slug)


@public
def topic_page(request: HttpRequest, slug: str, number: int) -> dict[str, Any] | HttpResponse:
    topic = public_topic(slug)
    if topic is None:
        into = get_object_or_404(Topic.objects.public().in_place_of(slug))
        return moved_to("api-topic-page", into.slug, number)
    only_from(topics=[topic.pk])
    return _page(Article.objects.published().on_topic(topic), number, PER_TOPIC_PAGE, topic)


def _article(slug: str) -> dict[str, Any] | None:
    found = article_called(slug, timezone.now())
    if found is None:
        return None
    only_from(articles=[found.article.pk])
    words = entry_words_by_pk({target for target, _ in found.coverage if target})
    related = [related_entry(said(own, words.get(target or 0))) for target, own in found.coverage]
    document = documents_of([found.article], related=False)[found.article.pk]
    return item(found.article, document) | {"related": related or None}


@public
def topics(request: HttpRequest) -> dict[str, Any]:
    found = Topic.objects.public().select_related("parent").order_by("name")
    return {"page": 1, "value": [topic_item(topic) for topic in found], "nextPage": None}


@public
def description(request: HttpRequest) -> dict[str, Any]:
    return openapi.openapi_document(site_name(), settings.SITE_URL)


@public
def missing(request: HttpRequest) -> dict[str, Any]:
    raise Http404("no such address; /api/openapi.json lists the existing ones")
