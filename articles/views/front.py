"""The front page, and the list of the latest articles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.reading import frontpage
from articles.reading.drawn import only_from
from articles.reading.links import link
from articles.reading.masthead import site_name
from articles.reading.structured import breadcrumbs, collection, of_articles
from articles.views.pages import Listed, led_by_path, list_page

_LATEST = Listed(lambda at: Article.objects.published(at))  # noqa: PLW0108 - the moment is given by name


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    page = frontpage.front_at(timezone.now())
    context = {
        "front": page,
        "structured": [collection(site_name(), link("front"), of_articles(page.stories))],
    }
    return render(request, "articles/front.html", context)


@require_safe
def latest(request: HttpRequest, after: str | None = None) -> HttpResponse:
    if (moved := led_by_path(request, "latest")) is not None:
        return moved
    context = list_page(_LATEST, after, "latest")
    only_from(between=[context["span"]])
    here = link("latest")
    context |= {
        "heading": "Latest",
        "structured": [collection("Latest", here, of_articles(context["articles"])), breadcrumbs([("Latest", here)])],
    }
    return render(request, "articles/latest.html", context)
