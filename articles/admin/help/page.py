"""Shows the help to everybody who may sign in to the admin."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.admin.help.places import CHAPTERS, INDEX


def help_view(request: HttpRequest, name: str = INDEX.name) -> HttpResponse:
    """Show the index, or the chapter of that name."""
    chapter = CHAPTERS.get(name, INDEX)
    if chapter.name != name:
        raise Http404("no such page of the help")
    context: dict[str, Any] = {
        **admin.site.each_context(request), "title": chapter.title, "here": chapter.name, "chapters": CHAPTERS.values(),
    }  # fmt: skip
    return TemplateResponse(request, f"admin/help/{chapter.name}.html", context)
