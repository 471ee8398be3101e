"""The history of an article in the admin: who changed what, the difference of any two, and the way back."""

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles import seed
from articles.admin.kit.numbers import NONE, row_key
from articles.editing.rights import may_move
from articles.editing.saving import CircleError, TakenError, restore_named
from articles.history.restoring import restore, status_then
from articles.history.texts import document_in
from articles.history.work import Work
from articles.models import Article, Revision
from articles.seed.schema import TABLES
from articles.seed.serialise import data_lines, field_lines
from articles.texts.wordwise import Line, lines


class Difference(NamedTuple):
    label: str
    lines: list[Line]


def differences(old: seed.SeedDocument, new: seed.SeedDocument) -> list[Difference]:
    """The changed fields, each as the lines that an archive would show; the sealed payload only as changed or not."""
    found = []
    for change in seed.diff(old, new):
        before, after = _lines(old, change.field), _lines(new, change.field)
        if change.field == "secured":
            before, after = (
                ["secured: (sealed)"] if before else [],
                ["secured: (another sealed payload)"] if after else [],
            )
        is_sealed = change.field == "secured"  # two words for two payloads, not one that became the other
        told = lines(before, []) + lines([], after) if is_sealed else lines(before, after)
        found.append(Difference(change.label or change.field, told))
    return found


def _lines(document: seed.SeedDocument, key: str) -> list[str]:
    if key == "body":
        return document.body.splitlines()
    if key == "+":
        return [line for name, data in document.extra.pairs for line in data_lines(name, data, "")]
    row = next(row for row in TABLES[document.table] if row.key == key)
    value = getattr(document, row.name)
    return [] if value is None else field_lines(row, value, "")


class HistoryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Django's own history address, with our revisions; below it the comparison, and restoring by POST."""

    def get_urls(self) -> list[URLPattern]:
        name = self.opts.model_name
        restore_path = path(
            "<int:pk>/history/restore/", self.admin_site.admin_view(self.restore_view), name=f"articles_{name}_restore"
        )
        return [
            path(
                "<int:pk>/history/compare/",
                self.admin_site.admin_view(self.compare_view),
                name=f"articles_{name}_compare",
            ),
            restore_path,
            *super().get_urls(),
        ]

    def revisions_of(self, pk: Any) -> Any:
        return Revision.objects.filter(**{f"{self.opts.model_name}_id": pk})

    def _subject(self, request: HttpRequest, pk: Any) -> Any:
        subject = self.get_object(request, str(pk))
        if subject is None:
            raise Http404("no such document")
        if not self.has_view_or_change_permission(request, subject):
            raise PermissionDenied
        return subject

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        subject = self._subject(request, object_id)
        page = Paginator(self.revisions_of(subject.pk).for_history(), 50).get_page(request.GET.get("page"))
        context = self._context(request, subject, f"History of {subject}") | {"page": page}
        return TemplateResponse(request, "admin/articles/history.html", context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        subject = self._subject(request, pk)
        wanted = [row_key(request.GET.get(name, "")) for name in ("old", "new")]
        if NONE in wanted:
            messages.error(request, "Choose two revisions to compare.")
            return HttpResponseRedirect(reverse(f"admin:articles_{self.opts.model_name}_history", args=[pk]))
        old, new = (get_object_or_404(self.revisions_of(pk), pk=number) for number in wanted)
        context = self._context(request, subject, f"What changed in {subject}") | {
            "old": old, "new": new, "differences": differences(document_in(old), document_in(new)),
        }  # fmt: skip
        return TemplateResponse(request, "admin/articles/compare.html", context)

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        subject = self._subject(request, pk)
        if request.method != "POST" or not self.has_change_permission(request, subject):
            raise PermissionDenied
        revision = get_object_or_404(self.revisions_of(pk), pk=row_key(request.POST.get("revision", "")))
        if request.POST.get("seen_version", str(subject.version)) != str(subject.version):
            messages.error(
                request, "Somebody changed it since. Nothing is changed; any text can be restored from here."
            )
        elif why := _restored(request, subject, revision):
            messages.error(request, f"{why} Nothing is changed.")
        else:
            messages.success(
                request, f"Restored as of {revision.at:%Y-%m-%d %H:%M}. What stood here until now is in the history."
            )
        return HttpResponseRedirect(reverse(f"admin:articles_{self.opts.model_name}_history", args=[pk]))

    def _context(self, request: HttpRequest, subject: Any, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "subject": subject,
            "opts": self.opts,
            "can_restore": self.has_change_permission(request, subject),
        }


def _restored(request: HttpRequest, subject: Any, revision: Revision) -> str:
    """Restores it, or says why not."""
    by = Work.of(request.user)
    if not isinstance(subject, Article):
        try:
            restore_named(revision, by=by)
        except TakenError:
            return "Another topic has that name by now; rename or merge it first."
        except CircleError:
            return "Its parent of then stands below it now; arrange the tree first."
        return ""
    if not may_move(request.user, subject.status, status_then(revision)):
        return "That would change whether readers see it, which your account may not."
    restore(revision, by=by)
    return ""
