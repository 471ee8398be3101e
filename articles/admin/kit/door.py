"""Who comes in: asked of each address of the admin before anything is read of what was sent, or of what it is about.

So whoever may not hears the same of what there is and of what there is not, and costs the site nothing but to know them.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from articles.admin.kit.pages import Page

_TO_COME_IN = frozenset({"login", "logout", "sign-in-code", "sign-in-passkey"})
# What an account needs no right for: itself, and the help.
_OWN = frozenset({
    "own-account", "second-factor", "own-passkeys", "password_change", "password_change_done", "jsi18n", "help", "help-page",
})  # fmt: skip
_RIGHTS = {"auth_user_password_change": "auth.change_user"}


def turned_away(
    request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Return where to sign in for an account that may not come in, or None for one that may. Raises PermissionDenied for one
    that lacks the right to pages of this kind."""
    name = (request.resolver_match.url_name if request.resolver_match else None) or ""
    if name in _TO_COME_IN:
        return None
    if not admin.site.has_permission(request):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    has_any = request.user.is_superuser or request.user.get_all_permissions()
    if name not in _OWN and not (has_any and _may_see(request, name, view, args, kwargs)):
        raise PermissionDenied
    return None


def _may_see(
    request: HttpRequest, name: str, view: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
) -> bool:
    page, mounted = getattr(view, "view_class", None), getattr(view, "model_admin", None)
    if isinstance(page, type) and issubclass(page, Page):
        asked = page(**getattr(view, "view_initkwargs", {}))
        asked.setup(request, *args, **kwargs)
        return asked.may_see()
    if name == "app_list":
        return bool(request.user.has_module_perms(kwargs["app_label"]))
    if name in _RIGHTS:
        return bool(request.user.has_perm(_RIGHTS[name]))
    if mounted is None:
        return True
    if name.endswith("_add"):
        return bool(mounted.has_add_permission(request))
    if name.endswith("_delete"):
        return bool(mounted.has_delete_permission(request))
    return bool(mounted.has_view_or_change_permission(request))
