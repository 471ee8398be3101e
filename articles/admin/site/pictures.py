"""Copies of pictures in the admin: which exist, which failed and why, their focus for crops, and fetching them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from articles.admin.kit.numbers import row_key
from articles.admin.kit.pages import MountedAdmin, Page
from articles.admin.kit.thumbnails import state_of, thumbnail
from articles.models import Picture
from articles.pictures import cache_some, can_be_fetched, fetch_again, number_due

A_STEP = 8.0  # seconds during which a step begins new pictures


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Picture
        fields = ("focus_x", "focus_y")
        widgets = {name: forms.NumberInput(attrs={"min": 0, "max": 100}) for name in ("focus_x", "focus_y")}
        help_texts = {
            "focus_x": "Per cent of the width. Click on the picture to choose what a crop keeps in view.",
            "focus_y": "Per cent of the height.",
        }

    def clean(self) -> dict[str, Any]:
        for name in ("focus_x", "focus_y"):
            if not 0 <= (self.cleaned_data.get(name) or 0) <= 100:
                self.add_error(name, "from 0 to 100")
        return self.cleaned_data


class AgainPage(Page):
    """A POST fetches one picture again."""

    route, name = "<key:pk>/again/", "again"
    http_method_names = ["post"]
    picture: Picture

    def prepare(self) -> None:
        self.picture = get_object_or_404(Picture, pk=self.kwargs["pk"])

    def may_see(self) -> bool:
        return bool(self.admin.has_change_permission(self.request))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        fetch_and_tell(request, [self.picture.url])
        return self.to("picture_change", pk)


class FetchPage(Page):
    """Shows how many are due. A POST fetches some of them, and reports progress in JSON or on the page."""

    route, name = "fetch/", "fetch"
    template = "admin/articles/picture/fetch.html"
    title = "Fetch pictures"

    def may_see(self) -> bool:
        return bool(self.admin.has_change_permission(self.request))

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(due=number_due(), counts=Picture.objects.counts())

    def post(self, request: HttpRequest) -> HttpResponse:
        step = _step(request)
        if request.headers.get("Accept") == "application/json":
            return JsonResponse(step)
        self.told(step["words"])
        return self.here()


def fetch_and_tell(request: HttpRequest, urls: list[str]) -> None:
    """Fetch pictures again, and report the outcome."""
    asked = [url for url in urls if can_be_fetched(url)]
    if len(asked) < len(urls):
        left = len(urls) - len(asked)
        messages.info(request, f"Skipped, because import_seeds takes them from next to the seeds: {left}.")
    counts = fetch_again(asked, seconds=A_STEP) if asked else None
    if asked and counts is None:
        messages.warning(request, "Another run is fetching pictures. Try again in a while.")
    elif counts:
        level = messages.SUCCESS if counts.cached == counts.all else messages.WARNING
        messages.add_message(request, level, f"{counts.words}.")


@admin.register(Picture)
class PictureAdmin(MountedAdmin):
    """Whoever may see articles sees these; whoever may change articles may choose the focus and fetch."""

    pages = (FetchPage, AgainPage)
    list_name = "Pictures"
    form = PictureForm
    when_empty = "No picture has been fetched yet. Fetch pictures copies what public articles show."
    list_display = ("preview", "url", "what_became_of_it", "size", "tried_at")
    list_display_links = ("url",)
    list_filter = ("state",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("url",)
    search_help_text = "A part of the URL."
    actions = ("fetch_again",)
    fields = ("url", "what_became_of_it", "size", "tried_at", "retry_at", "focus_x", "focus_y")
    readonly_fields = ("url", "what_became_of_it", "size", "tried_at", "retry_at")
    change_form_template = "admin/articles/picture/change_form.html"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.has_perm("articles.view_article"))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.has_perm("articles.change_article"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description="picture", empty_value="none yet")
    def preview(self, picture: Picture) -> SafeString | None:
        return thumbnail(picture) if picture.has_copy else None

    @admin.display(description="state", ordering="state")
    def what_became_of_it(self, picture: Picture) -> str:
        return state_of(picture)

    @admin.display(description="size")
    def size(self, picture: Picture) -> str:
        return f"{picture.width} × {picture.height}" if picture.has_copy else "–"

    @admin.action(description="Fetch again", permissions=["change"])
    def fetch_again(self, request: HttpRequest, queryset: QuerySet[Picture]) -> None:
        fetch_and_tell(request, [picture.url for picture in queryset])


def _step(request: HttpRequest) -> dict[str, Any]:
    done, total = (max(row_key(request.POST.get(name, "")), 0) for name in ("position", "files"))
    counts = cache_some(seconds=A_STEP)
    if counts is None:
        return {"position": done, "files": total, "words": "Another run is fetching pictures just now.", "more": False}
    done += counts.cached + counts.failed
    words = f"{done:,} of {max(total, done):,}: in this step {counts.words}"
    more = counts.cached + counts.failed > 0
    return {"position": done, "files": max(total, done), "words": words, "more": more}
