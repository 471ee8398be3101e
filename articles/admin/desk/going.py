"""Where one can go from anywhere: a page of the desk, an article, a topic, a provider, a person, by some letters of it."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.admin.kit.lists import LONGEST_SEARCH
from articles.admin.kit.shell import BESIDES, MAIN, Destination, address_of, is_for
from articles.models import Article, Provider, Topic, accounts_beginning
from articles.reading.rendering import headline, provider_name
from articles.reading.search import at_address, read_query, search
from articles.texts.folding import fold

MOST = 6  # of each kind
SHORTEST = 2  # letters with which a search begins
_COMPARED = 200  # of the articles that match what is typed


class WayThere(NamedTuple):
    """Somewhere to go. `kind` is what it is, in words."""

    words: str
    kind: str
    address: str


def go_view(request: HttpRequest) -> HttpResponse:
    """Show where `q` may lead; as JSON, `{"found": [{words, kind, address}]}`, for the palette of the pages."""
    text = request.GET.get("q", "").replace("\0", "").strip()
    found = [
        *_pages(request, text),
        *(_rows(request, text) if SHORTEST <= len(text) <= LONGEST_SEARCH else ()),
        *_elsewhere(request, text),
    ]
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"found": [each._asdict() for each in found]}, headers={"Vary": "Accept"})
    context: dict[str, Any] = {
        **admin.site.each_context(request), "title": "Go to", "found": found, "typed": text,
    }  # fmt: skip
    return TemplateResponse(request, "admin/articles/go.html", context, headers={"Vary": "Accept"})


def _pages(request: HttpRequest, text: str) -> Iterable[WayThere]:
    """Return the pages of the desk one of whose words begins so; all of them where nothing is typed."""
    begun = fold(text)
    for each in (*MAIN, *BESIDES):
        address = address_of(each) if _is_called(each, begun) and is_for(request, each) else ""
        if address:
            yield WayThere(each.label, "page", address)


def _is_called(destination: Destination, begun: str) -> bool:
    label = fold(destination.label)
    return label.startswith(begun) or any(
        word.startswith(begun) for word in (*label.split(), *destination.also.split())
    )


def _rows(request: HttpRequest, text: str) -> Iterable[WayThere]:
    if _may_see(request, Article):
        yield from _articles(request, text)
    if _may_see(request, Topic):
        for topic in Topic.objects.beginning(text)[:MOST]:
            yield WayThere(str(topic), "topic", reverse("admin:articles_topic_change", args=[topic.pk]))
    if _may_see(request, Provider):
        for provider in Provider.objects.beginning(text)[:MOST]:
            yield WayThere(str(provider), "provider", reverse("admin:articles_provider_change", args=[provider.pk]))
    if _may_see(request, apps.get_model("auth", "User")):
        for person in accounts_beginning(text)[:MOST]:
            name = person.get_full_name() or person.get_username()
            yield WayThere(name, "person", reverse("admin:auth_user_change", args=[person.pk]))


def _elsewhere(request: HttpRequest, text: str) -> Iterable[WayThere]:
    """Return the way to a new article from an address on the web. Nothing is looked up before somebody asks for it there."""
    if text.lower().startswith(("http://", "https://")) and request.user.has_perm("articles.add_article"):
        address = f"{reverse('admin:articles_article_from_url')}?{urlencode({'url': text})}"
        yield WayThere("New from this URL", "look it up", address)


def _may_see(request: HttpRequest, model: type[Model]) -> bool:
    return bool(admin.site.get_model_admin(model).has_view_or_change_permission(request))


def _articles(request: HttpRequest, text: str) -> Iterable[WayThere]:
    among: Any = admin.site.get_model_admin(Article).get_queryset(request)
    at_it = at_address(text, among)
    found: Iterable[Article]
    if at_it is not None:
        found = at_it.for_lines()[:MOST]
    else:
        named = among.called(text).for_lines()[:1]
        found = named or search(read_query(text), among, most=_COMPARED).best(among.for_lines(), MOST)
    for article in found:
        address = reverse("admin:articles_article_change", args=[article.pk])
        kind = f"{provider_name(article.provider)} · {article.shown_status}"
        yield WayThere(headline(article), kind, address)
