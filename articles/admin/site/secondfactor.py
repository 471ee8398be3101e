"""One's own second factor: setting it up, other recovery codes, and taking it away; each after the password."""

from base64 import b32encode
from typing import Any

import segno
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin.site.own import who_asks
from articles.signin import steps
from articles.signin.factor import (
    app_to_prove,
    forget_new_app,
    has_second_factor,
    needs_second_factor,
    new_app,
    new_recovery_codes,
    prove_app,
    recovery_codes_left,
    remove_second_factor,
    renew_recovery_codes,
)
from articles.signin.passkeys import passkeys_of, passkeys_work
from articles.signin.sessions import end_others


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class SecondFactorPage(View):
    """A POST does what its button is called. Before the password, the page asks for nothing else."""

    http_method_names = ["get", "head", "post"]
    request: HttpRequest

    def get(self, request: HttpRequest, error: str = "") -> HttpResponse:
        user = who_asks(request)
        proved = steps.has_proved_password(request, timezone.now())
        device = app_to_prove(user) if proved else None
        return self.shown(
            error=error, proved=proved, must_enrol=steps.must_enrol(request), has_one=has_second_factor(user),
            is_needed=needs_second_factor(user), left=recovery_codes_left(user),
            has_app=has_second_factor(user, but_passkeys=True), passkeys=passkeys_of(user), passkeys_work=passkeys_work(),
            qr=_drawn(device) if device else "", key=_spelled(device) if device else "",
        )  # fmt: skip

    def post(self, request: HttpRequest) -> HttpResponse:
        user, now = who_asks(request), timezone.now()
        if "password" in request.POST:
            if not steps.prove_password(request, user, request.POST["password"], now):
                return self.get(request, "That is not your password.")
            begin = forget_new_app if has_second_factor(user) else new_app
            begin(user)
        elif not steps.has_proved_password(request, now):
            messages.info(request, "Type your password first: that was too long ago.")
        elif "code" in request.POST:
            return self.prove(user)
        elif "another" in request.POST:
            new_app(user)
        elif "renew" in request.POST and has_second_factor(user):
            return self.shown(codes=renew_recovery_codes(user))
        elif "remove" in request.POST:
            return self.remove(user)
        return HttpResponseRedirect(request.path)

    def prove(self, user: User) -> HttpResponse:
        tried = prove_app(user, self.request.POST["code"])
        if tried.wait:
            return self.get(
                self.request, f"Too many wrong codes. Wait {tried.wait} seconds before you try the next one."
            )
        if not tried.holds:
            return self.get(
                self.request, "That is not the code that the app shows now. Is the clock of your phone right?"
            )
        end_others(user, self.request.session.session_key)
        return self.shown(codes=new_recovery_codes(user), is_new=True)

    def remove(self, user: User) -> HttpResponse:
        if needs_second_factor(user):
            messages.error(self.request, "Your role demands a second factor. You can set up another app.")
            return HttpResponseRedirect(self.request.path)
        if remove_second_factor(user):
            messages.success(self.request, "From now on your password alone signs you in.")
        return HttpResponseRedirect(reverse("own-account"))

    def shown(self, **context: Any) -> HttpResponse:
        common = {**admin.site.each_context(self.request), "title": "Second factor"}
        return TemplateResponse(self.request, "admin/signin/factor.html", common | context)


def _drawn(device: TOTPDevice) -> SafeString:
    """Return the address of the key as a QR code, an SVG without styles: the content policy allows none in a page."""
    try:
        code = segno.make(device.config_url, micro=False)
    except segno.DataOverflowError:  # of a very long name; then the key is typed
        return SafeString()
    return mark_safe(code.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True))


def _spelled(device: TOTPDevice) -> str:
    key = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))
