"""The button that undoes an act, on whatever page, and the message about it. Undoes nothing itself."""

from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.admin.kit.ways import way_to
from articles.editing import undoplans
from articles.history.rights import may_change, may_move, may_show
from articles.models import Account, Act


def button_to(request: HttpRequest, address: str, **sent: object) -> SafeString:
    """Return a form for a message; its button undoes what the message reports."""
    kept = {"csrfmiddlewaretoken": get_token(request), **sent}
    fields = format_html_join("", '<input type="hidden" name="{}" value="{}">', kept.items())
    return format_html('<form class="undo" method="post" action="{}">{}<button>Undo</button></form>', address, fields)


def undo_button(request: HttpRequest, act: Act, back_to: str = "") -> SafeString:
    """Return a button that undoes an act and leads back to where the act was done, or to another page."""
    here = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "")
    return button_to(request, reverse("admin:articles_act_undo", args=[act.pk]), next=way_to(request, back_to or here))


def undo_button_for(request: HttpRequest, act: Act | None) -> SafeString | None:
    """Return the button, if there is something to undo and the account may undo it."""
    return undo_button(request, act) if act and may_undo(request.user, undoplans.plan_undo(act)) else None


def say_done(request: HttpRequest, act: Act, more: str = "", back_to: str = "") -> None:
    """Report what an act did, with a button that undoes it."""
    button = undo_button(request, act, back_to)
    messages.success(request, format_html("{}.{} {}", str(act), f" {more}" if more else "", button))


def may_undo(user: Account, plan: undoplans.UndoPlan) -> bool:
    """Return whether a user may do by hand everything that undoing the act would do."""
    goes_or_comes = bool(plan.removed or plan.revived)
    return (
        all(may_change(user, save.article) for save in plan.saves)
        and (not goes_or_comes or user.has_perm("articles.delete_article"))
        and (not plan.parting or user.has_perm("articles.arrange_stories"))
        and all(may_move(user, was or None, to) for was, to in plan.moves if to)
        and all(may_show(user, was, to, timezone.now()) for was, to in plan.showings)
    )


def told(plan: undoplans.UndoPlan) -> str:
    """Return what an undo did, and what it left alone."""
    said = f"Undone: {plan.act}."
    if not plan.left:
        return said
    shown = "; ".join(f"{left.title} ({', '.join(left.fields)})" for left in plan.left[:5])
    more = f" and {len(plan.left) - 5} more" if len(plan.left) > 5 else ""
    return f"{said} Left alone, because somebody has changed it since: {shown}{more}."
