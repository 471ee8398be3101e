"""Which members of a story are perhaps none: no word of the leader's headline, far away in time, about other topics.

A hint for editors, who decide. Half of the members of real archives share no word with their leader's headline.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from articles.models import Article
from articles.models.words import stem, words

APART = timedelta(days=30)
_SHORTEST = 4  # letters of a word that says what a headline is about, unless it is one of these
_EMPTY = frozenset(
    """about after also another away back been before being best could does down even every first from gets have here into
    just know last like look made make many more most much need news next only open over plan plus says should show some
    still such take than that their them then there these they this those time today under until used using want week well
    were what when where which while will with would year years your""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Hint:
    """Why a member may be noise, in an editor's words."""

    no_word: bool
    days: int
    other_topics: bool

    def __bool__(self) -> bool:
        return self.no_word or self.days > 0 or self.other_topics

    @property
    def reasons(self) -> list[str]:
        said = ["no word of the leader’s headline"] if self.no_word else []
        said += [f"{self.days} days away"] if self.days else []
        return said + (["other topics"] if self.other_topics else [])


def telling(title: str) -> frozenset[str]:
    """The words of a headline that say what it is about, without their endings."""
    found = words(title)
    return frozenset(
        stem(word) for word in found if word not in _EMPTY and (len(word) >= _SHORTEST or not word.isascii())
    )


def hints(leader: Article, members: Collection[Article], topics: Mapping[int, Collection[int]]) -> dict[int, Hint]:
    """By member; `topics` are those of each article, by primary key."""
    about = telling(leader.title)
    ours = set(topics.get(leader.pk, ()))
    found = {}
    for member in members:
        gap = abs(member.published_at - leader.published_at)
        theirs = set(topics.get(member.pk, ()))
        found[member.pk] = Hint(
            no_word=bool(about) and not about & telling(member.title),
            days=gap.days if gap > APART else 0,
            other_topics=bool(ours and theirs) and not ours & theirs,
        )
    return found
