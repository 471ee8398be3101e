"""Imports in the admin: their records, and the way from an upload through its plan to articles, one step per request."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from articles.admin.imports.plans import sections
from articles.admin.imports.uploads import ImportForm, read_form
from articles.admin.kit.numbers import row_key
from articles.admin.kit.pages import Page
from articles.admin.kit.records import RecordAdmin
from articles.exchange.importer import Options, UploadError, staged
from articles.exchange.importer.takenback import named_in
from articles.history.rights import may_show
from articles.models import Import
from articles.texts.moments import written_moment


class ImportPage(Page):
    """Whoever may import seeds may use all of these pages."""

    def may_see(self) -> bool:
        return bool(self.admin.has_view_permission(self.request))

    def to_record(self, record: Import | None) -> HttpResponse:
        return self.to("import_change", record.pk) if record else self.to("import_changelist")


@method_decorator(csrf_exempt, name="dispatch")
class NewPage(ImportPage):
    """Takes uploads. Its CSRF check waits until the form is read within its limits, because the check itself would read it."""

    route, name = "new/", "new"
    template = "admin/articles/import/new.html"
    title = "Import seeds"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(form=ImportForm(), refused="")

    def post(self, request: HttpRequest) -> HttpResponse:
        if refused := read_form(request):
            return self.shown(status=413, form=ImportForm(), refused=refused)
        return csrf_protect(self._receive)(request)

    def _receive(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return self.to_record(staged.receive(form.cleaned_data["seeds"], by=self.by, options=form.options()))
            except UploadError as wrong:
                form.add_error("seeds", list(wrong.reasons))
        return self.shown(form=form, refused="")


class RecordPage(ImportPage):
    """Shows one import: its plan until it is confirmed, then what it did."""

    route, name = "<path:object_id>/change/", "change"
    template = "admin/articles/import/record.html"

    def get(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = get_object_or_404(Import.objects.for_pages(), pk=row_key(object_id))
        show = request.GET.get("show", "")
        self.title = str(record)
        return self.shown(
            record=record, sections=sections(record, request.user, show, request.GET.get("page")), show=show,
            was_killed=_was_killed(record), goes_on_by_itself=record.by_id == request.user.pk,
            taken_back=named_in(record) if record.is_unconfirmed else [],
        )  # fmt: skip


class NoHistoryPage(ImportPage):
    route, name = "<path:object_id>/history/", "history"

    def get(self, request: HttpRequest, object_id: str) -> HttpResponse:
        raise Http404("a record has no history: it is itself history")


class ProgressPage(ImportPage):
    """A POST moves an import on; a script gets an answer in JSON."""

    http_method_names = ["post"]

    def move(self, pk: int) -> Import | None:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            record = self.move(pk)
        except Import.DoesNotExist:
            raise Http404("no such import") from None
        if request.headers.get("Accept") == "application/json":
            return JsonResponse(_told(record))
        return self.to_record(record)


class StepPage(ProgressPage):
    route, name = "<key:pk>/step/", "step"

    def move(self, pk: int) -> Import:
        options = Options(may_show=lambda was, to: may_show(self.request.user, was, to, timezone.now()))
        return staged.go_on(pk, row_key(self.posted("position")), by=self.by, options=options)


class ConfirmPage(ProgressPage):
    route, name = "<key:pk>/confirm/", "confirm"

    def move(self, pk: int) -> Import:
        return staged.confirm(pk, by=self.by)


class StopPage(ProgressPage):
    route, name = "<key:pk>/stop/", "stop"

    def move(self, pk: int) -> Import:
        return staged.stop(pk, at=self.by.at)


class ResumePage(ProgressPage):
    route, name = "<key:pk>/resume/", "resume"

    def move(self, pk: int) -> Import:
        return staged.resume(pk, at=self.by.at)


class DiscardPage(ProgressPage):
    route, name = "<key:pk>/discard/", "discard"

    def move(self, pk: int) -> Import | None:
        kept = staged.discard(pk, by=self.by)
        self.told("Its files are deleted." if kept else "Discarded. Nothing was imported.")
        return kept


@admin.register(Import)
class ImportAdmin(RecordAdmin):
    """Records are never written by hand. Whoever may import seeds may see and use all of it."""

    when_empty = "Nothing has been imported yet. Import seeds takes files or a zip, and shows the plan first."
    list_display = ("began", "by_name", "state_now", "files", *Import.COUNTS, "warnings")
    list_display_links = ("began",)
    list_filter = ("state",)
    list_per_page = 50
    show_full_result_count = False
    actions = None
    pages = (NewPage, StepPage, ConfirmPage, StopPage, ResumePage, DiscardPage, NoHistoryPage, RecordPage)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.has_perm("articles.import_seeds"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        return Import.objects.for_pages()

    @admin.display(description="began", ordering="began_at")
    def began(self, record: Import) -> str:
        return written_moment(record.began_at)

    @admin.display(description="state", ordering="state")
    def state_now(self, record: Import) -> str:
        return "Killed" if _was_killed(record) else str(record.get_state_display())


def _was_killed(record: Any) -> bool:
    return record.is_silent(timezone.now()) and not record.has_uploads


def _told(record: Import | None) -> dict[str, Any]:
    """Return what the page's script shows about a step."""
    if record is None:
        return {"more": False}
    words = f"{record.position:,} of {record.files:,} files"
    done = record.position
    return {"position": done, "done": done, "files": record.files, "words": words, "more": record.is_under_way}
