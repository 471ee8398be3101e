"""What the public pages share: who sees what is not public, and where a list goes on."""

import base64
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest

from articles.models.querysets import ArticleQuerySet
from articles.seed.values import moment, moment_text

A_PAGE = 25


def token(published_at: datetime, path: str) -> str:
    """Where a list goes on behind an article, as an opaque text."""
    return base64.urlsafe_b64encode(f"{moment_text(published_at)}|{path}".encode()).decode().rstrip("=")


def list_place(text: str) -> tuple[datetime, str]:
    """The place in a list that a token names; 404 for what is no token of ours."""
    try:
        when, _, path = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("|")
        place = moment(when), path
    except ValueError:
        raise Http404("no such page of the list") from None
    if token(*place) != text or not path or "\0" in path:
        raise Http404("no such page of the list")
    return place


def list_page(articles: ArticleQuerySet, request: HttpRequest) -> dict[str, Any]:
    """One page of a list, newest first: `articles`; `after`, the token where it begins; `next`, where it goes on.

    `previous` is the token of the page before it, empty for the first page, None where there is none.
    """
    after = request.GET.get("after")
    place = None if after is None else list_place(after)
    rest = articles if place is None else articles.after(*place)
    found = list(rest.newest().for_cards()[: A_PAGE + 1])
    shown = found[:A_PAGE]
    following = token(shown[-1].published_at, shown[-1].path) if len(found) > A_PAGE else ""
    previous = None if place is None else _before(articles, place)
    return {"articles": shown, "after": after, "next": following, "previous": previous}


def _before(articles: ArticleQuerySet, place: tuple[datetime, str]) -> str:
    """The token of the page that ends at a place."""
    ends = list(articles.before(*place).places()[A_PAGE : A_PAGE + 1])
    return token(*ends[0]) if ends else ""


def sees_unpublished(request: HttpRequest) -> bool:
    """Signed-in editors; asking sets no cookie and, without a session cookie, costs no query."""
    user: Any = request.user
    return bool(user.is_authenticated and user.is_staff and user.has_perm("articles.view_article"))
