"""Stories: articles that name each other as coverage of one thing, of which one leads. Found, rearranged, explained.

FORMAT, Stories: every member names all others, by quality and then by path; the leader has its own page and a heat that the
story gives it, the others are folded. Rearranging is one act that keeps all of that right, and it decides nobody's rights.
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
