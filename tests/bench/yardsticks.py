"""The addresses of the site, and two that its pages are measured by: a bare answer, and a list as anybody would write it."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from articles.models import Article
from newsroom.urls import handler404, urlpatterns

__all__ = ["handler404"]

_SHOWN = ("slug", "title", "excerpt", "published_at", "path", "provider__name", "provider__domain")
_LIST = Template(
    "<!doctype html><title>News</title>{% for article in articles %}<article>"
    '<h2><a href="/news/{{ article.slug }}/">{{ article.title }}</a></h2><p>{{ article.excerpt }}</p>'
    "<p>{{ article.provider.name }}, {{ article.published_at }}</p>"
    '{% for image in article.images.all %}<img src="{{ image.url }}" alt="">{% endfor %}'
    "<ul>{% for link in article.topic_links.all %}<li>{{ link.name }}</li>{% endfor %}</ul></article>{% endfor %}"
)


def constant(request: HttpRequest) -> HttpResponse:
    """For nobody else, so that it is not kept."""
    return HttpResponse(b"Twenty bytes of text", headers={"Cache-Control": "private"})


def plain(request: HttpRequest) -> HttpResponse:
    """25 articles with provider, topics and picture: three queries, one template, only the columns that are shown."""
    newest = Article.objects.filter(status="published").order_by("-published_at", "path")
    shown = newest.select_related("provider").prefetch_related("topic_links", "images").only(*_SHOWN)[:25]
    return HttpResponse(_LIST.render(Context({"articles": shown})))


urlpatterns = [path("yardsticks/constant", constant), path("yardsticks/plain", plain), *urlpatterns]
