"""Who else has an article open, within seconds. Locks nothing: two may work, and the later save shows both versions."""

from datetime import datetime, timedelta

from articles.models import Account, Article, Presence
from articles.store import in_passing

EVERY = 5  # seconds between two reports of a page
_GONE = timedelta(seconds=14)  # a page that is silent for so long counts as closed
_KEPT = timedelta(days=1)


def is_here(article: Article, user: Account, at: datetime) -> list[str]:
    """Note that a user has the article open. Return the names of the others who have it open."""
    row = Presence(article=article, user_id=user.pk, seen_at=at)
    in_passing(
        lambda: Presence.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["article", "user"], update_fields=["seen_at"]
        )
    )
    return list(Presence.objects.others(article, user, at - _GONE))


def is_gone(article: Article, user: Account, at: datetime) -> None:
    in_passing(Presence.objects.filter(article=article, user=user.pk).delete)
    in_passing(Presence.objects.before(at - _KEPT).delete)
