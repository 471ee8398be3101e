"""What the public pages share: who sees unpublished articles, and how a list continues."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone

from articles.models.querysets import ArticleQuerySet
from articles.reading.cards import cards_of
from articles.reading.links import path_to
from articles.seed.values import moment, moment_text
from articles.store import Prepared

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


def led_by_path(request: HttpRequest, name: str, *args: str) -> HttpResponse | None:
    """Lead from `?after=`, where pages of a list once had their token, to the page's own address; None where there is none."""
    after = request.GET.get("after")
    if after is None:
        return None
    list_place(after)
    return HttpResponsePermanentRedirect(reverse(f"{name}-after", args=[*args, after]))


class Listed:
    """A list of articles, newest first. Its queries are compiled once; `public` returns the articles by what is asked for."""

    def __init__(self, public: Callable[..., ArticleQuerySet]) -> None:
        self.first = Prepared(lambda **asked: public(**asked).newest().pks()[: PER_PAGE + 1])
        self.behind = Prepared(
            lambda when, path, **asked: public(**asked).after(when, path).newest().pks()[: PER_PAGE + 1]
        )
        self.ahead = Prepared(
            lambda when, path, **asked: public(**asked).before(when, path).places()[PER_PAGE : PER_PAGE + 1]
        )


def list_page(listed: Listed, after: str | None, name: str, *args: str, **asked: int | list[int]) -> dict[str, Any]:
    """Return one page of a list of the articles `asked` for: `articles`; `after`, the token where it begins; `next`, the
    address of the page where it continues, and `previous` that of the page before it, both empty where there is none; `span`, the
    moments between which lies what it is drawn from: what is on it, the page before it, and the article with which it continues.

    The list is known by the name and arguments of its address.
    """
    values: dict[str, Any] = asked | {"at": timezone.now()}
    first, previous, ends = path_to(name, *args), "", list[tuple[datetime, str]]()
    if after is None:
        found = listed.first(**values)
    else:
        when, path = list_place(after)
        found = listed.behind(when=when, path=path, **values)
        ends = listed.ahead(when=when, path=path, **values)
        previous = f"{first}after/{token(*ends[0])}/" if ends else first
    listed_here = cards_of(found)
    shown, beyond = listed_here[:PER_PAGE], listed_here[PER_PAGE:]
    following = token(shown[-1].published_at, shown[-1].path) if beyond else ""
    return {
        "articles": shown, "after": after, "next": f"{first}after/{following}/" if following else "",
        "previous": previous,
        "span": (beyond[0].published_at if beyond else None, ends[0][0] if ends else None),
    }  # fmt: skip


def sees_unpublished(request: HttpRequest) -> bool:
    """Return whether this is a signed-in editor. It sets no cookie and, without a session cookie, costs no query."""
    user: Any = request.user
    return bool(user.is_authenticated and user.is_staff and user.has_perm("articles.view_article"))
