"""What the public pages share: who sees unpublished articles, and how a list continues."""

import base64
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest

from articles.models.querysets import ArticleQuerySet
from articles.reading.cards import cards_of
from articles.seed.values import moment, moment_text

PER_PAGE = 25


def token(published_at: datetime, path: str) -> str:
    """Return an opaque text for the place in a list after an article."""
    return base64.urlsafe_b64encode(f"{moment_text(published_at)}|{path}".encode()).decode().rstrip("=")


def list_place(text: str) -> tuple[datetime, str]:
    """Return the place in a list that a token names; 404 for a text that is not one of our tokens."""
    try:
        when, _, path = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("|")
        place = moment(when), path
    except ValueError:
        raise Http404("no such page of the list") from None
    if token(*place) != text or not path or "\0" in path:
        raise Http404("no such page of the list")
    return place


def list_page(articles: ArticleQuerySet, request: HttpRequest) -> dict[str, Any]:
    """Return one page of a list, newest first: `articles`; `after`, the token where it begins; `next`, where it continues.

    `previous` is the token of the page before it: empty for the first page, None where there is none.
    """
    after = request.GET.get("after")
    place = None if after is None else list_place(after)
    rest = articles if place is None else articles.after(*place)
    found = list(rest.newest().pks()[: PER_PAGE + 1])
    shown = cards_of(found[:PER_PAGE])
    following = token(shown[-1].published_at, shown[-1].path) if len(found) > PER_PAGE else ""
    previous = None if place is None else _before(articles, place)
    return {"articles": shown, "after": after, "next": following, "previous": previous}


def _before(articles: ArticleQuerySet, place: tuple[datetime, str]) -> str:
    """Return the token of the page that ends at a place."""
    ends = list(articles.before(*place).places()[PER_PAGE : PER_PAGE + 1])
    return token(*ends[0]) if ends else ""


def sees_unpublished(request: HttpRequest) -> bool:
    """Return whether this is a signed-in editor. It sets no cookie and, without a session cookie, costs no query."""
    user: Any = request.user
    return bool(user.is_authenticated and user.is_staff and user.has_perm("articles.view_article"))
