"""Acts on many articles of the list: each shows what it would do, does it in one transaction or, where they are very many, in
steps, and offers to undo it."""

from collections.abc import Callable
from typing import Any, TypeAlias

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from articles.admin.kit.moments import MomentField
from articles.admin.kit.pages import why_refused
from articles.admin.kit.typeahead import with_names
from articles.admin.kit.undoing import say_done
from articles.audit import write
from articles.editing import batches
from articles.editing.undertakings import ALL_AT_ONCE, begin_batch
from articles.exchange.exporter import zipped
from articles.history.rights import may_change, may_move
from articles.history.work import StaleError, Work
from articles.models import Article, Audited, Status, Topic
from articles.models.querysets import ArticleQuerySet
from articles.seed import SeedError

ModelAdmin: TypeAlias = "admin.ModelAdmin[Article]"
_SHOWN = 50  # headlines on the page that asks for confirmation


class TopicChoice(forms.Form):
    kept = ("topic",)
    topic = forms.ModelChoiceField(Topic.objects.standing().order_by("name"), label="Topic")

    def change(self, *, add: bool) -> batches.BatchChange:
        topic = self.cleaned_data["topic"]
        return batches.adding(topic) if add else batches.removing(topic)


class LiveChoice(forms.Form):
    kept = ("go_live_at_0", "go_live_at_1", "go_live_at_2")
    go_live_at = MomentField(
        label="Go live at", required=False,
        help_text="From when a published article is on the site. Empty: at once.",
    )  # fmt: skip

    def change(self) -> batches.BatchChange:
        return batches.going_live(self.cleaned_data["go_live_at"])


class BatchPage:
    """The answer to an action of the list: the page that asks for confirmation or, with `confirmed`, the action itself."""

    def __init__(self, mounted: ModelAdmin, request: HttpRequest, chosen: ArticleQuerySet) -> None:
        self.mounted, self.request = mounted, request
        # The order and the joins of the list are of no use here.
        self.chosen = Article.objects.filter(pk__in=chosen.order_by().values("pk"))

    def may(self, article: Article, to: Status) -> bool:
        user = self.request.user
        return may_change(user, article) and may_move(user, article.status, to)

    def ask_or_do(self, change: batches.BatchChange, form: forms.Form | None = None) -> HttpResponse | None:
        found = batches.sort(change, self.chosen, self.may)
        if len(found.changes) > ALL_AT_ONCE and found.digest == self.request.POST.get("confirmed"):
            begun = begin_batch(change, found.changes, by=Work.of(self.request.user))
            return HttpResponseRedirect(reverse("admin:articles_act_progress", args=[begun.act_id]))
        if "confirmed" in self.request.POST and self._do(change):
            return None
        return self._page(
            title=f"{change.label}: {len(found.changes)} article{'' if len(found.changes) == 1 else 's'}",
            change=change, found=found, shown=found.changes[:_SHOWN], hidden=len(found.changes) - _SHOWN,
            kept=[(name, self.request.POST.get(name, "")) for name in getattr(form, "kept", ())],
        )  # fmt: skip

    def _do(self, change: batches.BatchChange) -> bool:
        """Make the change and report it. Return whether it was done; if not, the page asks again."""
        request = self.request
        try:
            by, seen = Work.of(request.user), request.POST["confirmed"]
            act = batches.carry_out(change, self.chosen, self.may, by=by, seen=seen)
        except StaleError:
            messages.warning(request, "Somebody changed these articles meanwhile. This is what it would do now.")
            return False
        except SeedError as wrong:
            messages.error(request, f"Nothing was done. {why_refused(wrong)}.")
            return False
        if act is None:
            messages.info(request, f"{change.label}: there was nothing to change.")
        else:
            say_done(request, act)
        return True

    def with_form(self, form: forms.Form, title: str, change: Callable[[], batches.BatchChange]) -> HttpResponse | None:
        if form.is_bound and form.is_valid():
            return self.ask_or_do(change(), form)
        return self._page(title=f"{title}: {self.chosen.count()} articles", form=form)

    def _page(self, **context: Any) -> HttpResponse:
        posted = self.request.POST
        across = posted.get("select_across", "0")
        chosen = posted.getlist(ACTION_CHECKBOX_NAME)
        base = {
            **self.mounted.admin_site.each_context(self.request), "opts": self.mounted.opts,
            "action": posted.get("action", ""), "chosen": chosen[:1] if across == "1" else chosen, "across": across,
            "checkbox": ACTION_CHECKBOX_NAME, "media": self.mounted.media,
        }  # fmt: skip
        return TemplateResponse(self.request, "admin/articles/batch.html", base | context)


def _status_act(status: Status) -> Callable[..., Any]:
    change = batches.giving(status)

    @admin.action(description=f"{change.label} …", permissions=["change"])
    def act(mounted: ModelAdmin, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse | None:
        return BatchPage(mounted, request, queryset).ask_or_do(change)

    act.__name__ = f"set_{status.name.lower()}"
    return act


STATUS_ACTS = tuple(
    _status_act(status)
    for status in (Status.PUBLISHED, Status.REVIEW, Status.FOLDED, Status.DRAFT, Status.WITHDRAWN)
)  # fmt: skip


@admin.action(description="Add a topic …", permissions=["change"])
def add_topic(mounted: ModelAdmin, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse | None:
    form = TopicChoice(request.POST if "topic" in request.POST else None)
    return BatchPage(mounted, request, queryset).with_form(form, "Add a topic", lambda: form.change(add=True))


@admin.action(description="Take a topic off …", permissions=["change"])
def remove_topic(mounted: ModelAdmin, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse | None:
    form = TopicChoice(request.POST if "topic" in request.POST else None)
    return BatchPage(mounted, request, queryset).with_form(form, "Take a topic off", lambda: form.change(add=False))


@admin.action(description="Set when to go live …", permissions=["change"])
def set_go_live(mounted: ModelAdmin, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse | None:
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    form = LiveChoice(request.POST if "go_live_at_0" in request.POST else None)
    with_names(form.fields["go_live_at"])
    return BatchPage(mounted, request, queryset).with_form(form, "Set when to go live", form.change)


@admin.action(description="Export as seed files", permissions=["export"])
def export(mounted: ModelAdmin, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse:
    found = zipped(queryset)
    write(Audited.EXPORT, "Exported articles as seed files", number=queryset.count())
    headers = {"Content-Disposition": f'attachment; filename="seeds-{timezone.now():%Y-%m-%d}.zip"'}
    return HttpResponse(found, content_type="application/zip", headers=headers)


BATCH_ACTIONS: tuple[Any, ...] = (*STATUS_ACTS, add_topic, remove_topic, set_go_live, export)
