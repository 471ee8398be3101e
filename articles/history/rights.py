"""Who may change which article, and what readers see of it: `commit` asks for the latter whatever changes. Changes nothing."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied

from articles.models import Account, Article, Showing, Status


class RefusedError(PermissionDenied):
    """Raised where a request cannot be carried out; the message tells the editor why."""


# Any of the rights is enough.
_TO = {
    Status.PUBLISHED: ("publish_article",),
    Status.FOLDED: ("publish_article", "arrange_stories"),
    Status.WITHDRAWN: ("withdraw_article",),
    Status.REVIEW: ("review_article",),
}
# A contributor may not change what readers see, nor what was taken from them.
_FROM = {
    Status.PUBLISHED: ("withdraw_article",),
    Status.FOLDED: ("publish_article", "arrange_stories"),
    Status.WITHDRAWN: ("withdraw_article",),
}
_OWN = (Status.DRAFT, Status.REVIEW)
SEALED = "secured"  # the field of which an account without the right to it hears nothing


def may_move(user: Account, was: str | None, to: str) -> bool:
    """Return whether a user may change an article's status in this way; `was` is None for a new article."""
    if was == to:
        return True
    needed = [_TO.get(Status(to)), _FROM.get(Status(was)) if was else None]
    return all(any(user.has_perm(f"articles.{right}") for right in rights) for rights in needed if rights)


def may_show(user: Account, was: Showing | None, to: Showing, at: datetime) -> bool:
    """Return whether a user may change so what readers see of an article, now or later; `was` is None for a new one.

    Besides the status, that is when it goes live: sooner needs the right to publish, later the one to withdraw.
    """
    if not may_move(user, was.status if was else None, to.status):
        return False
    begins, began = to.begins(at), was.begins(at) if was else None
    if begins is None or began is None or begins == began:
        return True
    return user.has_perm("articles.publish_article" if begins < began else "articles.withdraw_article")


def refuse_showings(user: Account, showings: Iterable[tuple[Showing | None, Showing]], at: datetime) -> None:
    """Raise RefusedError where an account may not change so what readers see, from and to."""
    if not all(may_show(user, was, to, at) for was, to in showings):
        raise RefusedError("That would change what readers see in a way that your account may not do. Ask a publisher.")


def unseen_by(user: Account) -> tuple[str, ...]:
    """Return the fields of which a user may not see what they say, or that they say something."""
    return () if user.has_perm("articles.view_secured") else (SEALED,)


def sees_field(user: Account, field: str) -> bool:
    return field != SEALED or not unseen_by(user)


def may_change(user: Account, article: Article | None) -> bool:
    """Return whether a user may change an article or, without one, those of others. Contributors have only their own drafts."""
    if not user.has_perm("articles.change_article"):
        return False
    if user.has_perm("articles.change_any_article"):
        return True
    return article is not None and article.made_by_id == user.pk and article.status in _OWN


def refuse_moves(user: Account, moves: Iterable[tuple[str, str]]) -> None:
    """Raise RefusedError where an account may not make one of these changes of status, from and to."""
    if said := why_not(user, moves):
        raise RefusedError(said)


def why_not(user: Account, moves: Iterable[tuple[str, str]]) -> str:
    """Say which of the changes of status an account may not make; empty where it may make all."""
    wrong = sorted({f"{Status(was).label} → {Status(to).label}" for was, to in moves if not may_move(user, was, to)})
    return f"Your account may not make this change of status: {', '.join(wrong)}. Ask a publisher." if wrong else ""
