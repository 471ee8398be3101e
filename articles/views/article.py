"""One article with its related coverage, for everybody if it is public, and for signed-in editors in any case."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles.editing.previews import previewed
from articles.models import Article, Picture
from articles.models.querysets import ArticleQuerySet
from articles.reading.bodies import body_of
from articles.reading.coverage import by_day
from articles.reading.drawn import only_from
from articles.reading.links import link, moved_to, successor_of
from articles.reading.players import player
from articles.reading.rendering import topic_above
from articles.reading.shown import first_picture
from articles.reading.structured import breadcrumbs, news_article
from articles.reading.whole import MORE, coverage_of, more_on, neighbours_of, whole_called, whole_of
from articles.texts.addresses import address
from articles.views.pages import sees_unpublished


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    found = whole_called(slug, timezone.now())
    # Checked for every address that is not public, so that an answer does not reveal whether there is a draft.
    is_preview = found is None and sees_unpublished(request)
    if is_preview:
        found = _any(Article.objects.called(slug))
    if found is None:
        if (successor := successor_of(slug)) is None:
            raise Http404("no such article")
        return moved_to("article", successor.slug)
    return _page(request, found, is_preview=is_preview)


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show an article to anybody with the link, until it expires; see `articles.editing.previews`."""
    pk = previewed(token)
    found = _any(Article.objects.with_pks([pk])) if pk else None
    if found is None:
        raise Http404("the preview link has expired or is incomplete")
    if found.is_public():
        return HttpResponseRedirect(reverse("article", args=[found.slug]))
    return _page(request, found, is_preview=True)


def _any(articles: ArticleQuerySet) -> Article | None:
    return next(iter(whole_of(list(articles.pks()[:1]), timezone.now())), None)


def _page(request: HttpRequest, found: Article, *, is_preview: bool) -> HttpResponse:
    now, topic = timezone.now(), topic_above(found)
    earlier, later = neighbours_of(found, now)
    span = (earlier.published_at if earlier else None, later.published_at if later else None)
    more = more_on(topic, found, now) if topic else []
    newest = [(topic.pk, more[-1].published_at if len(more) == MORE else None, None)] if topic else []
    only_from(articles=[found.pk], between=[span], of_topics=newest)
    context: dict[str, Any] = {
        "article": found,
        "picture": first_picture(found),
        "player": player(found.featured_content),
        "body": body_of(found),
        "days": by_day(coverage_of(found, now)),
        "logo": Picture.objects.logo_of(found.provider),
        "topic": topic,
        "more": more,
        "earlier": earlier,
        "later": later,
        "is_preview": is_preview,
    }
    if not is_preview:
        context["structured"] = [news_article(found), breadcrumbs(_way_to(found))]
    if settings.CANONICAL == "original":
        context["canonical"] = address(found.url)
    response = render(request, "articles/article.html", context)
    if is_preview:
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex"
    return response


def _way_to(article: Article) -> list[tuple[str, str]]:
    """Return the breadcrumbs to an article, through its first topic."""
    topics = [placed.tag for placed in list(article.topic_links.all())[:1]]
    return [
        *((topic.name, link("topic", topic.slug)) for topic in topics),
        (article.title or article.slug, link("article", article.slug)),
    ]
