"""Saved filters of the list of articles: a user's own, and those that somebody shares with everybody."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from articles.admin.kit.pages import Page
from articles.models import Account, SavedFilter
from articles.seed.characters import control_in

# Parameters that say where in the list the user is, not which articles it has.
_NOT_SAVED = frozenset(("p", "e", "all", "_popup", "_to_field", "_changelist_filters", "_facets"))
_LONGEST_NAME = SavedFilter._meta.get_field("name").max_length or 0
_LONGEST_QUERY = SavedFilter._meta.get_field("query").max_length or 0


class Saved(NamedTuple):
    pk: int
    name: str
    query: str
    is_shared: bool
    is_own: bool
    is_shown: bool  # whether the list shows it now


def normal(query: str) -> str:
    """Return a query string in a fixed order, without parameters that only say where in the list the user is."""
    given = QueryDict(query)
    kept = QueryDict(mutable=True)
    for name in sorted(given):
        values = [value for value in given.getlist(name) if value.strip()]
        if name not in _NOT_SAVED and values:
            kept.setlist(name, values)
    return kept.urlencode()


def saved_filters(request: HttpRequest) -> dict[str, Any]:
    """Return what the list of articles shows of saved filters."""
    shown = normal(request.GET.urlencode())
    filters = [
        Saved(each.pk, each.name, each.query, each.is_shared, each.owner_id == request.user.pk, each.query == shown)
        for each in SavedFilter.objects.seen_by(request.user)
    ]
    return {"saved_filters": filters, "shown_filter": shown, "may_share": may_share(request.user)}


class SaveFilterPage(Page):
    """Saves the list's filter under a name; a filter of the same user and name is replaced."""

    route, name = "filters/", "save_filter"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        query, name = normal(self.posted("query")), " ".join(self.posted("name").split())
        if why := _why_not(name, query):
            self.refused(f"{why} Nothing is saved.")
            return _to_list(query)
        is_shared = "shared" in request.POST and may_share(request.user)
        _, is_new = SavedFilter.objects.update_or_create(
            owner_id=request.user.pk, name=name, defaults={"query": query, "is_shared": is_shared}
        )
        whose = "for everybody" if is_shared else "for you alone"
        self.done(f"{'Saved' if is_new else 'Saved again'}, {whose}: {name}.")
        return _to_list(query)


class ForgetFilterPage(Page):
    """Deletes one of the user's own filters."""

    route, name = "filters/<key:pk>/forget/", "forget_filter"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = SavedFilter.objects.filter(owner_id=request.user.pk, pk=pk).first()
        if found is None:
            raise Http404("no such filter of this account")
        found.delete()
        self.done(f"Forgotten: the filter {found.name}. The articles are as they were.")
        return _to_list(normal(self.posted("query")))


def may_share(user: Account) -> bool:
    """Return whether a user may share filters: those who work on everybody's articles may."""
    return bool(user.has_perm("articles.change_any_article"))


def _why_not(name: str, query: str) -> str:
    if not name:
        return "Type a name for the filter."
    if len(name) > _LONGEST_NAME:
        return f"The name is {len(name)} characters long; at most {_LONGEST_NAME} are allowed."
    if control_in(name) is not None:
        return "The name has a control character; take it out."
    if not query:
        return "The list shows all articles; choose a filter or search first."
    return "The search is too long to be saved; search for less." if len(query) > _LONGEST_QUERY else ""


def _to_list(query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('admin:articles_article_changelist')}{'?' if query else ''}{query}")
