"""Recent acts and how to undo them, from a message, the desk, the history and the list of acts."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.desk.undertakings import UNDERTAKING_PAGES
from articles.admin.kit.filters import Choice
from articles.admin.kit.lists import CheckedList
from articles.admin.kit.numbers import NONE, row_key
from articles.admin.kit.pages import Page, why_refused
from articles.admin.kit.records import RecordAdmin
from articles.admin.kit.undoing import may_undo, told
from articles.admin.kit.ways import way_to
from articles.editing import acts, undertakings, undoplans
from articles.history.rights import RefusedError
from articles.history.told import told_by_acts
from articles.models import Act, Revision
from articles.models.querysets import ActQuerySet
from articles.seed import SeedError
from articles.texts.days import Days
from articles.texts.legible import tidy
from articles.texts.moments import written_moment

_PLANNED = 500  # texts of an act of which its page says what would come of undoing it


class UndoPage(Page):
    """GET shows what undoing an act would do. POST does it and goes back to `next`."""

    route, name = "<key:pk>/undo/", "undo"
    template = "admin/articles/act/undo.html"
    act: Act

    def prepare(self) -> None:
        found = Act.objects.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404("no such act")
        self.act = found

    def may_see(self) -> bool:
        return bool(self.admin.has_view_permission(self.request))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        act, plan = self.act, undoplans.plan_undo(self.act, most=_PLANNED)
        self.title = f"Undo: {act}"
        return self.shown(
            act=act, plan=plan, rest=_texts(act) - _PLANNED, allowed=may_undo(request.user, plan),
            undoable=undoplans.is_undoable(act, timezone.now()), days=undoplans.UNDO_FOR // timedelta(days=1),
        )  # fmt: skip

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            if _texts(self.act) > undertakings.ALL_AT_ONCE:
                return self._begin()
            plan = acts.undo(self.act, by=self.by, allowed=lambda plan: may_undo(request.user, plan))
            self.done(told(plan))
        except RefusedError as refused:
            self.refused(f"{refused} Nothing is changed.")
        except acts.TooLateError:
            self.refused(f"That can no longer be undone: {self.act}. Nothing is changed.")
        except SeedError as wrong:
            self.refused(f"No file could hold what was there before: {why_refused(wrong)}. Nothing is changed.")
        return HttpResponseRedirect(way_to(request, self.posted("next"), reverse("admin:articles_act_changelist")))

    def _begin(self) -> HttpResponse:
        """Undo it in steps, which ask again for each part what the account may do."""
        if not may_undo(self.request.user, undoplans.plan_undo(self.act, most=_PLANNED)):
            raise RefusedError(acts.REFUSED)
        return self.to("act_progress", undertakings.begin_undo(self.act, by=self.by).act_id)


def _texts(act: Act) -> int:
    return Revision.objects.filter(part_of=act).count()


class ListOfActs(CheckedList):
    """With what each of its acts changed, where that is one article."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        found = told_by_acts(self.result_list, request.user)
        for act in self.result_list:
            act.told = found.get(act.pk, [])


class WhenDone(Choice[ActQuerySet]):
    title, parameter_name = "when", "when"
    options = (("today", "Today"), ("yesterday", "Yesterday"), ("week", "7 days"), ("month", "30 days"))

    def narrowed(self, rows: ActQuerySet) -> ActQuerySet:
        today = timezone.localdate()
        first, after = {"today": (0, 0), "yesterday": (1, 1), "week": (6, 0), "month": (29, 0)}.get(
            self.value() or "", (-1, 0)
        )
        days = Days(today - timedelta(days=first), None if after == 0 else today)
        return rows if first < 0 else rows.within(days)


@admin.register(Act)
class ActAdmin(RecordAdmin):
    """The list is read-only, except for undoing. Whoever may change articles sees it."""

    when_empty = (
        "Nothing has been done yet. Changes by people and imports are listed here, and can be undone for 30 days."
    )
    list_display = ("at", "by_name", "what", "articles", "back")
    list_display_links = None
    list_filter = (WhenDone, "by_name")
    search_fields = ("words", "about", "by_name")
    list_per_page = 50
    show_full_result_count = False
    pages = (UndoPage, *UNDERTAKING_PAGES)
    list_title = "What was done"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ListOfActs

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.has_perm("articles.change_article"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Act]:
        return Act.objects.changing().latest_first().with_what_goes_on()

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        pk = row_key(object_id)
        if pk == NONE:
            raise Http404("no such act")
        return HttpResponseRedirect(reverse("admin:articles_act_undo", args=[pk]))

    @admin.display(description="what", ordering="words")
    def what(self, act: Act) -> SafeString:
        told = render_to_string("admin/includes/_told.html", {"told": getattr(act, "told", [])})
        return format_html('{} <span dir="auto" class="quiet">{}</span>{}', act.words, tidy(act.about), told)

    @admin.display(description="articles", ordering="number")
    def articles(self, act: Act) -> int:
        return act.number

    @admin.display(description="back")
    def back(self, act: Act) -> str | SafeString:
        undertaking = getattr(act, "undertaking", None)
        if undertaking and undertaking.is_open:
            address = reverse("admin:articles_act_progress", args=[act.pk])
            return format_html('<a href="{}">{} of {} done …</a>', address, undertaking.done, undertaking.number)
        if act.undone_at:
            return f"undone on {written_moment(act.undone_at)}"
        if not undoplans.is_undoable(act, timezone.now()):
            return ""
        address = reverse("admin:articles_act_undo", args=[act.pk])
        return format_html('<a href="{}" aria-label="Undo: {}">Undo …</a>', address, str(act))
