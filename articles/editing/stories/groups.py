"""Tells of the articles of one story, as `articles.editing.grouping` finds them, who leads it. Writes nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from articles.editing.grouping import groups_of
from articles.models import Article, Status


@dataclass(frozen=True)
class Story:
    """`leader` has the page of the story; `members` are the others, the highest quality first, then by path."""

    leader: Article
    members: tuple[Article, ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        return (self.leader, *self.members)

    @property
    def pks(self) -> frozenset[int]:
        return frozenset(article.pk for article in self.articles)


def by_quality(article: Article) -> tuple[int, str]:
    """Return the sort key for entries in a story."""
    return (-(article.quality or 0), article.slug)


def leader_of(articles: Collection[Article]) -> Article:
    """Return the one with a page of its own; of several, the published one, then the one of the highest quality."""
    return min(
        articles,
        key=lambda each: (each.status == Status.FOLDED, each.status != Status.PUBLISHED, *by_quality(each)),
    )


def told_as_story(articles: Collection[Article]) -> Story:
    leader = leader_of(articles)
    members = sorted((each for each in articles if each is not leader), key=by_quality)
    return Story(leader, tuple(members))


def stories_of(articles: Iterable[Article]) -> list[Story]:
    """Return the articles' stories, each once. An article without a story is one by itself. Do not save these rows."""
    return told_of(groups_of(article.pk for article in articles))


def told_of(groups: Collection[Collection[int]]) -> list[Story]:
    rows = Article.objects.filter(pk__in={pk for group in groups for pk in group}).for_lines().in_bulk()
    return [told_as_story([rows[pk] for pk in group]) for group in groups]


def story_of(article: Article) -> Story:
    return stories_of([article])[0]
