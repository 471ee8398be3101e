"""Merging two topics or two providers in the admin, with what comes of it shown first, and parting them again."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles.admin.kit.numbers import row_key
from articles.editing import synonyms
from articles.history.work import StaleError

_OFFERED = 300  # names that the browser offers while one types; any other is found too


class MergedAway(admin.SimpleListFilter):
    """Without a choice the list has those that stand for themselves."""

    title, parameter_name = "merging", "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("away", "Merged into another")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(merged_into__isnull=self.value() != "away")


class SynonymAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who may change the names and merge articles may merge names."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_names_view)
        return [path("<int:pk>/merge/", view, name=f"articles_{self.opts.model_name}_merge"), *super().get_urls()]

    def may_merge(self, request: HttpRequest, subject: Any = None) -> bool:
        return self.has_change_permission(request, subject) and request.user.has_perm("articles.merge_article")

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        subject = self.get_object(request, object_id) if request.method == "GET" else None
        more: dict[str, Any] = {}
        if subject is not None:
            more = {"may_merge": self.may_merge(request, subject), "merged_into": subject.merged_into}
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

    def merge_names_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET with `into`, a name, shows what would come of it; POST with `into`, a key, does it; with `part`, parts it again."""
        subject = self.get_object(request, str(pk))
        if subject is None:
            raise Http404("no such page")
        if not self.may_merge(request, subject):
            raise PermissionDenied
        if request.method == "POST":
            return self._part(request, subject) if "part" in request.POST else self._merge(request, subject)
        typed = request.GET.get("into", "").strip()
        into = self.model.objects.called_by_anybody(typed).exclude(pk=subject.pk).first() if typed else None
        context = {
            **self.admin_site.each_context(request), "title": f"Merge {subject} into another", "opts": self.opts,
            "subject": subject, "typed": typed, "into": into, "names": self._offered(subject),
            "plan": synonyms.plan_unite(subject, into) if into else None, "merged": subject.merged.order_by("name"),
        }  # fmt: skip
        return TemplateResponse(request, "admin/articles/synonyms.html", context)

    def _offered(self, subject: Any) -> Any:
        others = self.model.objects.standing().exclude(pk=subject.pk).order_by("name")
        columns = ("domain", "name") if hasattr(subject, "domain") else ("name", "slug")
        return others.values_list(*columns)[:_OFFERED]

    def _merge(self, request: HttpRequest, subject: Any) -> HttpResponse:
        into = self.model.objects.standing().filter(pk=row_key(request.POST.get("into", ""))).first()
        if into is None or into == subject:
            messages.error(request, "Choose another one to merge it into. Nothing is changed.")
            return HttpResponseRedirect(request.path)
        try:
            number = synonyms.unite(subject, into)
        except StaleError:
            messages.error(request, "One of the two was merged by somebody else meanwhile. Nothing is changed.")
            return HttpResponseRedirect(request.path)
        self.log_change(request, subject, f"Merged into {into}.")
        self.log_change(request, into, f"{subject} was merged into it.")
        articles = f"{number} article{'' if number == 1 else 's'}"
        messages.success(request, f"{subject} is merged into {into}, with {articles}. You can part them again here.")
        return HttpResponseRedirect(self._address(into))

    def _part(self, request: HttpRequest, subject: Any) -> HttpResponse:
        former = self.model.objects.filter(pk=row_key(request.POST["part"]), merged_into=subject.pk).first()
        try:
            if former is None:
                raise StaleError
            number = synonyms.part(former)
        except StaleError:
            messages.error(request, "It is not merged into this one any more. Nothing is changed.")
            return HttpResponseRedirect(request.path)
        self.log_change(request, former, f"Parted from {subject}.")
        messages.success(request, f"{former} stands alone again, with {number} article{'' if number == 1 else 's'}.")
        return HttpResponseRedirect(self._address(former))

    def _address(self, subject: Any) -> str:
        return reverse(f"admin:articles_{self.opts.model_name}_merge", args=[subject.pk])
