"""Who may give an article which status: asked on every path that does it. Changes nothing."""

from typing import Any

from articles.models import Status

_TO = {
    Status.PUBLISHED: "publish_article",
    Status.FOLDED: "publish_article",
    Status.WITHDRAWN: "withdraw_article",
    Status.REVIEW: "review_article",
}
# What readers see, and what was taken from them, is not a contributor's to change.
_FROM = {
    Status.PUBLISHED: "withdraw_article",
    Status.FOLDED: "publish_article",
    Status.WITHDRAWN: "withdraw_article",
}


def may_move(user: Any, was: str | None, to: str) -> bool:
    """Whether a user may change an article's status so; `was` is None for a new article."""
    if was == to:
        return True
    needed = [_TO.get(Status(to)), _FROM.get(Status(was)) if was else None]
    return all(user.has_perm(f"articles.{right}") for right in needed if right)
