"""The list of possible duplicates in the admin. A pair opens side by side; see `admin.article.joining`."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.kit.filters import Choice
from articles.admin.kit.records import RecordAdmin
from articles.editing import duplicates
from articles.history.rights import may_change
from articles.history.work import Work
from articles.models import Article, Duplicate, Status
from articles.models.querysets import DuplicateQuerySet
from articles.texts.addresses import host
from articles.texts.days import day_of_moment

_LIST = "admin:articles_duplicate_changelist"


class Dismissed(Choice[DuplicateQuerySet]):
    """Shows open pairs unless the user asks for the dismissed ones."""

    title, parameter_name = "state", "state"

    options = (("dismissed", "Not duplicates"),)

    def choices(self, changelist: ChangeList) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": "To decide"}, *others]

    def narrowed(self, rows: DuplicateQuerySet) -> DuplicateQuerySet:
        return rows.dismissed() if self.value() == "dismissed" else rows.open()


@admin.register(Duplicate)
class DuplicateAdmin(RecordAdmin):
    """Pairs are never written by hand. Whoever may change articles may decide about them; merging is a right of its own."""

    when_empty = "No two articles look the same: there is nothing to decide. Every import and every change is checked."
    list_display = ("both", "alike", "found_at")
    list_display_links = ("both",)
    list_filter = (Dismissed, "why")
    search_fields = ("first__title", "second__title", "first__slug", "second__slug")
    search_help_text = "Words of either headline, or of an address."
    list_per_page = 50
    show_full_result_count = False
    actions = ("dismiss", "bring_back")
    list_title = "Articles that are perhaps the same"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_change(request.user, None)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Duplicate]:
        return Duplicate.objects.for_list()

    def get_actions(self, request: HttpRequest) -> Any:
        """Leave out actions that are of no use on the list that is shown."""
        idle = "dismiss" if request.GET.get("state") == "dismissed" else "bring_back"
        return {name: act for name, act in super().get_actions(request).items() if name != idle}

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        pair = self.get_object(request, object_id)
        if pair is None:
            messages.info(request, "That pair is decided, or its headlines are no longer alike.")
            return HttpResponseRedirect(reverse(_LIST))
        return HttpResponseRedirect(reverse("admin:articles_article_merge", args=[pair.first_id, pair.second_id]))

    @admin.display(description="articles", ordering="first__title")
    def both(self, pair: Duplicate) -> SafeString:
        return format_html("{}<br>{}", _row(pair.first), _row(pair.second))

    @admin.display(description="why", ordering="-likeness")
    def alike(self, pair: Duplicate) -> str:
        words = pair.get_why_display()
        return f"{words}, {pair.percent}" if pair.why == Duplicate.Why.HEADLINE else words

    @admin.action(description="Not duplicates")
    def dismiss(self, request: HttpRequest, queryset: DuplicateQuerySet) -> None:
        number = duplicates.dismiss(queryset, by=Work.of(request.user))
        messages.success(request, f"Not duplicates: {number}. They are not suggested again.")

    @admin.action(description="Perhaps duplicates after all")
    def bring_back(self, request: HttpRequest, queryset: DuplicateQuerySet) -> None:
        number = duplicates.bring_back(queryset)
        messages.success(request, f"To decide again: {number}.")


def _row(article: Article) -> SafeString:
    words = '<span dir="auto">{}</span> <small class="host">{}, {}, {}</small>'
    name, status = host(article.url) or article.provider.domain, Status(article.status).label.lower()
    return format_html(words, article, name, status, f"{day_of_moment(article.published_at):%Y-%m-%d}")
