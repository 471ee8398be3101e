"""Finds noise in stories: members that are near no other member, neither by what they tell nor in time.

These are hints: editors decide. A member whose words are far from the leader's headline is no noise if they are near another's.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from articles.editing.stories.newcomers import look_again
from articles.editing.vocabulary import archive_of, keep_frequencies, weighed_article
from articles.models import Article, ArticleTopic, Parted, RelatedLink, Status, Tally
from articles.store import one_writer, update_rows
from articles.texts.nearness import Frequencies, Weighed, likeness_of_texts

FAR_AWAY = timedelta(days=30)
_SOMETHING = 0.05  # likeness of two members: of a labelled set, it hints at no true member, and at 98 of 100 strangers
_FEW = 0.25  # of all articles: a topic that more of them carry says nothing of a story
_PART = 500  # articles per transaction
_LOOKED_AT = ("title", "excerpt", "locale", "published_at", "status", "noise")

Topics = Mapping[int, Collection[int]]


@dataclass(frozen=True)
class Hint:
    """Why a member may be noise, in an editor's words."""

    no_word: bool = False
    days: int = 0
    other_topics: bool = False

    def __bool__(self) -> bool:
        return self.no_word or self.days > 0 or self.other_topics

    @property
    def reasons(self) -> list[str]:
        said = ["near no other article of the story"] if self.no_word else []
        said += [f"{self.days} days away"] if self.days else []
        return said + (["other topics"] if self.other_topics else [])


class Comparing:
    """The articles of stories, each weighed once. `telling` are topics that few articles of the archive carry."""

    def __init__(self, topics: Topics, telling: Collection[int] = (), known: Frequencies | None = None) -> None:
        self.topics, self.telling, self.known = topics, frozenset(telling), known or Frequencies()
        self._weighed: dict[int, Weighed] = {}

    @classmethod
    def of(cls, pks: Iterable[int]) -> "Comparing":
        """Return what compares these articles, with their topics."""
        topics: dict[int, set[int]] = defaultdict(set)
        for topic, article in ArticleTopic.objects.of_articles(pks).pairs():
            topics[article].add(topic)
        carried = {topic for each in topics.values() for topic in each}
        number, known = archive_of()
        numbers = Tally.objects.in_all().of(Tally.Kind.TOPIC, carried).by_subject() if carried else {}
        return cls(topics, [topic for topic, of_it in numbers.items() if of_it <= _FEW * number], known)

    def weighed(self, article: Article) -> Weighed:
        if article.pk not in self._weighed:
            self._weighed[article.pk] = weighed_article(article, self.known)
        return self._weighed[article.pk]

    def are_near(self, one: Article, other: Article) -> bool:
        """Return whether two have words in common that are rare, or a topic. What is in two languages is compared by topics."""
        if self.telling & set(self.topics.get(one.pk, ())) & set(self.topics.get(other.pk, ())):
            return True
        if _language(one) != _language(other):
            return not self.have_other_topics(one, other)
        return likeness_of_texts(self.weighed(one), self.weighed(other)) >= _SOMETHING

    def have_other_topics(self, one: Article, other: Article) -> bool:
        mine, theirs = self.topics.get(one.pk, ()), self.topics.get(other.pk, ())
        return bool(mine and theirs) and set(mine).isdisjoint(theirs)


def survey() -> int:
    """Look for noise and for newcomers in every story that is new, or whose leader or members changed. Return how many articles
    were checked."""
    looked = 0
    while part := list(Article.objects.unsurveyed().order_by("pk").only(*_LOOKED_AT)[:_PART]):
        if not looked:
            keep_frequencies()
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
    comparing = Comparing.of(concerned)
    for article in articles:
        found = hints(article, members[article.pk], comparing) if article.pk in members else {}
        article.noise = sum(map(bool, found.values()))
    with one_writer():
        update_rows(articles, ["noise"])


def hints(leader: Article, members: Collection[Article], comparing: Comparing) -> dict[int, Hint]:
    """Return a hint per member, which says nothing of those that are near any other article of the story."""
    story = [leader, *members]
    return {member.pk: _hint(member, list(_others(member, story)), comparing) for member in members}


def _others(member: Article, story: Sequence[Article]) -> Iterator[Article]:
    return (each for each in story if each.pk != member.pk)


def _hint(member: Article, others: Sequence[Article], comparing: Comparing) -> Hint:
    in_time = [each for each in others if abs(each.published_at - member.published_at) <= FAR_AWAY]
    if any(comparing.are_near(member, each) for each in in_time):
        return Hint()
    away = min(abs(each.published_at - member.published_at) for each in others)
    return Hint(
        no_word=bool(in_time) or not any(comparing.are_near(member, each) for each in others),
        days=0 if in_time else away.days,
        other_topics=all(comparing.have_other_topics(member, each) for each in others),
    )


def _language(article: Article) -> str:
    return (article.locale or "").replace("_", "-").partition("-")[0].lower()
