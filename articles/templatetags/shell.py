"""The frame of the desk's pages: its navigation, and the site's own name and colours."""

from typing import Any

from django import template
from django.contrib import admin
from django.db.models.options import Options
from django.template import Context
from django.urls import reverse

from articles.admin.kit.shell import BESIDES, MAIN, numbers_for, ways
from articles.reading.masthead import masthead

register = template.Library()


@register.inclusion_tag("admin/includes/shell.html", takes_context=True)
def shell(context: Context) -> dict[str, Any]:
    request = context["request"]
    found: dict[str, Any] = {"request": request, "name": masthead().shown_name}
    if not context.get("has_permission"):
        return found
    numbers = numbers_for(request.user)
    more = ways(request, BESIDES, numbers)
    return found | {
        "user": request.user, "main": ways(request, MAIN, numbers), "more": more,
        "more_waits": sum(each.number for each in more), "is_in_more": any(each.is_here for each in more),
    }  # fmt: skip


@register.simple_tag
def list_name(opts: "Options[Any]") -> str:
    """Return what editors call the list of a model, as its page does."""
    return str(admin.site.get_model_admin(opts.model).shown_list_name)  # type: ignore[attr-defined]


@register.simple_tag
def site_title() -> str:
    return masthead().shown_name


@register.simple_tag
def site_theme() -> str:
    """Return the address of the site's own colours; nothing where they are the usual ones."""
    tag = masthead().theme_tag
    return reverse("theme", args=[tag]) if tag else ""
