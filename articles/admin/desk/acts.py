"""What was done lately, and taking it back: from a message, the desk, the history and the list of acts."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from articles.admin.kit.numbers import NONE, row_key
from articles.admin.kit.records import RecordAdmin
from articles.admin.kit.undoing import may_undo, told
from articles.editing import acts
from articles.editing.rights import RefusedError
from articles.history.work import Work
from articles.models import Act


@admin.register(Act)
class ActAdmin(RecordAdmin):
    """Read only but for taking back. Whoever may change articles sees it."""

    when_empty = (
        "Nothing was done yet. What somebody or an import changes stands here, and can be taken back for 30 days."
    )
    list_display = ("at", "by_name", "what", "articles", "back")
    list_display_links = None
    list_filter = ("at", "by_name")
    search_fields = ("words", "about", "by_name")
    list_per_page = 50
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("articles.change_article"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Act]:
        return Act.objects.changing().latest_first()

    def get_urls(self) -> list[URLPattern]:
        undo = path("<int:pk>/undo/", self.admin_site.admin_view(self.undo_view), name="articles_act_undo")
        return [undo, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "What was done"} | (extra_context or {}))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        pk = row_key(object_id)
        if pk == NONE:
            raise Http404("no such act")
        return HttpResponseRedirect(reverse("admin:articles_act_undo", args=[pk]))

    @admin.display(description="what", ordering="words")
    def what(self, act: Act) -> SafeString:
        return format_html('{} <span dir="auto" class="quiet">{}</span>', act.words, act.about)

    @admin.display(description="articles", ordering="number")
    def articles(self, act: Act) -> int:
        return act.number

    @admin.display(description="back")
    def back(self, act: Act) -> str | SafeString:
        if act.undone_at:
            return f"taken back on {act.undone_at:%Y-%m-%d %H:%M}"
        if not acts.is_undoable(act, timezone.now()):
            return ""
        address = reverse("admin:articles_act_undo", args=[act.pk])
        return format_html('<a href="{}" aria-label="Undo: {}">Undo …</a>', address, str(act))

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET shows what taking the act back would do, POST does it and goes back to `next`."""
        act = Act.objects.filter(pk=pk).first()
        if act is None:
            raise Http404("no such act")
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._undo(request, act)
        plan = acts.plan_undo(act)
        allowed, undoable = may_undo(request.user, plan), acts.is_undoable(act, timezone.now())
        context = {
            **self.admin_site.each_context(request), "title": f"Undo: {act}", "opts": self.opts, "act": act, "plan": plan,
            "allowed": allowed, "undoable": undoable, "days": acts.UNDO_FOR // timedelta(days=1),
        }  # fmt: skip
        return TemplateResponse(request, "admin/articles/act/undo.html", context)

    def _undo(self, request: HttpRequest, act: Act) -> HttpResponse:
        try:
            plan = acts.undo(act, by=Work.of(request.user), allowed=lambda plan: may_undo(request.user, plan))
            messages.success(request, told(plan))
        except RefusedError as refused:
            messages.error(request, f"{refused} Nothing is changed.")
        except acts.TooLateError:
            messages.error(request, f"That cannot be undone any more: {act}. Nothing is changed.")
        wanted = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        return HttpResponseRedirect(wanted if safe else reverse("admin:articles_act_changelist"))
