"""Newcomers: articles that name members of stories which an editor has parted. An editor is asked where they belong.

Until somebody answers, each stands with the part that it resembles more; see `articles.editing.dividing`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from articles.editing.grouping import Grouping, grouping_of, groups_of
from articles.editing.parting import forget_rows, pair_of, said_of
from articles.editing.stories.arranging import Wish
from articles.editing.stories.groups import Story, by_quality, leader_of, told_of
from articles.models import Article, Parted


@dataclass(frozen=True)
class Question:
    """Where the newcomers belong: they stand with the first of the stories, and could be of the others."""

    newcomers: tuple[Article, ...]
    stories: tuple[Story, ...]

    @property
    def here(self) -> Story:
        return self.stories[0]


def look_again(pks: Iterable[int]) -> set[int]:
    """Reckon anew from which members of stories the newcomers around these articles are kept until somebody answers. Return the
    articles of which that has changed."""
    if not Parted.objects.exists():
        return set()
    asked = set(pks)
    asked |= set(Parted.objects.meanwhile().of(asked).order_by().values_list("newcomer", flat=True))
    grouping = grouping_of(asked)
    wanted = {(*pair_of(pk, other), pk) for pk, others in grouping.unsure.items() for other in others}
    rows = Parted.objects.of_newcomers(grouping.around).values_list("pk", "first", "second", "newcomer")
    known = {tuple(row): pk for pk, *row in rows}
    forget_rows([pk for row, pk in known.items() if row not in wanted])
    new = sorted(wanted - known.keys())
    Parted.objects.bulk_create(Parted(first_id=one, second_id=two, newcomer_id=pk) for one, two, pk in new)
    return {pk for one, two, _ in wanted ^ known.keys() for pk in (one, two)}


def questions_about(pks: Iterable[int]) -> list[Question]:
    """Return what an editor is asked about these articles and those of their stories."""
    return questions_in(grouping_of(pks))


def questions_in(grouping: Grouping) -> list[Question]:
    """Return what an editor is asked about these stories. Newcomers to the same ones are one question."""
    alike: dict[tuple[frozenset[int], frozenset[frozenset[int]]], list[int]] = defaultdict(list)
    for newcomer in grouping.unsure:
        here, *others = grouping.stories_for(newcomer)
        alike[here, frozenset(others)].append(newcomer)
    stories = {story.pks: story for story in told_of({group for here, others in alike for group in (here, *others)})}
    rows = {article.pk: article for story in stories.values() for article in story.articles}
    questions = []
    for (here, groups), newcomers in alike.items():
        others_told = sorted((stories[group] for group in groups), key=lambda story: by_quality(story.leader))
        asked = sorted((rows[pk] for pk in newcomers), key=by_quality)
        questions.append(Question(tuple(asked), (stories[here], *others_told)))
    return sorted(questions, key=lambda question: question.newcomers[0].slug)


def parted_from(story: Story) -> list[Story]:
    """Return the stories from which an editor has parted this one, or articles of it, the one of highest quality first."""
    others = {pk for pair in said_of(story.pks) for pk in pair} - story.pks
    found = told_of(groups_of(others)) if others else []
    return sorted(found, key=lambda each: by_quality(each.leader))


def asked_about() -> list[int]:
    """Return the newcomers of which nobody has said where they belong, the newest first."""
    return list(Article.objects.newcomers().newest().values_list("pk", flat=True))


def answer(question: Question, newcomers: frozenset[int], to: Story) -> list[Wish]:
    """Return the wishes of an editor who says to which of the stories these newcomers belong."""
    others = [story.pks - newcomers for story in question.stories if story is not to]
    known = [article for article in to.articles if article.pk not in newcomers]
    leader = leader_of(known).pk if known else None
    belonging = Wish(to.pks | newcomers, leader=leader, newcomers=newcomers)
    return [*(Wish(members) for members in others if members), belonging]


def one_after_all(question: Question) -> list[Wish]:
    """Return the wish of an editor who says that the stories are one."""
    return [Wish(frozenset(pk for story in question.stories for pk in story.pks))]
