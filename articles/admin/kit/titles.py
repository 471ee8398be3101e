"""What Django's own pages are called: a list by what is in it, a form by what it is about."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst


class Titled:
    """Of a model's admin. What editors call its list and its empty form is said where the model says it otherwise."""

    opts: Any
    list_name = new_name = ""

    @property
    def shown_list_name(self) -> str:
        return self.list_name or str(capfirst(self.opts.verbose_name_plural))

    @property
    def shown_new_name(self) -> str:
        return self.new_name or f"New {self.opts.verbose_name}"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = {"title": self.shown_list_name}
        shown: HttpResponse = super().changelist_view(  # type: ignore[misc]
            request, title | (extra_context or {})
        )
        return shown

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        subject = context.get("original")
        context |= {"title": str(subject) if subject else self.shown_new_name, "subtitle": None}
        shown: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return shown
