"""The site's own colours as a style sheet, under an address that changes with them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.reading.masthead import masthead


@require_safe
def theme(request: HttpRequest, tag: str) -> HttpResponse:
    found = masthead()
    if not tag or tag != found.theme_tag:
        raise Http404("no such colours")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(found.theme, content_type="text/css; charset=utf-8", headers=headers)
