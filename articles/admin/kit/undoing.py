"""The button that takes an act back, whoever shows it, and what is said of it. Takes nothing back itself."""

from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.editing import acts
from articles.editing.rights import may_change, may_move
from articles.models import Account, Act


def button_to(request: HttpRequest, address: str, **sent: object) -> SafeString:
    """A form for a message: its button takes back what the message tells."""
    kept = {"csrfmiddlewaretoken": get_token(request), **sent}
    fields = format_html_join("", '<input type="hidden" name="{}" value="{}">', kept.items())
    return format_html('<form class="undo" method="post" action="{}">{}<button>Undo</button></form>', address, fields)


def undo_button(request: HttpRequest, act: Act) -> SafeString:
    """Takes an act back, and leads back to where it was done."""
    here = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "")
    return button_to(request, reverse("admin:articles_act_undo", args=[act.pk]), next=here)


def undo_button_for(request: HttpRequest, act: Act | None) -> SafeString | None:
    """The button, where there is something to take back and the account may."""
    return undo_button(request, act) if act and may_undo(request.user, acts.plan_undo(act)) else None


def say_done(request: HttpRequest, act: Act, more: str = "") -> None:
    """Tell what an act did, with a button that takes it back."""
    messages.success(request, format_html("{}.{} {}", str(act), f" {more}" if more else "", undo_button(request, act)))


def may_undo(user: Account, plan: acts.UndoPlan) -> bool:
    """Whether a user may do by hand all that taking the act back would do."""
    goes_or_comes = bool(plan.removed or plan.revived)
    return (
        all(may_change(user, save.article) for save in plan.saves)
        and (not goes_or_comes or user.has_perm("articles.delete_article"))
        and all(may_move(user, was or None, to) for was, to in plan.moves if to)
    )


def told(plan: acts.UndoPlan) -> str:
    """What an undo did, and what it left alone."""
    said = f"Undone: {plan.act}."
    if not plan.left:
        return said
    shown = "; ".join(f"{left.title} ({', '.join(left.fields)})" for left in plan.left[:5])
    more = f" and {len(plan.left) - 5} more" if len(plan.left) > 5 else ""
    return f"{said} Left alone, as somebody changed it since: {shown}{more}."
