"""What Django's own pages are called: a list by what is in it, a form by what it is about."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst


class Titled:
    """Of a model's admin."""

    opts: Any

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        shown: HttpResponse = super().changelist_view(  # type: ignore[misc]
            request, title | (extra_context or {})
        )
        return shown

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        subject = context.get("original")
        context |= {"title": str(subject) if subject else f"New {self.opts.verbose_name}", "subtitle": None}
        shown: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return shown
