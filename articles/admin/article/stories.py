"""A story's page: its leader and members on a time line, possible noise, and the ways to rearrange it.

Each takes two steps: first the page shows the resulting heat and visibility, then a confirmation does it as one act.
"""

import json
from dataclasses import replace
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, QueryDict

from articles.admin.article.timeline import timeline
from articles.admin.kit.numbers import row_key
from articles.admin.kit.pages import ArticlePage, Page, why_refused
from articles.admin.kit.undoing import say_done
from articles.editing import stories
from articles.editing.grouping import grouping_of
from articles.editing.publishing import story_rule
from articles.editing.stories import ArrangedStory, Arrangement, Story, Wish
from articles.history.rights import RefusedError, may_change, may_move, refuse_moves, why_not
from articles.history.work import StaleError
from articles.models import Account, Article, Status
from articles.reading.search import at_address, read_query, search
from articles.seed import SeedError
from articles.seed.characters import control_in
from articles.texts.legible import tidy

# The statuses of a leader: a folded article leads nothing.
_CHOICES = (Status.PUBLISHED, Status.DRAFT, Status.REVIEW, Status.WITHDRAWN)


_MOST_ASKED = 20  # newcomers about which a page asks at once


class Asked(NamedTuple):
    """An editor's wish: the words of the button and of the act, and which articles then belong together."""

    label: str
    words: str
    wishes: list[Wish]


class MemberRow(NamedTuple):
    article: Article
    hint: stories.Hint


class Result(NamedTuple):
    """One story as it would be, for the page that asks for confirmation."""

    outcome: ArrangedStory
    choices: list[Status]


class NewcomersPage(Page):
    """Lists the articles of which an editor has to say where they belong. The story's page takes the answers."""

    route, name = "newcomers/", "newcomers"
    template = "admin/articles/newcomers.html"
    title = "Where do these belong?"

    def may_see(self) -> bool:
        return may_arrange(self.request.user)

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = stories.asked_about()
        questions = stories.questions_about(asked[:_MOST_ASKED])
        shown = sum(len(question.newcomers) for question in questions)
        return self.shown(questions=questions, may=True, rest=len(asked) - shown)


class StoryPage(ArticlePage):
    """Shows an article's story. A POST asks for confirmation and, with `confirmed`, rearranges the story."""

    route, name = "<key:pk>/story/", "story"
    template = "admin/articles/story.html"
    title = "Story"

    def may_see(self) -> bool:
        return bool(self.admin.has_view_permission(self.request))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        grouping = grouping_of([self.article.pk])
        [story] = stories.told_of([grouping.group_of(self.article.pk)])
        found = stories.hints(story.leader, story.members, stories.Comparing.of(story.pks))
        size, leader = grouping.size_of(story.pks), story.leader
        return self.shown(
            story=story, rows=[MemberRow(member, found[member.pk]) for member in story.members],
            timeline=timeline(story.articles), why=story_rule().explained(leader.quality, size, leader.heat),
            may=may_arrange(request.user), noisy=sum(map(bool, found.values())), parted=stories.parted_from(story),
            questions=stories.questions_in(grouping),
        )  # fmt: skip

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.need(may_arrange(request.user))
        story = stories.story_of(self.article)
        try:
            asked = self._asked(story)
            if "confirmed" in request.POST:
                return self._confirmed(asked)
            arrangement = stories.plan_arrangement(asked.wishes)
        except RefusedError as refused:
            self.refused(str(refused))
        except StaleError:
            self.warned("Somebody has changed this story. This is how it is now; nothing was done.")
        except SeedError as refused:
            self.refused(f"No file could hold that, so nothing was done. {why_refused(refused)}.")
        else:
            return self._ask(story, asked, arrangement)
        return self.to("article_story", story.leader.pk)

    def _ask(self, story: Story, asked: Asked, arrangement: Arrangement) -> HttpResponse:
        user = self.request.user
        results = [
            Result(outcome, [status for status in _CHOICES if may_move(user, outcome.leader.status, status)])
            for outcome in arrangement.outcomes
        ]
        self.title = asked.label
        return self.shown(
            "admin/articles/arrange.html", story=story, asked=asked, results=results, number=len(arrangement.saves),
            versions=json.dumps(arrangement.versions), act=self.posted("act"), to=self.posted("to"),
            members=self.request.POST.getlist("member"), refused=why_not(user, arrangement.moves),
        )  # fmt: skip

    def _confirmed(self, asked: Asked) -> HttpResponse:
        wishes = [_with_status(wish, self.request.POST) for wish in asked.wishes]
        arrangement = stories.plan_arrangement(wishes)
        refuse_moves(self.request.user, arrangement.moves)
        try:
            versions = {int(pk): int(version) for pk, version in json.loads(self.posted("confirmed")).items()}
        except (ValueError, AttributeError, TypeError):
            raise StaleError from None
        reason = " ".join(self.posted("reason").split())
        if control_in(reason) is not None:
            raise RefusedError("The reason has a control character; take it out.")
        act = stories.arrange(wishes, words=asked.words, by=self.by, reason=reason, versions=versions)
        if act is None:
            self.told("There was nothing to change.")
        else:
            say_done(self.request, act)
        return self.to("article_story", arrangement.outcomes[0].leader.pk)

    def _asked(self, story: Story) -> Asked:
        act = self.posted("act")
        chosen = frozenset(row_key(pk) for pk in self.request.POST.getlist("member")) & story.pks
        if act == "belong":
            return self._answered(story)
        if act not in ("split", "alone", "move", "merge", "lead"):
            raise RefusedError("There is no such action.")
        if act != "merge" and not chosen:
            raise RefusedError("Choose the members first.")
        rest = story.pks - chosen
        if act in ("split", "alone") and not rest:
            raise RefusedError("All of the story is chosen: leave at least one in it.")
        number = f"{len(chosen)} article{'s' if len(chosen) > 1 else ''}"
        if act == "split":
            return Asked(f"Split {number} off", f"Split {number} off a story", [Wish(rest), Wish(chosen)])
        if act == "alone":
            alone = [Wish(frozenset({pk})) for pk in sorted(chosen)]
            return Asked(f"Take {number} out", f"Took {number} out of a story", [Wish(rest), *alone])
        if act == "lead":
            if len(chosen) != 1:
                raise RefusedError("Choose the one that is to lead.")
            return Asked("Make it the leader", "Made another the leader", [Wish(story.pks, leader=next(iter(chosen)))])
        return self._with_other(story, act, chosen)

    def _answered(self, story: Story) -> Asked:
        """Return where newcomers belong, as an editor says."""
        chosen = frozenset(row_key(pk) for pk in self.request.POST.getlist("member"))
        if not chosen:
            raise RefusedError("Choose the articles first.")
        questions = stories.questions_about(story.pks)
        question = next((each for each in questions if chosen <= {article.pk for article in each.newcomers}), None)
        if question is None:
            raise RefusedError("Somebody has already said where that belongs, or it no longer names both stories.")
        if self.posted("to") == "one":
            words = f"Said that {len(question.stories)} stories are one after all"
            return Asked("They are one story after all", words, stories.one_after_all(question))
        to = next((each for each in question.stories if row_key(self.posted("to")) in each.pks), None)
        if to is None:
            raise RefusedError("Choose one of the stories that it names.")
        title = f"“{tidy(to.leader.title)}”"
        it, words = (
            ("It belongs", "it belongs") if len(chosen) == 1 else ("They belong", f"{len(chosen)} articles belong")
        )
        return Asked(f"{it} to {title}", f"Said that {words} to {title}", stories.answer(question, chosen, to))

    def _with_other(self, story: Story, act: str, chosen: frozenset[int]) -> Asked:
        other = _story_called(self.posted("to"), story)
        title = f"“{other.leader}”"
        if act == "merge":
            wish = Wish(story.pks | other.pks)
            return Asked(f"Merge it with {title}", f"Merged stories: with {title}", [wish])
        rest = story.pks - chosen
        wishes = [Wish(rest)] if rest else []
        moved = Wish(other.pks | chosen, leader=other.leader.pk)
        number = f"{len(chosen)} article{'s' if len(chosen) > 1 else ''}"
        return Asked(f"Move {number} to {title}", f"Moved {number} to {title}", [*wishes, moved])


def may_arrange(user: Account) -> bool:
    return bool(user.has_perm("articles.arrange_stories") and may_change(user, None))


def _story_called(text: str, but: Story) -> Story:
    """Return the story that an editor means by the URL of one of its articles, its number or words of its headline."""
    text = text.strip()
    among = Article.objects.exclude(pk__in=but.pks)
    found = at_address(text, among) or among.filter(pk=row_key(text)) if text else among.none()
    article = found.first() or next(iter(search(read_query(text), among.leading()).best(among, 1)), None)
    if article is None:
        raise RefusedError("Say which story: the URL of one of its articles, or words of its headline.")
    return stories.story_of(article)


def _with_status(wish: Wish, posted: QueryDict) -> Wish:
    """Return the wish with the status that the editor chose for the leader, if it is one of the choices."""
    for pk in wish.members:
        chosen = posted.get(f"status-{pk}")
        if chosen in _CHOICES:
            return replace(wish, status=Status(chosen))
    return wish
