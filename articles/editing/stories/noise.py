"""Finds noise in stories: members without a word of the leader's headline, far away in time, or about other topics.

These are hints: editors decide. In real archives, half of the members share no word with their leader's headline.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from articles.editing.stories.newcomers import look_again
from articles.models import Article, ArticleTopic, Parted, RelatedLink, Status
from articles.store import one_writer, update_rows
from articles.texts.headlines import telling_words

FAR_AWAY = timedelta(days=30)
_PART = 500  # articles per transaction
_LOOKED_AT = ("title", "published_at", "status", "noise")


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


def survey() -> int:
    """Look for noise and for newcomers in every story that is new, or whose leader or members changed. Return how many articles
    were checked."""
    looked = 0
    while part := list(Article.objects.unsurveyed().order_by("pk").only(*_LOOKED_AT)[:_PART]):
        _survey_some(part)
        looked += len(part)
    return looked


def _survey_some(articles: Sequence[Article]) -> None:
    if Parted.objects.exists():
        with one_writer():
            elsewhere = look_again(article.pk for article in articles) - {article.pk for article in articles}
            Article.objects.filter(pk__in=elsewhere).update(noise=None)
    leaders = {each.pk: each for each in articles if each.status not in (Status.FOLDED, Status.WITHDRAWN)}
    members: dict[int, list[Article]] = defaultdict(list)
    for link in RelatedLink.objects.for_survey(leaders):
        if link.target is not None:
            members[link.article_id].append(link.target)
    concerned = set(members) | {member.pk for found in members.values() for member in found}
    topics: dict[int, set[int]] = defaultdict(set)
    for article, topic in ArticleTopic.objects.filter(content_object__in=concerned).values_list(
        "content_object", "tag"
    ):
        topics[article].add(topic)
    for article in articles:
        found = hints(article, members[article.pk], topics) if article.pk in members else {}
        article.noise = sum(map(bool, found.values()))
    with one_writer():
        update_rows(articles, ["noise"])


def hints(leader: Article, members: Collection[Article], topics: Mapping[int, Collection[int]]) -> dict[int, Hint]:
    """Return a hint per member; `topics` holds the topics of each article, by primary key."""
    about = telling_words(leader.title)
    ours = set(topics.get(leader.pk, ()))
    found = {}
    for member in members:
        gap = abs(member.published_at - leader.published_at)
        theirs = set(topics.get(member.pk, ()))
        found[member.pk] = Hint(
            no_word=bool(about) and not about & telling_words(member.title),
            days=gap.days if gap > FAR_AWAY else 0,
            other_topics=bool(ours and theirs) and not ours & theirs,
        )
    return found
