"""The navigation that stands on every page of the desk: where one can go, who may, and how much waits there."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from articles.editing.desk import waiting_now
from articles.models import Account


class Destination(NamedTuple):
    """A place of the navigation.

    `page` is the name of its address; `model` is the one whose list it is about, for those who may see that, and `right` what one
    needs besides; `of` are the beginnings of the names of the pages that belong to it; `waits` are the counts of what waits
    there; `query` is put after its address.
    """

    label: str
    page: str
    model: str = ""
    right: str = ""
    of: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    query: str = ""
    also: str = ""  # other words by which somebody may look for it


class Way(NamedTuple):
    """A place as an account sees it. `number` is how much waits there; 0 is not shown."""

    label: str
    address: str
    number: int
    is_here: bool


_ARTICLE = "articles_article"
MAIN = (
    Destination("Desk", "admin:index", of=("index", "desk"), also="home start"),
    Destination(
        "Triage", f"admin:{_ARTICLE}_triage", "articles.article", "articles.change_article", (f"{_ARTICLE}_triage",), ("triage",),
        also="drafts queue",
    ),
    Destination(
        "Stories", f"admin:{_ARTICLE}_changelist", "articles.article", of=(f"{_ARTICLE}_story", f"{_ARTICLE}_newcomers"),
        waits=("noisy", "newcomers"), query="?story=2", also="clusters coverage",
    ),
    Destination("Front page", f"admin:{_ARTICLE}_front", "articles.article", of=(f"{_ARTICLE}_front",), also="pins"),
    Destination("Articles", f"admin:{_ARTICLE}_changelist", "articles.article", of=(_ARTICLE,), also="list search"),
    Destination("Calendar", f"admin:{_ARTICLE}_calendar", "articles.article", of=(f"{_ARTICLE}_calendar",)),
    Destination(
        "Imports", "admin:articles_import_changelist", "articles.import", of=("articles_import",), waits=("problems",),
        also="seeds upload",
    ),
    Destination(
        "Providers", "admin:articles_provider_changelist", "articles.provider", of=("articles_provider",),
        also="sources publishers",
    ),
    Destination("Topics", "admin:articles_topic_changelist", "articles.topic", of=("articles_topic",), also="tags tree"),
    Destination("Pictures", "admin:articles_picture_changelist", "articles.picture", of=("articles_picture",)),
    Destination("People", "admin:auth_user_changelist", "auth.user", of=("auth_user",), also="accounts users"),
    Destination(
        "Site", "admin:articles_masthead_changelist", "articles.masthead", of=("articles_masthead",),
        also="name colours logo footer masthead settings",
    ),
)  # fmt: skip
BESIDES = (
    Destination(
        "Conflicts", "admin:articles_conflict_changelist", "articles.conflict",
        of=("articles_conflict", f"{_ARTICLE}_conflicts"), waits=("conflicts",), also="disagree file",
    ),
    Destination(
        "Possible duplicates", "admin:articles_duplicate_changelist", "articles.duplicate",
        of=("articles_duplicate", f"{_ARTICLE}_merge"), waits=("duplicates",),
    ),
    Destination(
        "New from a URL", f"admin:{_ARTICLE}_from_url", right="articles.add_article", of=(f"{_ARTICLE}_from_url",),
        also="add paste address look",
    ),
    Destination("What was done", "admin:articles_act_changelist", "articles.act", of=("articles_act",), also="undo acts"),
    Destination(
        "Former articles", "admin:articles_formerarticle_changelist", "articles.formerarticle", of=("articles_formerarticle",),
        also="deleted merged",
    ),
    Destination("Roles", "admin:auth_group_changelist", "auth.group", of=("auth_group",), also="rights groups"),
    Destination("Audit", "admin:articles_auditline_changelist", "articles.auditline", of=("articles_auditline",)),
    Destination("Help", "help", of=("help",), also="manual"),
)  # fmt: skip


def ways(request: HttpRequest, destinations: Iterable[Destination], numbers: Mapping[str, int]) -> list[Way]:
    """Return the places that there are for an account."""
    here, found = _here(request), []
    for each in destinations:
        if is_for(request, each) and (address := address_of(each)):
            number = sum(numbers.get(name, 0) for name in each.waits)
            found.append(Way(each.label, address, number, each is here))
    return found


def is_for(request: HttpRequest, destination: Destination) -> bool:
    if destination.right and not request.user.has_perm(destination.right):
        return False
    if not destination.model:
        return True
    mounted = admin.site.get_model_admin(apps.get_model(destination.model))
    return bool(mounted.has_view_or_change_permission(request))


def address_of(destination: Destination) -> str:
    """Return where it is; nothing for a page that this site does not have."""
    try:
        return reverse(destination.page) + destination.query
    except NoReverseMatch:
        return ""


def numbers_for(user: Account) -> dict[str, int]:
    """Return what waits, for those who may change articles: whoever only looks has nothing to do."""
    return waiting_now(timezone.now()) if user.has_perm("articles.change_article") else {}


def _here(request: HttpRequest) -> Destination | None:
    """Return the place to which the page belongs, by the longest beginning of its name that a place has."""
    name = (request.resolver_match.url_name if request.resolver_match else None) or ""
    if name == f"{_ARTICLE}_changelist" and request.GET.get("story"):
        name = f"{_ARTICLE}_story"
    belonging = [(len(of), each) for each in (*MAIN, *BESIDES) for of in each.of if name.startswith(of)]
    return max(belonging, key=lambda pair: pair[0])[1] if belonging else None
