"""Acts on many articles of the list: each shows what it would do, does it in one transaction, and offers to undo it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.admin.kit.undoing import say_done
from articles.admin.kit.versions import with_names
from articles.editing import batches
from articles.editing.rights import may_change, may_move
from articles.exchange.exporter import zipped
from articles.history.work import StaleError, Work
from articles.models import Article, Status, Topic
from articles.models.querysets import ArticleQuerySet

_SHOWN = 50  # headlines on the page that asks


class TopicChoice(forms.Form):
    kept = ("topic",)
    topic = forms.ModelChoiceField(Topic.objects.standing().order_by("name"), label="Topic")

    def change(self, *, add: bool) -> batches.BatchChange:
        topic = self.cleaned_data["topic"]
        return batches.adding(topic) if add else batches.removing(topic)


class LiveChoice(forms.Form):
    kept = ("go_live_at_0", "go_live_at_1")
    go_live_at = forms.SplitDateTimeField(
        label="Go live at", required=False, widget=AdminSplitDateTime(),
        help_text="When a published article is on the site from. Empty: at once.",
    )  # fmt: skip

    def change(self) -> batches.BatchChange:
        return batches.going_live(self.cleaned_data["go_live_at"])


def _status_act(status: Status) -> Callable[..., Any]:
    change = batches.giving(status)

    def act(self: "BatchAdmin", request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse | None:
        return self.ask_or_do(request, queryset, change)

    act.short_description = f"{change.label} …"  # type: ignore[attr-defined]
    act.allowed_permissions = ("change",)  # type: ignore[attr-defined]
    act.__name__ = f"set_{status.name.lower()}"
    return act


STATUS_ACTS = tuple(
    _status_act(status)
    for status in (Status.PUBLISHED, Status.REVIEW, Status.FOLDED, Status.DRAFT, Status.WITHDRAWN)
)  # fmt: skip


class BatchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Without `confirmed` in the form an action answers with the page that asks; with it, it does what that page said."""

    batch_actions: tuple[Any, ...] = (*STATUS_ACTS, "add_topic", "remove_topic", "set_go_live", "export")

    @admin.action(description="Add a topic …", permissions=["change"])
    def add_topic(self, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse | None:
        form = TopicChoice(request.POST if "topic" in request.POST else None)
        return self._with_form(request, queryset, form, "Add a topic", lambda: form.change(add=True))

    @admin.action(description="Take a topic off …", permissions=["change"])
    def remove_topic(self, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse | None:
        form = TopicChoice(request.POST if "topic" in request.POST else None)
        return self._with_form(request, queryset, form, "Take a topic off", lambda: form.change(add=False))

    @admin.action(description="Set when to go live …", permissions=["change"])
    def set_go_live(self, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse | None:
        if not request.user.has_perm("articles.publish_article"):
            raise PermissionDenied
        form = LiveChoice(request.POST if "go_live_at_0" in request.POST else None)
        with_names(form.fields["go_live_at"])
        return self._with_form(request, queryset, form, "Set when to go live", form.change)

    @admin.action(description="Export as seed files", permissions=["view"])
    def export(self, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse:
        found = zipped(queryset)
        headers = {"Content-Disposition": f'attachment; filename="seeds-{timezone.now():%Y-%m-%d}.zip"'}
        return HttpResponse(found, content_type="application/zip", headers=headers)

    def get_actions(self, request: HttpRequest) -> Any:
        """Not what the account could do with no article."""
        found = super().get_actions(request)
        if not request.user.has_perm("articles.publish_article"):
            found.pop("set_go_live", None)
        return found

    def _with_form(
        self,
        request: HttpRequest,
        queryset: ArticleQuerySet,
        form: Any,
        title: str,
        change: Callable[[], batches.BatchChange],
    ) -> HttpResponse | None:
        if form.is_bound and form.is_valid():
            return self.ask_or_do(request, queryset, change(), form)
        return self._page(request, queryset, {"title": f"{title}: {queryset.count()} articles", "form": form})

    def ask_or_do(
        self, request: HttpRequest, queryset: ArticleQuerySet, change: batches.BatchChange, form: Any = None
    ) -> HttpResponse | None:
        def may(article: Article, to: Status) -> bool:
            return may_change(request.user, article) and may_move(request.user, article.status, to)

        # The list's own order and joins are of no use here.
        chosen = Article.objects.filter(pk__in=queryset.order_by().values("pk"))
        if "confirmed" in request.POST:
            try:
                by = Work.of(request.user)
                act = batches.carry_out(change, chosen, may, by=by, seen=request.POST["confirmed"])
            except StaleError:
                messages.warning(request, "Somebody changed these articles meanwhile. This is what it would do now.")
            else:
                if act is None:
                    messages.info(request, f"{change.label}: there was nothing to change.")
                else:
                    say_done(request, act)
                return None
        found = batches.sort(change, chosen, may)
        context = {
            "title": f"{change.label}: {len(found.changes)} article{'' if len(found.changes) == 1 else 's'}",
            "change": change, "found": found, "shown": found.changes[:_SHOWN], "hidden": len(found.changes) - _SHOWN,
            "kept": [(name, request.POST.get(name, "")) for name in getattr(form, "kept", ())],
        }  # fmt: skip
        return self._page(request, queryset, context)

    def _page(self, request: HttpRequest, queryset: ArticleQuerySet, context: dict[str, Any]) -> HttpResponse:
        across = request.POST.get("select_across", "0")
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        base = {
            **self.admin_site.each_context(request), "opts": self.opts, "action": request.POST.get("action", ""),
            "chosen": chosen[:1] if across == "1" else chosen, "across": across, "checkbox": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }  # fmt: skip
        return TemplateResponse(request, "admin/articles/batch.html", base | context)
