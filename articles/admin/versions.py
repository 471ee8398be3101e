"""Two editors at one page: the later save is answered with both versions, and nothing typed is lost."""

import copy
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse


class VersionedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """For forms that are `Versioned`. A stale save is answered 409 with the filled form."""

    change_form_template = "admin/articles/change_form.html"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        stale = getattr(form, "is_stale", False)
        if stale:
            context["both"] = form.both
            context["inline_admin_formsets"] = self._fresh_where_untouched(request, context)
        response = super().render_change_form(request, context, *args, **kwargs)
        if stale:
            response.status_code = 409
        return response

    def _fresh_where_untouched(self, request: HttpRequest, context: dict[str, Any]) -> list[Any]:
        """Rows that this editor did not touch are shown as they are stored now."""
        asked = copy.copy(request)
        asked.method = "GET"
        article = context["original"]
        formsets, inlines = self._create_formsets(asked, article, change=True)  # type: ignore[attr-defined]
        fresh = self.get_inline_formsets(asked, formsets, inlines, article)
        return [
            shown if shown.formset.has_changed() else new
            for shown, new in zip(context["inline_admin_formsets"], fresh, strict=True)
        ]
