"""Signing in to the admin: the password and, of who has a second factor, a code."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from articles.admin.kit.ways import way_to
from articles.admin.site.locked import locked_out
from articles.audit.refusals import NOT_STAFF, WRONG_CODE, note_refused
from articles.signin.factor import has_second_factor, recovery_codes_left, try_code
from articles.signin.passkeys import passkeys_of, passkeys_work
from articles.signin.steps import InBetween, enter, let_wait, who_waits, wrong_code


def asked_way(page: LoginView | LogoutView) -> str:
    """Return where whoever signs in or out wants to go on, if that is a page of ours; else nothing."""
    name = page.redirect_field_name
    asked = page.request.POST.get(name, page.request.GET.get(name, ""))
    return way_to(page.request, asked) if asked else ""


class SignOutPage(LogoutView):
    """As Django's admin has it, but for where it leads."""

    template_name = "registration/logged_out.html"

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        return asked_way(self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**admin.site.each_context(self.request) | {"has_permission": False}, **kwargs)


class SignInPage(LoginView):
    """As Django's admin has it, with a second step."""

    authentication_form = AdminAuthenticationForm
    template_name = "admin/signin/login.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if admin.site.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user: User = form.get_user()
        if has_second_factor(user):
            let_wait(self.request, user, self.get_success_url(), timezone.now())
            return HttpResponseRedirect(reverse("sign-in-code"))
        enter(self.request, user)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        user: User | None = form.get_user()
        if user is not None:  # the password was right
            note_refused(self.request, NOT_STAFF, user.get_username(), timezone.now())
        return super().form_invalid(form)

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        return asked_way(self)

    def get_default_redirect_url(self) -> str:
        return reverse("desk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ours = {
            **admin.site.each_context(self.request), "title": "Log in", "subtitle": None,
            "app_path": self.request.get_full_path(), "username": self.request.user.get_username(),
            "passkeys_work": passkeys_work(),
        }  # fmt: skip
        return super().get_context_data(**ours, **kwargs)


class EmptyAgain(forms.PasswordInput):
    """A field whose text is seen while it is typed, and not sent back: a wrong code is of no use."""

    input_type = "text"


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=40,
        help_text="The six digits that your app shows, or one of your recovery codes.",
        widget=EmptyAgain(
            attrs={"autofocus": True, "autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


@method_decorator([sensitive_post_parameters(), csrf_protect, never_cache], name="dispatch")
class CodePage(FormView):  # type: ignore[type-arg]
    """The second step. Whoever has not done the first is led there."""

    form_class = CodeForm
    template_name = "admin/signin/code.html"
    waiting: InBetween

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        waiting = who_waits(request, timezone.now())
        if waiting is None:
            messages.info(request, "Type your password again: that was too long ago.")
            return HttpResponseRedirect(reverse("admin:login"))
        self.waiting = waiting
        credentials = {"username": waiting.user.get_username()}
        if request.method == "POST" and not AxesProxyHandler.is_allowed(request, credentials):
            return locked_out(request, None, credentials)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def form_valid(self, form: CodeForm) -> HttpResponse:
        user = self.waiting.user
        tried = try_code(user, form.cleaned_data["code"])
        if tried.holds:
            enter(self.request, user, tried.shown)
            if (left := recovery_codes_left(user)) < 3:
                messages.warning(
                    self.request, f"Recovery codes left: {left}. Under “Your account” you can make new ones."
                )
            return HttpResponseRedirect(self.waiting.to)
        if tried.wait:
            form.add_error("code", f"Too many wrong codes. Wait {tried.wait} seconds before you try the next one.")
            note_refused(self.request, WRONG_CODE, user.get_username(), timezone.now())
        else:
            form.add_error("code", "That is not the right code, or it has been used.")
            wrong_code(self.request, user, timezone.now())
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ours = {
            **admin.site.each_context(self.request), "title": "Second step", "subtitle": None,
            "passkeys": passkeys_work() and passkeys_of(self.waiting.user), "next": self.waiting.to,
        }  # fmt: skip
        return super().get_context_data(**ours, **kwargs)
