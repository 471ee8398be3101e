"""One's own account in the admin: where one is signed in, how to end it there, and another password."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from articles.admin.kit.numbers import row_key
from articles.models import AuditLine
from articles.models.audit import AT_THE_DOOR
from articles.models.querysets import AuditQuerySet
from articles.signin.addresses import shown_address
from articles.signin.attempts import locks, shown_place, unlock
from articles.signin.factor import has_second_factor
from articles.signin.sessions import SEEN_EVERY, end_one, end_others, sign_ins
from articles.signin.steps import is_locked_out, prove_password

_MOST_LINES = 10


class OwnAccountPage(View):
    """A POST with `end` ends the session of that number, one with `others` all but the one that asks, and one with `unlock` lets
    a name or an address try again, where whoever asks may change accounts."""

    http_method_names = ["get", "head", "post"]
    request: HttpRequest

    @method_decorator(never_cache)
    def get(self, request: HttpRequest) -> HttpResponse:
        here = request.session.session_key
        user, now = who_asks(request), timezone.now()
        rows = [
            {"sign_in": each, "address": shown_address(each.address), "seen": _ago(now - each.seen_at),
             "is_here": each.session_id == here}
            for each in sign_ins(user)
        ]  # fmt: skip
        rows.sort(key=lambda row: not row["is_here"])
        context: dict[str, Any] = {
            **admin.site.each_context(request), "title": "Your account", "rows": rows,
            "has_second_factor": has_second_factor(user), "locks": _locks() if _may_unlock(user) else [],
            "lines": [(line, shown_address(line.address) if line.address else "") for line in own_lines(user)],
        }  # fmt: skip
        return TemplateResponse(request, "admin/signin/own.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        user = who_asks(request)
        if "unlock" in request.POST:
            return self.unlocked(user, request.POST["unlock"])
        if "others" in request.POST:
            number = end_others(user, request.session.session_key)
            messages.success(request, f"Ended elsewhere: {number}." if number else "You are signed in nowhere else.")
        elif ended := end_one(user, row_key(request.POST.get("end", ""))):
            messages.success(request, f"Ended: {ended.browser}.")
        else:
            messages.info(request, "That one has ended already.")
        return HttpResponseRedirect(request.path)

    def unlocked(self, user: User, what: str) -> HttpResponse:
        if not _may_unlock(user):
            raise PermissionDenied
        if unlock(what):
            messages.success(self.request, f"Unlocked: {what}.")
        else:
            messages.info(self.request, "That is not locked any more.")
        return HttpResponseRedirect(self.request.path)


def own_lines(user: User) -> AuditQuerySet:
    """Return the last lines about who came in by this name, or tried to."""
    return AuditLine.objects.of_kinds(AT_THE_DOOR).by_anybody_called(user.get_username()).newest()[:_MOST_LINES]


def _may_unlock(user: User) -> bool:
    return user.has_perm("auth.change_user")


def _locks() -> list[dict[str, Any]]:
    """Return what is locked in words, each with what unlocks it."""
    return [
        {
            "who": lock.name or "everybody",
            "where": shown_place(lock),
            "until": lock.until,
            "key": lock.name or lock.address,
        }
        for lock in locks(timezone.now())
    ]


class OwnPasswordPage(PasswordChangeView):
    """As Django's admin has it; but whoever guesses the old password there is locked as at the door."""

    form_class = AdminPasswordChangeForm
    success_url = reverse_lazy("admin:password_change_done")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        prove_password(request, who_asks(request), request.POST.get("old_password", ""), timezone.now())
        if is_locked_out(request):
            return self.get(request)
        with transaction.atomic():  # with its line in the audit
            return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**admin.site.each_context(self.request), **kwargs)


def _ago(time: timedelta) -> str:
    """Return how long ago it was in words. It is noted once an hour, so that it was up to an hour later."""
    hours = time // SEEN_EVERY
    if hours < 2:
        return "within two hours"
    return f"{hours} hours ago" if hours < 48 else f"{hours // 24} days ago"


def who_asks(request: HttpRequest) -> User:
    """Return whoever is signed in, as all are who come here."""
    assert isinstance(request.user, User)
    return request.user
