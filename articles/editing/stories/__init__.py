"""Stories: articles that name each other as coverage of one thing, with one leader. Found, rearranged, explained.

FORMAT, Stories: every member names all others, by quality and then by path. The leader has its own page and the heat of the
story; the others are folded. Rearranging is one act that keeps all of this right. It checks no rights.
"""

from articles.editing.stories.arranging import ArrangedStory, Arrangement, Wish, arrange, plan_arrangement
from articles.editing.stories.groups import Story, groups_of, stories_of, story_of
from articles.editing.stories.noise import Hint, hints, survey

__all__ = [
    "ArrangedStory",
    "Arrangement",
    "Hint",
    "Story",
    "Wish",
    "arrange",
    "groups_of",
    "hints",
    "plan_arrangement",
    "stories_of",
    "story_of",
    "survey",
]  # fmt: skip
