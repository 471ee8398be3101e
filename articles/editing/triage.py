"""Triage: one draft at a time with everything needed to decide about it, and what is left. Decides and writes nothing.

A sheet takes a constant number of queries, however many drafts, members, topics and stories there are.
"""

from dataclasses import dataclass, field
from typing import Any

from articles.editing.nearest import Suggestion, suggested_stories
from articles.editing.publishing import StoryRule, story_rule
from articles.models import Article, Picture, RelatedLink, Status, Tally, Topic
from articles.models.querysets import ArticleQuerySet
from articles.reading.search import narrowed, read_query
from articles.reading.shown import copy_of

ORDERS = {"newest": "Newest first", "hottest": "Hottest first"}
LISTED, KEYS, MEMBERS = 25, 9, 12


@dataclass(frozen=True)
class Toggle:
    """A topic to add or remove; `key` is empty where it has none."""

    topic: Topic
    is_on: bool
    key: str


@dataclass(frozen=True)
class Sheet:
    """`left` is how many drafts there are. `queue` holds the next of them, including `article` unless that is decided already.

    `article` has `others`, its number of related entries, and its provider's record: `from_it`, `from_it_shown`,
    `from_it_mean`. `nearest` are the stories to which it may belong, the nearest first.
    """

    article: Any
    left: int = 0
    queue: list[Article] = field(default_factory=list)
    copy: Picture | None = None
    why: str = ""
    members: list[RelatedLink] = field(default_factory=list)
    nearest: list[Suggestion] = field(default_factory=list)
    toggles: list[Toggle] = field(default_factory=list)

    @property
    def picture(self) -> str:
        """The address of our copy, about 640 pixels wide; empty without one."""
        widths = self.copy.widths if self.copy else ()
        return self.copy.address(min(widths, key=lambda each: abs(each - 640)), "webp") if self.copy and widths else ""

    @property
    def following(self) -> Article | None:
        """The article behind this one in the queue."""
        return next((each for each in self.queue if each.pk != self.article.pk), None)

    @property
    def share_shown(self) -> int:
        """The percentage of its provider's articles that are published."""
        article = self.article
        return round(100 * article.from_it_shown / article.from_it) if article and article.from_it else 0


def queue(asked: str = "", order: str = "") -> ArticleQuerySet:
    """Return the drafts that a search finds, in an order of `ORDERS`."""
    drafts = Article.objects.to_triage()
    query = read_query(asked)
    drafts = narrowed(query, drafts) if query else drafts
    return drafts.hottest() if order == "hottest" else drafts.newest()


def sheet(drafts: ArticleQuerySet, order: str = "", at: int | None = None, *, are_all: bool = False) -> Sheet:
    """Return the sheet of the article `at`, whatever its status, or of the first draft. Say if the drafts `are_all` there are."""
    article = Article.objects.filter(pk=at).for_triage().first() if at else None
    article = article or drafts.for_triage().first()
    if article is None:
        return Sheet(None)
    following = drafts.hottest_from(article) if order == "hottest" else drafts.newest_from(article)
    rule = story_rule()
    return Sheet(
        article, drafts_there_are() if are_all else drafts.count(), list(following.for_lines()[:LISTED]), _copy(article),
        rule.explained(article.quality, 1 + article.others_counted, _heat_shown(article, rule)),
        list(RelatedLink.objects.of_article(article)[:MEMBERS]), suggested_stories(article), _toggles(article),
    )  # fmt: skip


def drafts_there_are() -> int:
    return Tally.objects.of_all().in_all().by_status().get(Status.DRAFT, 0)


def in_front_of(drafts: ArticleQuerySet, order: str, at: int) -> int:
    """Return the draft in front of the article `at`, or `at` itself where there is none."""
    here = Article.objects.filter(pk=at).only("published_at", "path", "rank").first()
    if here is None:
        return at
    ahead = drafts.hotter_than(here) if order == "hottest" else drafts.newer_than(here)
    return ahead.values_list("pk", flat=True).first() or at


def _heat_shown(article: Article, rule: StoryRule) -> int | None:
    """Return a draft's heat. One that was folded has none of its own, so it gets what the rule gives."""
    if article.heat == -1:
        return rule.heat(article.quality, 1 + article.others_counted)
    return article.heat


def _copy(article: Article) -> Picture | None:
    return next((copy for image in article.images.all() if (copy := copy_of(image))), None)


def _toggles(article: Article) -> list[Toggle]:
    """Return the topics with a key, which are the most used ones, and the other topics of the article."""
    carried = {link.tag_id: link.tag for link in article.topic_links.all()}
    keyed = list(Topic.objects.most_used()[:KEYS])
    rest = [topic for pk, topic in carried.items() if pk not in {each.pk for each in keyed}]
    return [
        *(Toggle(topic, topic.pk in carried, str(number)) for number, topic in enumerate(keyed, start=1)),
        *(Toggle(topic, is_on=True, key="") for topic in rest),
    ]
