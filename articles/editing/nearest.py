"""Suggests the stories to which an article may belong, the nearest first. It suggests, and never acts.

It takes a constant number of queries. Of an archive of any size it looks at a few hundred articles: those around its day that
share its rarest words, as the search index has them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from articles.editing.grouping import groups_of
from articles.editing.stories.groups import leader_of
from articles.editing.vocabulary import archive_of, weighed_article
from articles.models import Article
from articles.models.querysets.nearby import TitleAndExcerpt
from articles.models.querysets.relevance import Wanted
from articles.texts.folding import fold
from articles.texts.nearness import (
    LIKELY,
    NEAR_IN_TIME,
    SUGGESTED,
    SURE,
    Frequencies,
    Weighed,
    nearness,
    nearness_of_story,
    weighed,
)  # fmt: skip
from articles.texts.tidings import stump, tidings
from articles.texts.usual import is_usual

KEYS_OF_NEAREST = "abcd"  # a suggestion each
_FOUND = 500  # articles with one of the words, of which each is looked at
_AROUND = 100  # articles before and after, where no word is rare
_READ = 40  # of those looked at, so many are compared in full
_NEAR = 20  # of these, so many have their stories looked up


@dataclass(frozen=True)
class Suggestion:
    """The leader of a story, with `coverage_count`, and how near its story is. `key` chooses it."""

    leader: Article
    nearness: float
    key: str

    @property
    def words(self) -> str:
        """How sure it is, in an editor's words."""
        return "very near" if self.is_sure else "near" if self.nearness >= LIKELY else "perhaps"

    @property
    def is_sure(self) -> bool:
        """Whether an editor may be spared the choice: right in 19 of 20 cases."""
        return self.nearness >= SURE


def suggested_stories(article: Article) -> list[Suggestion]:
    """Return the stories under which an article may be folded, the nearest first."""
    number, known = archive_of()
    return _suggestions(weighed_article(article, known), number, known, article.pk)


def stories_near(title: str, excerpt: str, at: datetime) -> list[Suggestion]:
    """Return the stories to which something may belong that is no article yet, the nearest first."""
    number, known = archive_of()
    return _suggestions(weighed(tidings(title, excerpt, at), known), number, known)


def _suggestions(this: Weighed, number: int, known: Frequencies, pk: int = 0) -> list[Suggestion]:
    """`pk` is the key of the article that `this` tells of, which belongs to none of its suggestions."""
    near = _nearest(pk, this, _looked_at(this, number, known), known)
    if not near:
        return []
    groups = [group for group in groups_of([*near, pk] if pk else near) if pk not in group]
    rows = Article.objects.with_pks(pk for group in groups for pk in group).for_leading().in_bulk()
    found: dict[int, float] = {}
    for group in groups:
        leader = leader_of([rows[pk] for pk in group if pk in rows])
        close = nearness_of_story((near[pk] for pk in group & near.keys()), len(group))
        if close >= SUGGESTED:
            found[leader.pk] = close
    leaders = Article.objects.with_pks(found).leading().for_lines().with_coverage_count()
    order = sorted(leaders, key=lambda leader: (-found[leader.pk], leader.path))
    return [Suggestion(leader, found[leader.pk], key) for leader, key in zip(order, KEYS_OF_NEAREST, strict=False)]


def _looked_at(this: Weighed, number: int, known: Frequencies) -> Iterable[TitleAndExcerpt]:
    """Return the articles that may be near: those with one of its rarest words, as many of these as are still rare together."""
    told = this.tidings
    wanted, expected = [], 0.0
    for word in sorted(told.full, key=lambda each: (-this.weights[stump(each)], each)):
        expected += known.share(stump(word)) * number
        if expected > _FOUND:
            break
        if not word.isdecimal() and not is_usual(word):
            begun = stump(word)
            wanted.append(Wanted((begun,), unfinished=begun != word))
    if wanted:
        return Article.objects.with_some_of(wanted, told.at, NEAR_IN_TIME, _FOUND)
    return chain(*Article.objects.next_in_time(told.at, NEAR_IN_TIME, _AROUND))


def _nearest(pk: int, this: Weighed, rows: Iterable[TitleAndExcerpt], known: Frequencies) -> dict[int, float]:
    near: dict[int, float] = {}
    for row in _most_alike(this, [row for row in rows if row.pk != pk]):
        close = nearness(this, weighed(tidings(row.title, row.excerpt or "", row.published_at), known))
        if close >= SUGGESTED:
            near[row.pk] = close
    return dict(sorted(near.items(), key=lambda each: (-each[1], each[0]))[:_NEAR])


def _most_alike(this: Weighed, rows: Sequence[TitleAndExcerpt]) -> Sequence[TitleAndExcerpt]:
    """Return those that are worth comparing in full: to look for the words of one article in many is quick."""
    if len(rows) <= _READ:
        return rows
    squares = [(word, weight * weight) for word, weight in this.weights.items()]

    def shared(row: TitleAndExcerpt) -> float:
        text = fold(f"{row.title} {row.excerpt or ''}")
        return sum(square for word, square in squares if word in text)

    return sorted(rows, key=lambda row: (-shared(row), row.pk))[:_READ]
