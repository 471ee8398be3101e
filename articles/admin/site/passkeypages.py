"""Signing in with a passkey, and one's own passkeys. A POST without one asks for a challenge, and one with it answers it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.generic import View

from articles.admin.kit.numbers import row_key
from articles.admin.kit.ways import way_to
from articles.admin.site.own import who_asks
from articles.admin.site.secondfactor import SecondFactorPage
from articles.audit.refusals import WRONG_PASSKEY, note_refused
from articles.signin import steps
from articles.signin.factor import (
    forget_new_app,
    has_second_factor,
    needs_second_factor,
    new_recovery_codes,
    recovery_codes_left,
)
from articles.signin.passkeys import (
    forget_passkey,
    keep_new,
    offer_new,
    offer_sign_in,
    passkeys_of,
    passkeys_work,
    who_signs_in,
)
from articles.signin.sessions import end_others


@method_decorator([csrf_protect, never_cache], name="dispatch")
class PasskeyDoor(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if not passkeys_work():
            raise Http404
        now = timezone.now()
        if "credential" not in request.POST:
            return JsonResponse(offer_sign_in(request, now))
        user = who_signs_in(request, request.POST["credential"], now)
        if user is None:
            note_refused(request, WRONG_PASSKEY, "", now)
            messages.error(request, "That passkey does not fit. Sign in with your password.")
            return HttpResponseRedirect(reverse("admin:login"))
        steps.enter(request, user, "a passkey")
        return HttpResponseRedirect(way_to(request, request.POST.get("next", "")))


@method_decorator(never_cache, name="dispatch")
class OwnPasskeys(SecondFactorPage):
    """Below the page of the second factor, which asks for the password first."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user, now = who_asks(request), timezone.now()
        if not passkeys_work():
            raise Http404
        if not steps.has_proved_password(request, now):
            messages.info(request, "Type your password first: that was too long ago.")
        elif "forget" in request.POST:
            self.forget(row_key(request.POST["forget"]))
        elif "credential" not in request.POST:
            return JsonResponse(offer_new(request, user, now))
        elif keep_new(request, user, request.POST["credential"], now) is None:
            messages.error(request, "That passkey does not fit. Try again.")
        else:
            forget_new_app(user)
            end_others(user, request.session.session_key)
            if not recovery_codes_left(user):
                return self.shown(codes=new_recovery_codes(user), is_new=True)
            messages.success(request, "You can sign in with that passkey from now on.")
        return HttpResponseRedirect(reverse("second-factor"))

    def forget(self, number: int) -> None:
        """Take a passkey away, unless it is all that a role demands."""
        user = who_asks(self.request)
        is_last = len(passkeys_of(user)) == 1 and not has_second_factor(user, but_passkeys=True)
        if is_last and needs_second_factor(user):
            messages.error(self.request, "Your role demands a second factor. Set up another one first.")
        elif forget_passkey(user, number):
            messages.success(self.request, "That passkey does not sign you in any more.")
