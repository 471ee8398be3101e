"""Imports in the admin: their records, and the way from an upload over its plan to the articles, a step a request."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from articles.admin.imports.plans import sections
from articles.admin.imports.uploads import ImportForm, read_form
from articles.admin.kit.numbers import row_key
from articles.admin.kit.records import RecordAdmin
from articles.editing.rights import may_move
from articles.exchange.importer import Options, UploadError, staged
from articles.history.work import Work
from articles.models import Import


@admin.register(Import)
class ImportAdmin(RecordAdmin):
    """Records are looked at, never written by hand. Whoever may import seeds may do all of it."""

    when_empty = "Nothing was imported yet. Import seeds takes files or a zip, and shows the plan first."
    list_display = ("began", "by_name", "state_now", "files", *Import.COUNTS, "warnings")
    list_display_links = ("began",)
    list_filter = ("state",)
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("articles.import_seeds"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        return Import.objects.for_pages()

    @admin.display(description="began", ordering="began_at")
    def began(self, record: Import) -> str:
        return f"{timezone.localtime(record.began_at):%Y-%m-%d %H:%M}"

    @admin.display(description="state", ordering="state")
    def state_now(self, record: Import) -> str:
        return "Killed" if _was_killed(record) else str(record.get_state_display())

    def get_urls(self) -> list[URLPattern]:
        acts = ("step", "confirm", "stop", "resume", "discard")
        view = self.admin_site.admin_view
        return [
            path("new/", view(csrf_exempt(self.new_view)), name="articles_import_new"),
            *(
                path(f"<int:pk>/{act}/", view(partial(self.act_view, act=act)), name=f"articles_import_{act}")
                for act in acts
            ),
            *super().get_urls(),
        ]

    def _need_permission(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    # Uploading

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """Exempt from the check of forgery until the form is read within its caps: the check itself would read it."""
        self._need_permission(request)
        if request.method != "POST":
            return self._form_page(request, ImportForm())
        refused = read_form(request)
        if refused:
            return self._form_page(request, ImportForm(), refused=refused, status=413)
        return csrf_protect(self._receive)(request)

    def _receive(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                files = form.cleaned_data["seeds"]
                record = staged.receive(files, by=Work.of(request.user), options=form.options())
            except UploadError as wrong:
                form.add_error("seeds", list(wrong.reasons))
            else:
                return HttpResponseRedirect(self._address(record.pk))
        return self._form_page(request, form)

    def _form_page(
        self, request: HttpRequest, form: ImportForm, *, refused: str = "", status: int = 200
    ) -> HttpResponse:
        context = self._context(request, "Import seeds") | {"form": form, "refused": refused}
        return TemplateResponse(request, "admin/articles/import/new.html", context, status=status)

    # One record

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        self._need_permission(request)
        record = get_object_or_404(Import.objects.for_pages(), pk=row_key(object_id))
        show = request.GET.get("show", "")
        context = self._context(request, str(record)) | {
            "record": record,
            "sections": sections(record, show, request.GET.get("page")),
            "show": show,
            "was_killed": _was_killed(record),
            "goes_on_by_itself": record.by_id == request.user.pk,
        }  # fmt: skip
        return TemplateResponse(request, "admin/articles/import/record.html", context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        raise Http404("a record has no history: it is one")

    def act_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        self._need_permission(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            record = self._do(request, pk, act)
        except Import.DoesNotExist:
            raise Http404("no such import") from None
        if request.headers.get("Accept") == "application/json":
            return JsonResponse(_told(record))
        return HttpResponseRedirect(self._address(record.pk) if record else reverse("admin:articles_import_changelist"))

    def _do(self, request: HttpRequest, pk: int, act: str) -> Import | None:
        by = Work.of(request.user)
        if act == "step":
            options = Options(may_move=partial(may_move, request.user))
            return staged.go_on(pk, row_key(request.POST.get("position", "")), by=by, options=options)
        if act == "discard":
            kept = staged.discard(pk, by=by)
            said = "Its files are deleted." if kept else "Discarded. Nothing was imported."
            self.message_user(request, said)
            return kept
        return {"confirm": staged.confirm, "stop": staged.stop, "resume": staged.resume}[act](pk, at=by.at)

    def _address(self, pk: int) -> str:
        return reverse("admin:articles_import_change", args=[pk])

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}


def _was_killed(record: Any) -> bool:
    return record.is_silent(timezone.now()) and not record.has_uploads


def _told(record: Import | None) -> dict[str, Any]:
    """What the page's script shows of a step."""
    if record is None:
        return {"more": False}
    words = f"{record.position:,} of {record.files:,} files"
    return {"position": record.position, "files": record.files, "words": words, "more": record.is_under_way}
