"""What every answer tells browsers about how it may be used, whoever answers: a page, a file, an error or a redirect."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from articles.reading import players

# What pages elsewhere may show or read: files, and what machines read.
_FOR_OTHERS = ("/api/", "/media/", "/news-sitemap.xml", "/providers.opml", "/robots.txt", "/sitemap", "/static/")
_FEEDS = (".atom", ".rss", "/feed.json")
# No page of ours asks a device or a browser for these.
_UNUSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
_PERMISSIONS = ", ".join(f"{name}=()" for name in _UNUSED)
# A file is shown, and does nothing.
_OF_FILES = "default-src 'none'; sandbox; frame-ancestors 'none'"


def policy() -> str:
    """Return the policy of pages. Pictures come from here or from our store; from anywhere only if the site shows publishers'
    own."""
    return _policy(settings.MEDIA_URL, settings.REMOTE_PICTURES)


@lru_cache(maxsize=2)
def _policy(media: str, has_remote: bool) -> str:
    kept = urlsplit(media)
    pictures = ["'self'", "data:", *([f"{kept.scheme}://{kept.netloc}"] if kept.netloc else [])]
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {' '.join([*pictures, *(['https:', 'http:'] if has_remote else [])])}",
            f"frame-src {' '.join(players.HOSTS)}",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def headers_of(path: str, *, is_secure: bool) -> dict[str, str]:
    """Return what the answer at an address says, whatever it answers."""
    is_for_others = path.startswith(_FOR_OTHERS) or path.endswith(_FEEDS)
    found = {
        "Content-Security-Policy": _OF_FILES if path.startswith("/media/") else policy(),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin" if is_for_others else "same-origin",
        "Permissions-Policy": _PERMISSIONS,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }
    if settings.SECURE_HSTS_SECONDS and is_secure:
        found["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return found


class Headers:
    """Stands in front of all else, so that no answer leaves without them. What others send too is said once, here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in headers_of(request.path_info, is_secure=request.is_secure()).items():
            response.headers[name] = value
        if request.path_info.startswith("/admin/"):
            add_never_cache_headers(response)
        return response
