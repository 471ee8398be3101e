"""The tree of topics, which editors arrange: buttons move a topic up, down, in and out, or it is dragged to its place."""

from django.http import HttpRequest, HttpResponse

from articles.admin.kit.numbers import row_key
from articles.admin.kit.pages import Page
from articles.editing.saving import CircleError, move_topic
from articles.models import Topic
from articles.reading.trees import Branch, tree

_MOVES = ("up", "down", "in", "out")


class TreePage(Page):
    """Shows the tree. A POST with a topic's key as `up`, `down`, `in` or `out` moves it one place; a POST with `topic`,
    `parent` and `before`, each a key or nothing, moves it there.
    """

    route, name = "tree/", "tree"
    template = "admin/articles/tree.html"
    title = "Arrange topics"

    def get(self, request: HttpRequest) -> HttpResponse:
        branches = tree(Topic.objects.standing().with_counts())
        return self.shown(branches=branches, can_move=self.admin.has_change_permission(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        self.need(self.admin.has_change_permission(request))
        self._move()
        return self.here()

    def _move(self) -> None:
        topics = {topic.pk: topic for topic in Topic.objects.standing()}
        move = next((name for name in _MOVES if name in self.request.POST), "topic")
        topic = topics.get(row_key(self.posted(move)) or 0)
        if topic is None:
            self.refused("That topic no longer exists. Nothing is moved.")
            return
        if move in _MOVES:
            place = _place(tree(topics.values()), topic, move)
            if place is None:
                return
            parent, before = place
        else:
            parent = topics.get(row_key(self.posted("parent")) or 0)
            before = topics.get(row_key(self.posted("before")) or 0)
        try:
            move_topic(topic, parent, before, by=self.by)
        except CircleError:
            self.refused(f"{topic} cannot be below itself. Nothing is moved.")
            return
        self.done(f"{topic} is now {f'below {parent}' if parent else 'on the top level'}.")


def _place(roots: list[Branch], topic: Topic, move: str) -> tuple[Topic | None, Topic | None] | None:
    """Return the parent and the next sibling that a button means; None where there is no such place."""
    found = _around(roots, topic, None, [])
    if found is None:
        return None
    parent, siblings, above = found
    at = siblings.index(topic)
    following = dict(enumerate(siblings)).get
    if move == "up" and at:
        return parent, siblings[at - 1]
    if move == "down" and at + 1 < len(siblings):
        return parent, following(at + 2)
    if move == "in" and at:
        return siblings[at - 1], None
    if move == "out" and parent is not None:
        return parent.parent, _after(above, parent)
    return None


def _after(siblings: list[Topic], topic: Topic) -> Topic | None:
    return next(iter(siblings[siblings.index(topic) + 1 :]), None)


def _around(
    branches: list[Branch], topic: Topic, parent: Topic | None, above: list[Topic]
) -> tuple[Topic | None, list[Topic], list[Topic]] | None:
    """Return a topic's parent, its siblings, and its parent's siblings."""
    beside = [branch.topic for branch in branches]
    if topic in beside:
        return parent, beside, above
    for branch in branches:
        if found := _around(branch.branches, topic, branch.topic, beside):
            return found
    return None
