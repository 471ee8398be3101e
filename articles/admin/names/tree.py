"""The tree of topics as editors arrange it: each topic goes up, down, in and out by buttons, or where it is dragged."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles.admin.kit.numbers import row_key
from articles.editing.saving import CircleError, move_topic
from articles.history.work import Work
from articles.models import Topic
from articles.reading.trees import Branch, tree

_MOVES = ("up", "down", "in", "out")


class TreeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.tree_view)
        return [path("tree/", view, name="articles_topic_tree"), *super().get_urls()]

    def tree_view(self, request: HttpRequest) -> HttpResponse:
        """POST with one of `up`, `down`, `in` and `out`, the key of a topic, moves it; with `topic`, `parent` and `before`, keys
        or nothing, puts it there.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            self._move(request)
            return HttpResponseRedirect(reverse("admin:articles_topic_tree"))
        context = {
            **self.admin_site.each_context(request), "title": "Arrange topics", "opts": self.opts,
            "branches": tree(Topic.objects.standing().with_counts()), "can_move": self.has_change_permission(request),
        }  # fmt: skip
        return TemplateResponse(request, "admin/articles/tree.html", context)

    def _move(self, request: HttpRequest) -> None:
        topics = {topic.pk: topic for topic in Topic.objects.standing()}
        move = next((name for name in _MOVES if name in request.POST), "topic")
        topic = topics.get(row_key(request.POST.get(move, "")) or 0)
        if topic is None:
            messages.error(request, "That topic is not there any more. Nothing is moved.")
            return
        if move in _MOVES:
            place = _place(tree(topics.values()), topic, move)
            if place is None:
                return
            parent, before = place
        else:
            parent = topics.get(row_key(request.POST.get("parent", "")) or 0)
            before = topics.get(row_key(request.POST.get("before", "")) or 0)
        try:
            move_topic(topic, parent, before, by=Work.of(request.user))
        except CircleError:
            messages.error(request, f"{topic} cannot stand below itself. Nothing is moved.")
            return
        messages.success(request, f"{topic} stands {f'below {parent}' if parent else 'on the top level'} now.")


def _place(roots: list[Branch], topic: Topic, move: str) -> tuple[Topic | None, Topic | None] | None:
    """The parent, and the topic before which it stands, that a button means; None where there is no such place."""
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
    """A topic's parent, those beside it, and those beside its parent."""
    beside = [branch.topic for branch in branches]
    if topic in beside:
        return parent, beside, above
    for branch in branches:
        if found := _around(branch.branches, topic, branch.topic, beside):
            return found
    return None
