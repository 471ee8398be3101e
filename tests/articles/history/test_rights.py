"""Who may change what readers see: each status and moment against each other, by what a reader would notice then."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.models import Permission, User

from articles.bridge import Save, document_of
from articles.history.commit import commit
from articles.history.rights import RefusedError, may_move, may_show
from articles.history.work import Work
from articles.models import Article, Revision, Showing, Status
from tests.rows import NOW
from tests.seeds import Archive, archive, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db

MOMENTS = (None, NOW - timedelta(days=1), NOW + timedelta(days=1), NOW + timedelta(days=9))
SHOWINGS = [Showing(status, moment) for status, moment in product(Status.values, MOMENTS)]
LOOKS = [NOW + timedelta(days=days) for days in (0, 2, 10)]
RIGHTS = ("publish_article", "withdraw_article", "arrange_stories", "review_article")


def user_with(*rights: str) -> User:
    user = User.objects.create_user("-".join(rights) or "nobody", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


def seen(showing: Showing | None) -> set[int]:
    """At which of the looks a reader sees the article, be it as coverage."""
    if showing is None or showing.status not in ("published", "folded"):
        return set()
    return {number for number, at in enumerate(LOOKS) if (showing.go_live_at or at) <= at}


@pytest.mark.any_server
@pytest.mark.parametrize("rights", [RIGHTS, *[tuple(set(RIGHTS) - {each}) for each in RIGHTS], ()])
def test_what_readers_would_notice_is_the_right_that_is_asked(rights: tuple[str, ...]) -> None:
    user = user_with(*rights)
    for was, to in product([None, *SHOWINGS], SHOWINGS):
        before, after = seen(was), seen(to)
        needs = set()
        if was and was.status in ("published", "folded") and to.status in ("published", "folded"):
            needs = {"publish_article"} if after - before else {"withdraw_article"} if before - after else set()
        expected = needs <= set(rights) and may_move(user, was.status if was else None, to.status)
        assert may_show(user, was, to, NOW) is expected, (rights, was, to)


def test_the_gate_refuses_whoever_comes_by_whatever_way(archive: Archive) -> None:
    archive.write_article(goLiveAt="2099-01-01T00:00:00Z")
    archive.bring()
    from_work = Work.of(user_with("change_any_article"))
    with pytest.raises(RefusedError, match="Ask a publisher"):
        commit([lifted(the_article())], kind=Revision.Kind.CHANGED, by=from_work)
    assert the_article().go_live_at is not None
    assert Revision.objects.count() == 1
    commit([lifted(the_article())], kind=Revision.Kind.CHANGED, by=Work("a command"))
    assert the_article().go_live_at is None


def lifted(article: Article) -> Save:
    document = document_of(Article.objects.for_documents().get(pk=article.pk))
    return Save(replace(document, go_live_at=None), article, Status(article.status), before=document)
