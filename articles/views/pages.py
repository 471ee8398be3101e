"""What the public pages share: who sees what is not public, and where a list goes on."""

import base64
import binascii
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest

from articles.models import Article
from articles.querysets import ArticleQuerySet

A_PAGE = 25


def token(article: Article) -> str:
    """Where a list goes on behind an article, as an opaque text."""
    place = f"{article.published_at.isoformat()}|{article.path}"
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_of(text: str) -> tuple[datetime, str]:
    """The place in a list that a token names; 404 for what is no token of ours."""
    try:
        when, _, path = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("|")
        published_at = datetime.fromisoformat(when)
    except (ValueError, binascii.Error):
        raise Http404("no such page of the list") from None
    if published_at.tzinfo is None or not path or "\0" in path:
        raise Http404("no such page of the list")
    return published_at, path


def page_of(articles: ArticleQuerySet, request: HttpRequest) -> dict[str, Any]:
    """One page of a list, newest first: `articles`, and `next`, the token where it goes on, empty on the last."""
    after = request.GET.get("after", "")
    rest = articles.after(*place_of(after)) if after else articles
    found = list(rest.newest().for_cards()[: A_PAGE + 1])
    shown = found[:A_PAGE]
    return {"articles": shown, "next": token(shown[-1]) if len(found) > A_PAGE else "", "is_first": not after}


def sees_unpublished(request: HttpRequest) -> bool:
    """Signed-in editors; asking sets no cookie and, without a session cookie, costs no query."""
    user: Any = request.user
    return bool(user.is_authenticated and user.is_staff and user.has_perm("articles.view_article"))
