"""All providers with public articles, and one of them."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from articles.models import Article, Picture, Provider, Topic
from articles.models.querysets import ArticleQuerySet
from articles.reading.drawn import only_from
from articles.reading.links import link, moved_to
from articles.reading.masthead import site_name
from articles.reading.named import public_provider
from articles.reading.rendering import by_name, provider_name
from articles.reading.structured import breadcrumbs, collection, of_articles
from articles.store import Prepared
from articles.texts.legible import tidy
from articles.texts.spelling import same_domain
from articles.views.pages import Listed, led_by_path, list_page

COVERS = 8
COMPARED_FOR_COVERS = (
    500  # what a provider covers is told by its newest; to count all of a large one's takes longer than its page
)


def _articles(at: datetime, provider: int) -> ArticleQuerySet:
    return Article.objects.published(at).from_provider(provider)


_FROM = Listed(_articles)
_COVERS = Prepared(
    lambda at, provider: Topic.objects.carried_by(_articles(at, provider).newest()[:COMPARED_FOR_COVERS]).for_links()[
        :COVERS
    ]
)
_OFTEN = Prepared(lambda at, provider: Provider.objects.filter(pk=provider).rhythm(at))


@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    found = by_name(Provider.objects.with_public_articles())
    here = link("providers")
    members = [(provider_name(provider), link("provider", provider.domain)) for provider in found]
    context = {
        "providers": found,
        "heading": "Providers",
        "structured": [collection("Providers", here, members), breadcrumbs([("Providers", here)])],
    }
    return render(request, "articles/providers.html", context)


@require_safe
def provider(request: HttpRequest, domain: str, after: str | None = None) -> HttpResponse:
    if (moved := led_by_path(request, "provider", domain)) is not None:
        return moved
    found = public_provider(domain)
    if found is None:
        into = get_object_or_404(Provider.objects.public().in_place_of(same_domain(domain)))
        return moved_to("provider", into.domain)
    only_from(providers=[found.pk])
    context = list_page(_FROM, after, "provider", found.domain, provider=found.pk)
    context |= {"logo": Picture.objects.logo_of(found)}
    if after is None:
        now = timezone.now()
        covers, often = (asked(at=now, provider=found.pk) for asked in (_COVERS, _OFTEN))
        rhythm = often[0] if often else {}
        are_all = rhythm.get("number", 0) <= COMPARED_FOR_COVERS
        context |= {"covers": covers, "covers_all": are_all, "often": rhythm}
    here = link("provider", found.domain)
    way = breadcrumbs([("Providers", link("providers")), (found.name, here)])
    context |= {
        "heading": str(found),
        "structured": [collection(found.name, here, of_articles(context["articles"])), way],
    }
    said = Truncator(tidy(found.description)).chars(200) or found.domain
    about = f"{said}: what {site_name()} has gathered from {provider_name(found)}."
    return render(request, "articles/provider.html", context | {"provider": found, "about": about})
