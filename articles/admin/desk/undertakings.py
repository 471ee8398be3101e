"""The pages of a long act on its way: how far it is, and the buttons that go on with it, stop it and leave it at that."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from articles.admin.kit.numbers import row_key
from articles.admin.kit.pages import Page
from articles.admin.kit.undoing import may_undo
from articles.editing import undertakings
from articles.history.rights import may_change, may_move
from articles.models import Article, Status, Undertaking


class UndertakingPage(Page):
    """Whoever sees what was done may see how far it is."""

    row: Undertaking

    def may_see(self) -> bool:
        return bool(self.admin.has_view_permission(self.request))

    def prepare(self) -> None:
        found = (
            Undertaking.objects.filter(act=self.kwargs["pk"])
            .select_related("act")
            .defer("act__beside", "waiting")
            .first()
        )
        if found is None:
            raise Http404("no such act is done in steps")
        self.row = found


class HowFarPage(UndertakingPage):
    route, name = "<key:pk>/progress/", "progress"
    template = "admin/articles/act/progress.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row
        self.title = str(row.act.words)
        return self.shown(
            row=row, goes_on_by_itself=row.state == "going" and row.act.by_id == request.user.pk,
            hidden=row.left_number - len(row.left),
        )  # fmt: skip


class _MovingPage(UndertakingPage):
    """A POST moves it on; a script gets an answer in JSON. Whoever began it may, and any editor: a step asks for more rights if
    what it changes needs them.
    """

    http_method_names = ["post"]

    def prepare(self) -> None:
        super().prepare()
        user = self.request.user
        if self.row.act.by_id != user.pk and not user.has_perm("articles.change_any_article"):
            raise Http404("none that this account may go on with")

    def move(self) -> Undertaking:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.move()
        if request.headers.get("Accept") == "application/json":
            return JsonResponse(_told(row))
        return self.to("act_progress", pk)


class NextStepPage(_MovingPage):
    route, name = "<key:pk>/step/", "step"

    def move(self) -> Undertaking:
        user = self.request.user
        # When an article goes live is no status, which is all that the rest asks about.
        self.need(self.row.change.get("batch", [""])[0] != "live" or user.has_perm("articles.publish_article"))

        def may_give(article: Article, to: Status) -> bool:
            return may_change(user, article) and may_move(user, article.status, to)

        rights = undertakings.Rights(undo=lambda plan: may_undo(user, plan), give=may_give)
        return undertakings.take_step(self.row.pk, row_key(self.posted("position")), by=self.by, rights=rights)


class HoldPage(_MovingPage):
    route, name = "<key:pk>/stop/", "stop"

    def move(self) -> Undertaking:
        return undertakings.hold(self.row.pk, at=timezone.now())


class GoOnPage(_MovingPage):
    route, name = "<key:pk>/resume/", "resume"

    def move(self) -> Undertaking:
        return undertakings.release(self.row.pk, at=timezone.now())


class LeavePage(_MovingPage):
    route, name = "<key:pk>/leave/", "leave"

    def move(self) -> Undertaking:
        return undertakings.leave_at_that(self.row.pk, by=self.by)


UNDERTAKING_PAGES = (HowFarPage, NextStepPage, HoldPage, GoOnPage, LeavePage)


def _told(row: Undertaking) -> dict[str, Any]:
    """Return what the page's script shows about a step."""
    words = f"{row.done:,} of {row.number:,} articles"
    return {"position": row.steps, "done": row.done, "files": row.number, "words": words, "more": row.state == "going"}
