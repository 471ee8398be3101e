"""Stories: articles that name each other as coverage of one thing, with one leader. Found, rearranged, explained.

FORMAT, Stories: every member names all others, by quality and then by path. The leader has its own page and the heat of the
story; the others are folded. Rearranging is one act that keeps all of this right. What an editor parted is two stories,
whatever files go on naming. It checks no rights.
"""

from articles.editing.stories.arranging import ArrangedStory, Arrangement, Wish, arrange, plan_arrangement
from articles.editing.stories.groups import Story, stories_of, story_of, told_of
from articles.editing.stories.newcomers import (
    Question,
    answer,
    asked_about,
    one_after_all,
    parted_from,
    questions_about,
    questions_in,
)
from articles.editing.stories.noise import Comparing, Hint, hints, survey

__all__ = [
    "ArrangedStory",
    "Arrangement",
    "Comparing",
    "Hint",
    "Question",
    "Story",
    "Wish",
    "answer",
    "arrange",
    "asked_about",
    "hints",
    "one_after_all",
    "parted_from",
    "plan_arrangement",
    "questions_about",
    "questions_in",
    "stories_of",
    "story_of",
    "survey",
    "told_of",
]  # fmt: skip
