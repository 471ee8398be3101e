"""The spellings of a provider's or a topic's name in the admin: each adopted or corrected with one button."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from articles.editing import spellings
from articles.editing.rights import may_change
from articles.editing.saving import TakenError
from articles.history.work import StaleError, Work
from articles.seed import SeedError


class SpelledOtherwise(admin.SimpleListFilter):
    title, parameter_name = "spelling", "spelled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("otherwise", "Spelled otherwise in articles")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.spelled_otherwise() if self.value() == "otherwise" else queryset


class SpelledAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """For providers and topics: how articles spell their name, and deciding about it by POST."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.spellings_view)
        return [
            path("<int:pk>/spellings/", view, name=f"articles_{self.opts.model_name}_spellings"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """Says above the form how many spellings there are."""
        subject = self.get_object(request, object_id) if request.method == "GET" else None
        number = len(spellings.spellings_of(subject)) if subject else 0
        return super().change_view(request, object_id, form_url, {"spelled": number} | (extra_context or {}))

    def spellings_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        subject = self.get_object(request, str(pk))
        if subject is None:
            raise Http404("no such page")
        if not self.has_view_or_change_permission(request, subject):
            raise PermissionDenied
        if request.method == "POST":
            self._decide(request, subject)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request), "title": f"Spellings of {subject.name}", "opts": self.opts,
            "subject": subject, "rows": spellings.spellings_of(subject),
            "may_adopt": self.has_change_permission(request, subject),
            "may_correct": may_change(request.user, None),
        }  # fmt: skip
        return TemplateResponse(request, "admin/articles/spellings.html", context)

    def _decide(self, request: HttpRequest, subject: Any) -> None:
        spelling = request.POST.get("adopt") or request.POST.get("correct") or ""
        if "adopt" in request.POST:
            if not self.has_change_permission(request, subject):
                raise PermissionDenied
            _adopt(request, subject, spelling)
            return
        if not may_change(request.user, None):
            raise PermissionDenied
        number = spellings.correct(subject, spelling, by=Work.of(request.user))
        messages.success(request, f"Corrected in {number} article{'' if number == 1 else 's'}, with a revision each.")


def _adopt(request: HttpRequest, subject: Any, spelling: str) -> None:
    try:
        spellings.adopt(subject, spelling, by=Work.of(request.user))
    except StaleError:
        messages.error(request, "No article spells it so any more. Nothing is changed.")
    except TakenError:
        messages.error(
            request,
            f"“{spelling}” is the name of another topic. Where that is merged into this one, part the two, and merge this one"
            " into it. Nothing is changed.",
        )
    except SeedError as wrong:
        messages.error(request, f"That cannot be its name: {wrong.problems[0].message}. Nothing is changed.")
    else:
        messages.success(request, f"“{spelling}” is the name now; “{subject.name}” still finds it.")
