"""What every request passes through: trusted proxies, health checks, kept pages. Must not know any other page."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.http import escape_leading_slashes

from articles import metrics
from articles.admin.kit.door import turned_away
from articles.audit import asked_by
from articles.editing import duplicates, stories
from articles.history.work import noted_acts
from articles.kept.keeping import answer_of
from articles.limits import ASKS, MOST_FROM_ANYBODY, most_for
from articles.logs import believed_address, forwarded, with_id
from articles.reading.masthead import asked_once
from articles.signin.sessions import note_seen
from articles.signin.steps import must_enrol
from articles.store import others_wait_to_write
from articles.texts.spelling import nfc
from articles.views import media
from articles.views.health import healthz, readyz

_LONGEST_NUMBER = 16

GetResponse = Callable[[HttpRequest], HttpResponse]


class HealthChecks:
    """Answers before the host is validated or redirected, because a probe knows the process only by its address."""

    pages = {"/healthz": healthz, "/readyz": readyz}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if metrics.is_asked_for(request):
            return metrics.page(request)
        return self.pages.get(request.path_info, self.get_response)(request)


class KeptPages:
    """Gives readers what is kept, from in front of everything that draws, compresses or looks for an account."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return answer_of(request, self.get_response)


class BodyLimits:
    """Refuses a body that is too large for its address and its sender before anything reads it, so behind the session and in
    front of the CSRF check. A server that reads bodies itself asks first, with the key `ASKS` in the request's environment."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        size = int(length[:_LONGEST_NUMBER]) if length.isdecimal() else 0
        if size > MOST_FROM_ANYBODY and size > (most := most_for(request.path_info, request.user)):
            words = (
                f"This is more than {most // 1024:,} kB, the most that this page takes from you. Nothing was changed.\n"
            )
            return HttpResponse(with_id(words), status=413, content_type="text/plain; charset=utf-8")
        return HttpResponse(status=204) if ASKS in request.META else self.get_response(request)


class WholeTexts:
    """No database accepts a NUL, so an address of the admin or a form with one is refused before it gets there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/") and "%00" in request.META.get("QUERY_STRING", ""):
            return _refused("The address")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse forms with a NUL. Django's own forms say it at the field; a view without the CSRF check reads its own form."""
        page = request.resolver_match.url_name or "" if request.resolver_match else ""
        is_form = page.endswith(("_add", "_change")) or getattr(view, "csrf_exempt", False)
        is_read = request.method == "POST" and not is_form
        texts = request.POST.lists() if is_read and request.path_info.startswith("/admin/") else ()
        is_whole = not any("\0" in text for _, values in texts for text in values)
        return None if is_whole else _refused("What was typed")


def _refused(what: str) -> HttpResponse:
    words = f"{what} contains a character (NUL) that no text may contain. Go back, remove it, and send it again.\n"
    return HttpResponseBadRequest(with_id(words), content_type="text/plain; charset=utf-8")


class OneSpelling:
    """Leads an address in another spelling of Unicode, such as macOS copies them, to the one that is ours (NFC)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = nfc(request.path)
        if path == request.path or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        query = request.META.get("QUERY_STRING", "")
        answer = HttpResponsePermanentRedirect(
            escape_leading_slashes(escape_uri_path(path) + (f"?{iri_to_uri(query)}" if query else ""))
        )
        if request.path_info.startswith("/api/"):
            answer["Access-Control-Allow-Origin"] = "*"
        return answer


class Media:
    """Answers before any session or page is involved, and before anything would be compressed again."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        found = media.PLACE.fullmatch(request.path_info)
        return (found and media.picture(request, *found.groups())) or self.get_response(request)


class OneMasthead:
    """The site's name and colours are read once per request, however often a page shows them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with asked_once():
            return self.get_response(request)


class Revalidation:
    """Sets an ETag on every complete answer, and answers 304 to clients that have it. Django's own leaves HEAD out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kept = "no-store" not in response.get("Cache-Control", "")
        if request.method not in ("GET", "HEAD") or response.status_code != 200 or response.streaming or not kept:
            return response
        set_response_etag(response)
        answer: Any = get_conditional_response(request, etag=response["ETag"], response=response)
        return cast("HttpResponse", answer)


class TrustedProxies:
    """Takes the client's address and scheme from what the trusted proxies wrote, and never from the client.

    Each proxy adds an entry on the right, so with n proxies the n-th entry from the right comes from the outermost one.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.TRUSTED_PROXIES:
            self.believe(request, settings.TRUSTED_PROXIES)
        return self.get_response(request)

    def believe(self, request: HttpRequest, proxies: int) -> None:
        request.META["REMOTE_ADDR"] = believed_address(request.META)
        schemes = forwarded(request.META.get("HTTP_X_FORWARDED_PROTO", ""))
        if schemes:
            request.META["HTTP_X_FORWARDED_PROTO"] = schemes[-min(proxies, len(schemes))]


class AskedBy:
    """Lets the audit know who asks, for whatever the page does; kept pages come from in front of it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with asked_by(request):
            return self.get_response(request)


class SeenSessions:
    """Notes once an hour that somebody is still there, after their page; readers pass it by."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/admin/"):
            note_seen(request, timezone.now())
        return response


class RightsFirst:
    """Turns away whoever may not see a page of the admin. In front of the CSRF check, which reads the form that was sent."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        return turned_away(request, view, args, kwargs) if request.path_info.startswith("/admin/") else None


class EnrolFirst:
    """Leads whoever has signed in without the second factor that a role demands to where it is set up, before anything else."""

    free = ("second-factor", "own-passkeys", "sign-in-passkey", "login", "sign-in-code", "logout", "jsi18n")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if not request.path_info.startswith("/admin/") or name in self.free or not must_enrol(request):
            return None
        return HttpResponseRedirect(reverse("second-factor"))


class LookAround:
    """After a request that recorded an act, and after no other: articles that changed are compared with others, and the stories
    that they are in are surveyed. Where somebody waits to write, that is left to the next such request. An import from the
    command line does both itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with noted_acts() as acts:
            response = self.get_response(request)
        if acts and not others_wait_to_write():
            stories.survey()
            duplicates.find_duplicates()
        return response
