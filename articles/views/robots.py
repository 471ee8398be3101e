"""`robots.txt`: everything but the admin, and where the sitemaps are."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.reading.links import link


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "",
        *(f"Sitemap: {link(name)}" for name in ("sitemap", "news-sitemap")),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
