"""Folds one article under a story, as its newest member. It asks whether the account may, and says why not."""

from articles.editing.grouping import groups_of
from articles.editing.stories import Wish, arrange, plan_arrangement
from articles.history.rights import RefusedError, refuse_moves
from articles.history.work import Work
from articles.models import Account, Act, Article, Status


def fold_under(article: Article, under: int, user: Account, *, by: Work) -> Act | None:
    """Fold an article under the story of the article `under`. Raises RefusedError, StaleError and SeedError."""
    leader = Article.objects.filter(pk=under).leading().first()
    if leader is None or leader.pk == article.pk:
        raise RefusedError("Choose a story to fold it under.")
    if not user.has_perm("articles.arrange_stories"):
        raise RefusedError("Your account may not arrange stories.")
    members = frozenset(pk for group in groups_of([article.pk, leader.pk]) for pk in group)
    wish = Wish(members, leader=leader.pk, status=Status(leader.status))
    arrangement = plan_arrangement([wish])
    refuse_moves(user, arrangement.moves)
    return arrange([wish], words=f"Folded under “{leader}”", by=by, versions=arrangement.versions)
