"""Django's admin site without what the desk has in its own way: the index of an application, and the list of all models."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


class DeskSite(AdminSite):
    enable_nav_sidebar = False

    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the desk: an application is nothing that an editor knows."""
        return HttpResponseRedirect(reverse("admin:index"))
